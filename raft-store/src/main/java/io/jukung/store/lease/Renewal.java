package io.jukung.store.lease;

/** The answer to a keep-alive. */
public sealed interface Renewal {

    /** It lives on for its full time. */
    record Renewed(long ttlSeconds) implements Renewal {}

    /** There is no such lease: answered with TTL 0. */
    record Unknown() implements Renewal {}

    /** Its end is proposed already: wait until that is applied, then answer with TTL 0. */
    record Expiring() implements Renewal {}

    /** This member does not lead: ask the leader. */
    record NotLeader() implements Renewal {}
}
