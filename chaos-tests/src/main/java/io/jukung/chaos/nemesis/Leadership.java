package io.jukung.chaos.nemesis;

import io.grpc.StatusRuntimeException;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Set;

/** Moves leadership to another member, by MoveLeader. */
record Leadership(Cluster cluster, Admin admin) implements Fault {

    @Override
    public String name() {
        return "move-leader";
    }

    @Override
    public Layer layer() {
        return Layer.NETWORK;
    }

    @Override
    public Set<String> operations() {
        return Set.of("move-leader");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.moment("move-leader", Target.draw(random, Whom.ONE).edn()));
    }

    @Override
    public Edn invoke(Invocation invocation) {
        var leader = admin.leader();
        var statuses = admin.statuses();
        if (leader.isEmpty()) {
            return Edn.dict("skipped", Edn.of("nobody leads"));
        }
        var others = statuses.keySet().stream()
                .filter(member -> !member.equals(leader.get()))
                .toList();
        if (others.isEmpty()) {
            return Edn.dict("skipped", Edn.of("nobody else answers"));
        }
        var target = Target.of(invocation.value());
        var to = target.whom().among(others, leader, target.pick()).getFirst();
        var status = statuses.get(to);
        long id = status == null ? 0 : status.getHeader().getMemberId();
        var ends = Edn.vector(Edn.keyword(leader.get()), Edn.keyword(to));
        try {
            admin.moveLeader(leader.get(), id);
            return Edn.dict("moved", ends);
        } catch (StatusRuntimeException e) {
            // Under other faults it may be too late or take too long.
            return Edn.dict("tried", ends, "said", Edn.of(e.getStatus().toString()));
        }
    }

    @Override
    public void heal() {}
}
