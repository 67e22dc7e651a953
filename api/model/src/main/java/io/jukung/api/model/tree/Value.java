package io.jukung.api.model.tree;

/**
 * One value of an immutable tree with JSON's types. Two trees are equal when they say the same; the
 * order of an object's fields is kept but does not count.
 */
public sealed interface Value permits Scalar, ListValue, ObjectValue {

    static Value of(String text) {
        return text.isEmpty() ? Scalar.Text.EMPTY : new Scalar.Text(text);
    }

    static Value of(long whole) {
        return Scalar.Whole.of(whole);
    }

    static Value of(double real) {
        return new Scalar.Real(real);
    }

    static Value of(boolean flag) {
        return flag ? Scalar.Flag.TRUE : Scalar.Flag.FALSE;
    }
}
