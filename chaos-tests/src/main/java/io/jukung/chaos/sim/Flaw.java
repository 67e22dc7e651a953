package io.jukung.chaos.sim;

import io.jukung.chaos.sim.plane.PlaneFlaw;
import io.jukung.chaos.sim.raft.RaftFlaw;
import io.jukung.chaos.sim.store.StoreFlaw;

/** A deliberate mistake at a seam, to show that the simulation finds it; {@link #NONE} in earnest. */
public record Flaw(StoreFlaw store, RaftFlaw raft, PlaneFlaw plane) {

    public static final Flaw NONE = new Flaw(StoreFlaw.NONE, RaftFlaw.NONE, PlaneFlaw.NONE);

    public static Flaw of(StoreFlaw flaw) {
        return new Flaw(flaw, RaftFlaw.NONE, PlaneFlaw.NONE);
    }

    public static Flaw of(RaftFlaw flaw) {
        return new Flaw(StoreFlaw.NONE, flaw, PlaneFlaw.NONE);
    }

    public static Flaw of(PlaneFlaw flaw) {
        return new Flaw(StoreFlaw.NONE, RaftFlaw.NONE, flaw);
    }
}
