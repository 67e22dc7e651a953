package io.jukung.api.model.patch;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import org.jspecify.annotations.Nullable;

/** JSON merge patch (RFC 7386): objects are merged, null removes, all else replaces. */
public final class MergePatch {

    private MergePatch() {}

    /**
     * The patched object.
     *
     * @throws PatchException if the patch is not an object
     */
    public static ObjectValue apply(ObjectValue target, Value patch) {
        if (!(patch instanceof ObjectValue fields)) {
            throw new PatchException(
                    PatchException.Cause.MALFORMED,
                    "error decoding patch: json: cannot unmarshal %s into Go value of type map[string]interface {}"
                            .formatted(GoText.kind(patch)));
        }
        return merge(target, fields);
    }

    private static ObjectValue merge(ObjectValue target, ObjectValue patch) {
        var result = target;
        for (var entry : patch.fields().entrySet()) {
            var name = entry.getKey();
            result = entry.getValue() == Scalar.Null.NULL
                    ? result.without(name)
                    : result.with(name, merge(result.get(name), entry.getValue()));
        }
        return result;
    }

    private static Value merge(@Nullable Value target, Value patch) {
        return patch instanceof ObjectValue fields
                ? merge(target instanceof ObjectValue object ? object : ObjectValue.empty(), fields)
                : patch;
    }
}
