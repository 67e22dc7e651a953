package io.jukung.chaos.zoo;

/** The product is not as a bug expects it: the bug would not be there, or be another. */
public final class MismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
        super(message);
    }
}
