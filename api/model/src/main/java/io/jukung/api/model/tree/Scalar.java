package io.jukung.api.model.tree;

import java.util.stream.LongStream;

/** A value without parts. Numbers are 64-bit integers or doubles, as in Kubernetes. */
public sealed interface Scalar extends Value {

    /** A JSON string. */
    record Text(String value) implements Scalar {

        static final Text EMPTY = new Text("");

        @Override
        public String toString() {
            return value;
        }
    }

    /** A JSON number without fraction or exponent, in 64 bits. */
    record Whole(long value) implements Scalar {

        private static final int SHARED = 1024;
        private static final Whole[] SMALL =
                LongStream.range(0, SHARED).mapToObj(Whole::new).toArray(Whole[]::new);

        static Whole of(long value) {
            return value >= 0 && value < SHARED ? SMALL[(int) value] : new Whole(value);
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Any other JSON number; finite. */
    record Real(double value) implements Scalar {

        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a number must be finite, got " + value);
            }
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** {@code true} or {@code false}. */
    enum Flag implements Scalar {
        TRUE,
        FALSE;

        public boolean value() {
            return this == TRUE;
        }

        @Override
        public String toString() {
            return Boolean.toString(value());
        }
    }

    /** {@code null} written in a document; absence is a field that is not there. */
    enum Null implements Scalar {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }
}
