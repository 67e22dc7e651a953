package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;

/** A number for an object's content: the same in every process, whatever the order of fields. */
public final class Digest {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private Digest() {}

    /** Of all but what a list leaves out of its items, and the resourceVersion, which the store does not hold in the value. */
    public static long of(KubeObject object) {
        return of(object.tree().without("apiVersion").without("kind").withoutAt("metadata", "resourceVersion"));
    }

    private static long of(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                long sum = 1;
                for (var field : object.fields().entrySet()) {
                    // Independent of the order, but not of which value is whose.
                    sum += mix(mix(field.getKey().hashCode()) + of(field.getValue()));
                }
                yield sum;
            }
            case ListValue list -> {
                long all = 2;
                for (var item : list) {
                    all = mix(all) + of(item);
                }
                yield all;
            }
            case Scalar.Text(var text) -> mix(3L + text.hashCode());
            case Scalar.Whole(var whole) -> mix(5 + whole);
            case Scalar.Real(var real) -> mix(7 + Double.doubleToLongBits(real));
            case Scalar.Flag flag -> flag.value() ? 11 : 13;
            case Scalar.Null _ -> 17;
        };
    }

    private static long mix(long value) {
        long mixed = value * PRIME;
        return mixed ^ (mixed >>> 29);
    }
}
