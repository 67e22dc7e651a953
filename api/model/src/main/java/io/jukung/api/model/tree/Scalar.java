package io.jukung.api.model.tree;

/** A value without parts. Numbers are 64-bit integers or doubles, as in Kubernetes. */
public sealed interface Scalar extends Value {

    /** A JSON string. */
    record Text(String value) implements Scalar {}

    /** A JSON number without fraction or exponent, in 64 bits. */
    record Whole(long value) implements Scalar {}

    /** Any other JSON number. */
    record Real(double value) implements Scalar {}

    /** {@code true} or {@code false}. */
    enum Flag implements Scalar {
        TRUE,
        FALSE;

        public boolean value() {
            return this == TRUE;
        }
    }

    /** {@code null} written in a document; absence is a field that is not there. */
    enum Null implements Scalar {
        NULL
    }
}
