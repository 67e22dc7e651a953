package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Optional;
import java.util.Set;

/** The power goes, at some or all at once: what was not fsynced is gone. What was acknowledged must not be. */
record PowerLoss(Cluster cluster, Admin admin) implements Fault {

    @Override
    public String name() {
        return "power";
    }

    @Override
    public Layer layer() {
        return Layer.PROCESS;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.plan().storage() == Storage.IMAGE
                ? Optional.empty()
                : Optional.of("the cluster's storage is " + cluster.plan().storage() + ", expected IMAGE");
    }

    @Override
    public Set<String> operations() {
        return Set.of("power-off", "power-on");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.lasting("power-off", Target.draw(random, Whom.values()).edn(), "power-on"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("power-on")) {
            return Whom.names(Revival.of(cluster));
        }
        var target = Target.of(invocation.value());
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        for (var member : whom) {
            cluster.disk().losePower(member);
        }
        return Whom.names(whom);
    }

    @Override
    public void heal() throws Exception {
        Revival.of(cluster);
    }
}
