package io.jukung.node.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;

/** Quantities as trees hold them: strings, or numbers as people also write them. */
final class Quantities {

    private Quantities() {}

    static String text(Value value) {
        return switch (value) {
            case Scalar.Text(var text) -> text;
            case Scalar.Whole(var whole) -> Long.toString(whole);
            case Scalar.Real(var real) -> Double.toString(real);
            case Scalar.Flag flag -> throw new IllegalArgumentException("a quantity cannot be " + flag);
            case Scalar.Null none -> "0";
            case ListValue list -> throw new IllegalArgumentException("a quantity cannot be a list: " + list);
            case ObjectValue object -> throw new IllegalArgumentException("a quantity cannot be an object: " + object);
        };
    }
}
