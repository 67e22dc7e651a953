package io.jukung.store.storage;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The disk or the data on it is broken: a write, sync or read failed, or a checksum is wrong. Never retried, because a
 * kernel that failed to write pages once reports success the second time; the member stops and says why.
 */
public final class StorageFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean damage;

    public StorageFault(String message) {
        this(message, false);
    }

    /**
     * The same, of damage or not.
     *
     * @param damage see {@link #isDamage}
     */
    public StorageFault(String message, boolean damage) {
        super(message);
        this.damage = damage;
    }

    public StorageFault(String message, Throwable cause) {
        this(message, cause, cause instanceof RocksDBException failure && isDamage(failure.getStatus()));
    }

    StorageFault(String message, Throwable cause, boolean damage) {
        super(message + ": " + cause.getMessage(), cause);
        this.damage = damage;
    }

    /**
     * Whether what lies on the disk is not what was written there: a checksum is wrong, a file is missing or too short. The
     * disk itself answers; other data can be put there.
     */
    public boolean isDamage() {
        return damage;
    }

    static boolean isDamage(@Nullable Status status) {
        return status != null && status.getCode() == Status.Code.Corruption;
    }
}
