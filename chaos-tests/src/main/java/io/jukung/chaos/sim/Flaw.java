package io.jukung.chaos.sim;

import io.jukung.chaos.sim.raft.RaftFlaw;
import io.jukung.chaos.sim.store.StoreFlaw;

/** A deliberate mistake at a seam, to show that the simulation finds it; {@link #NONE} in earnest. */
public record Flaw(StoreFlaw store, RaftFlaw raft) {

    public static final Flaw NONE = new Flaw(StoreFlaw.NONE, RaftFlaw.NONE);

    public static Flaw of(StoreFlaw flaw) {
        return new Flaw(flaw, RaftFlaw.NONE);
    }

    public static Flaw of(RaftFlaw flaw) {
        return new Flaw(StoreFlaw.NONE, flaw);
    }
}
