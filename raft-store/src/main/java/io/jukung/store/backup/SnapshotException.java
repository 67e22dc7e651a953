package io.jukung.store.backup;

import java.io.IOException;

/** A snapshot file cannot be used. The message says why. */
public final class SnapshotException extends IOException {

    private static final long serialVersionUID = 1;

    public SnapshotException(String message) {
        super(message);
    }

    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
