package io.jukung.store.storage;

/**
 * The disk or the data on it is broken: a write, sync or read failed, or a checksum is wrong. Never retried, because a
 * kernel that failed to write pages once reports success the second time; the member stops and says why.
 */
public final class StorageFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageFault(String message) {
        super(message);
    }

    public StorageFault(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
