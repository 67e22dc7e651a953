package org.apache.ratis.server.impl;

import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hooks of {@code io.jukung.chaos.zoo.RaftBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    /** As Ratis itself has it. */
    static @Nullable RaftPeer nobodyForALearner(VoteContext vote, long term, RaftServerImpl server) {
        return server.getInfo().isListener() ? null : vote.recognizeCandidate(term);
    }
}
