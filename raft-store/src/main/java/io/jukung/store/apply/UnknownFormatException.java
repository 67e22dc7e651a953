package io.jukung.store.apply;

/** An entry of the log cannot be read by this release. The member stops; guessing would make it differ from the others. */
public final class UnknownFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownFormatException(String message) {
        super(message);
    }
}
