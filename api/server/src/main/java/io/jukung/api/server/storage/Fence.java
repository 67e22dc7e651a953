package io.jukung.api.server.storage;

/**
 * Proof of leadership: the write takes effect only while the election's key has this create revision.
 *
 * @param election the election's name
 */
public record Fence(String election, long revision) {

    /** Under which the leader of an election stands. */
    public static String key(String election) {
        return "/jukung/elections/" + election;
    }

    public Condition condition() {
        return new Condition.CreateRevision(key(election), revision);
    }
}
