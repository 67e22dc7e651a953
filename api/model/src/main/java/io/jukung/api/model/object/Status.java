package io.jukung.api.model.object;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request, Kubernetes' {@code v1 Status}.
 *
 * @param success whether the request was done
 * @param reason machine-readable CamelCase word, empty for none, for example {@code NotFound}
 * @param code HTTP status
 * @param details what it is about; null for none
 */
public record Status(
        boolean success,
        String message,
        String reason,
        int code,
        @Nullable Details details) {

    /**
     * What a status is about.
     *
     * @param group API group of the resource
     * @param kind the resource's plural name, or its kind for errors about the object's fields
     * @param retryAfterSeconds 0 for none
     */
    public record Details(
            String name, String group, String kind, String uid, List<Cause> causes, int retryAfterSeconds) {

        public Details {
            causes = List.copyOf(causes);
        }

        public Details(String name, String group, String kind) {
            this(name, group, kind, "", List.of(), 0);
        }

        ObjectValue toTree() {
            var tree = ObjectValue.builder()
                    .putIfPresent("name", name)
                    .putIfPresent("group", group)
                    .putIfPresent("kind", kind)
                    .putIfPresent("uid", uid);
            if (!causes.isEmpty()) {
                var items = new ArrayList<Value>();
                causes.forEach(cause -> items.add(cause.toTree()));
                tree.put("causes", ListValue.of(items));
            }
            if (retryAfterSeconds > 0) {
                tree.put("retryAfterSeconds", retryAfterSeconds);
            }
            return tree.build();
        }

        static Details of(ObjectValue tree) {
            return new Details(
                    tree.text("name"),
                    tree.text("group"),
                    tree.text("kind"),
                    tree.text("uid"),
                    tree.list("causes").objects().stream().map(Cause::of).toList(),
                    Math.toIntExact(tree.whole(0, "retryAfterSeconds")));
        }
    }

    /**
     * One reason among several, mostly about one field.
     *
     * @param reason for example {@code FieldValueInvalid}
     * @param field path of the field, empty for none
     */
    public record Cause(String reason, String message, String field) {

        ObjectValue toTree() {
            return ObjectValue.builder()
                    .putIfPresent("reason", reason)
                    .putIfPresent("message", message)
                    .putIfPresent("field", field)
                    .build();
        }

        static Cause of(ObjectValue tree) {
            return new Cause(tree.text("reason"), tree.text("message"), tree.text("field"));
        }
    }

    /** A request that was done and has no object to answer with. */
    public static Status success(@Nullable Details details) {
        return new Status(true, "", "", 200, details);
    }

    public static Status failure(int code, String reason, String message) {
        return new Status(false, message, reason, code, null);
    }

    public static Status failure(int code, String reason, String message, Details details) {
        return new Status(false, message, reason, code, details);
    }

    /** The status in an answer's tree. */
    public static Status of(ObjectValue tree) {
        return new Status(
                tree.text("status").equals("Success"),
                tree.text("message"),
                tree.text("reason"),
                Math.toIntExact(tree.whole(0, "code")),
                tree.get("details") instanceof ObjectValue details ? Details.of(details) : null);
    }

    public ObjectValue toTree() {
        var tree = ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.empty())
                .put("status", success ? "Success" : "Failure")
                .putIfPresent("message", message)
                .putIfPresent("reason", reason);
        if (details != null) {
            tree.put("details", details.toTree());
        }
        // A success that carries details is answered without a code, as Kubernetes does.
        return success && details != null
                ? tree.build()
                : tree.put("code", code).build();
    }
}
