package io.jukung.api.model.schema;

import io.jukung.api.model.tree.Value;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object.
 *
 * @param name in JSON
 * @param number in protobuf; 0 where the field is not in the message (apiVersion and kind)
 * @param required whether the API's documents call it required; its absence is for validation to judge
 * @param whenUnset what Kubernetes writes when it is not set: {@code {}}, {@code ""}, {@code 0}, {@code false} or a
 *     written null; null where it leaves the field out
 * @param zeroIsUnset whether Kubernetes leaves out {@code ""}, {@code 0} and {@code false}
 * @param atomic whether a struct is owned as one value; the field decides, not the struct's schema
 * @param inline whether the struct's fields stand in JSON among the fields around it
 * @param defaultValue of a field that is absent; null for none
 * @param mergeKey the field that identifies a list's items in a strategic merge patch; "" for none
 */
public record Field(
        String name,
        int number,
        Type type,
        boolean required,
        @Nullable Value whenUnset,
        boolean zeroIsUnset,
        boolean atomic,
        boolean inline,
        @Nullable Value defaultValue,
        Set<PatchStrategy> patchStrategies,
        String mergeKey) {

    public Field {
        patchStrategies = Set.copyOf(patchStrategies);
    }

    /** An optional field without number or merge rules, as custom resources have them. */
    public static Field optional(String name, Type type) {
        return new Field(name, 0, type, false, null, false, false, false, null, Set.of(), "");
    }

    /** Whether two writers share the struct or map field by field. */
    public boolean granular() {
        return !atomic
                && switch (type) {
                    case ObjectSchema ignored -> true;
                    case MapType map -> !map.atomic();
                    case ListType list -> list.semantics() != ListType.Semantics.ATOMIC;
                    case Primitive ignored -> false;
                };
    }
}
