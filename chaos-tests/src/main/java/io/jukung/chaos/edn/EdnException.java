package io.jukung.chaos.edn;

import java.io.IOException;

/** Text that is no EDN of the kinds we read, or not what was expected at that place. */
public final class EdnException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final long column;

    public EdnException(String problem, long line, long column) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
    }

    /** From 1. */
    public long line() {
        return line;
    }

    /** From 1, in UTF-16 units. */
    public long column() {
        return column;
    }
}
