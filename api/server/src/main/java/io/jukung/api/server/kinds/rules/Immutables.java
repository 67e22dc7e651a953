package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import java.util.Objects;

/** Fields that may not change. */
public final class Immutables {

    private Immutables() {}

    /** The field must be what it was. */
    public static void field(ObjectValue object, ObjectValue old, String parent, String name, Findings findings) {
        if (!Objects.equals(object.get(name), old.get(name))) {
            var value = object.get(name);
            findings.invalid(
                    parent.isEmpty() ? name : parent + "." + name,
                    value == null ? Scalar.Null.NULL : value,
                    "field is immutable");
        }
    }

    /** The contents of a ConfigMap or Secret that says {@code immutable: true}, which may not be taken back. */
    public static void whenMarked(ObjectValue object, ObjectValue old, Findings findings, String... fields) {
        var detail = "field is immutable when `immutable` is set";
        if (!object.flag("immutable")) {
            findings.forbidden("immutable", detail);
        }
        for (var field : fields) {
            if (!object.object(field).equals(old.object(field))) {
                findings.forbidden(field, detail);
            }
        }
    }
}
