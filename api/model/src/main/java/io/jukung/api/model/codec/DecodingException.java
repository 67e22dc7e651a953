package io.jukung.api.model.codec;

/** A document that cannot be read; the message says what was found, where, and what was expected. */
public final class DecodingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    /**
     * A document that is wrong at a place.
     *
     * @param line from 1; 0 where the format has no lines
     * @param column from 1; 0 where unknown
     */
    public DecodingException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** A document that is wrong as a whole. */
    public DecodingException(String message) {
        this(message, 0, 0);
    }

    /** The line of the error from 1, or 0. */
    public int line() {
        return line;
    }

    /** The column of the error from 1, or 0. */
    public int column() {
        return column;
    }
}
