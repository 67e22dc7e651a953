package io.jukung.chaos.sim.raft;

/** Hears what a run wants to know of the log. */
public interface RaftListener {

    void elected(long member, long term);

    /** A proposal was given up whose entry may be committed yet. */
    void ambiguous(long member, long index);

    /** A member has taken another's state in the place of entries that are gone. */
    void installed(long member, long index);

    /** A leader's entries that were never committed gave way. */
    void overwritten(long member, long index);
}
