package io.jukung.api.server.storage;

/** What must hold for a transaction to take effect. */
public sealed interface Condition {

    /** The key was last changed at {@code revision}; 0: the key does not exist. */
    record ModRevision(String key, long revision) implements Condition {}

    /** The key was created at {@code revision} and is still there: a fence, see {@link Fence}. */
    record CreateRevision(String key, long revision) implements Condition {}

    static Condition absent(String key) {
        return new ModRevision(key, 0);
    }
}
