package io.jukung.api.client;

import java.util.Optional;

/**
 * How a write is made.
 *
 * @param fieldManager who owns the fields written; "" for the client's name
 * @param fence present for a leader's write: refused once a newer leader exists
 */
public record WriteOptions(boolean dryRun, String fieldManager, Optional<Fence> fence) {

    public static final WriteOptions DEFAULT = new WriteOptions(false, "", Optional.empty());

    public static WriteOptions as(String fieldManager) {
        return new WriteOptions(false, fieldManager, Optional.empty());
    }

    public WriteOptions fencedBy(Fence newFence) {
        return new WriteOptions(dryRun, fieldManager, Optional.of(newFence));
    }

    /**
     * Proof of leadership.
     *
     * @param election the election's name
     * @param revision create revision of the leader's election key
     */
    public record Fence(String election, long revision) {}
}
