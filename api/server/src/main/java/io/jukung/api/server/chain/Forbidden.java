package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.status.Rejection;

/** The answer to what the authorizer does not allow. */
public final class Forbidden {

    private Forbidden() {}

    public static Rejection of(Authorizer.Attributes attributes) {
        var user = "User \"" + attributes.caller().name() + "\" cannot " + attributes.verb();
        if (!attributes.path().isEmpty()) {
            return new Rejection(
                    403,
                    "Forbidden",
                    "forbidden: " + user + " path \"" + attributes.path() + "\"",
                    ObjectValue.empty());
        }
        var resource = attributes.resource()
                + (attributes.group().isEmpty() ? "" : "." + attributes.group())
                + (attributes.name().isEmpty() ? "" : " \"" + attributes.name() + "\"");
        var what = attributes.resource() + (attributes.subresource().isEmpty() ? "" : "/" + attributes.subresource());
        var where = attributes.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + attributes.namespace() + "\"";
        return new Rejection(
                403,
                "Forbidden",
                resource + " is forbidden: " + user + " resource \"" + what + "\" in API group \"" + attributes.group()
                        + "\"" + where,
                ObjectValue.builder()
                        .putIfPresent("name", attributes.name())
                        .putIfPresent("group", attributes.group())
                        .put("kind", attributes.resource())
                        .build());
    }
}
