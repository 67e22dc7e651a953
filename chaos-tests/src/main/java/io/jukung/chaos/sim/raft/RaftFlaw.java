package io.jukung.chaos.sim.raft;

/** Deliberate mistakes, which the invariants must find. */
public enum RaftFlaw {
    NONE,
    /** A member says that it has an entry before it is on its disk. */
    ACKNOWLEDGES_UNSYNCED,
    /** An entry counts as committed once the leader has it. */
    COMMITS_ALONE,
    /** Votes are granted whatever the candidate's log lacks. */
    VOTES_FOR_ANYBODY
}
