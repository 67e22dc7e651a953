package io.jukung.api.model.apply;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;

/**
 * One owner of fields: an applier keeps its fields through all API versions, an updater has some for each.
 *
 * @param apiVersion "" for an applier
 */
record Owner(String manager, Operation operation, String apiVersion, String subresource) {

    /** How fields came to be owned, in the words of the API and in their order. */
    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Owner applier(Write write) {
        return new Owner(write.manager(), Operation.APPLY, "", write.subresource());
    }

    static Owner updater(Write write) {
        return new Owner(write.manager(), Operation.UPDATE, write.apiVersion(), write.subresource());
    }

    static Owner of(ObjectValue entry) {
        var operation = entry.text("operation").equals(Operation.APPLY.word) ? Operation.APPLY : Operation.UPDATE;
        return new Owner(
                entry.text("manager"),
                operation,
                operation == Operation.APPLY ? "" : entry.text("apiVersion"),
                entry.text("subresource"));
    }

    /** As conflicts name it. */
    @Override
    public String toString() {
        var quoted = Json.text(io.jukung.api.model.tree.Value.of(manager));
        var through = subresource.isEmpty() ? quoted : quoted + " with subresource \"" + subresource + "\"";
        return switch (operation) {
            case APPLY -> through;
            case UPDATE -> through + " using " + apiVersion;
        };
    }
}
