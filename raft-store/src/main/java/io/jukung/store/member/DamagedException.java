package io.jukung.store.member;

import java.io.IOException;

/** A file of the data directory is not what was written; the message names it. */
public final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedException(String message) {
        super(message);
    }
}
