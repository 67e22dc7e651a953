package io.jukung.store.bbolt;

import java.io.IOException;

/** A file is no bbolt database, or a damaged one. The message says what is wrong and where. */
public final class BoltException extends IOException {

    private static final long serialVersionUID = 1;

    public BoltException(String message) {
        super(message);
    }
}
