package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Set;

/** {@code kill -9} to one, the leader, some or all; all start again later. */
record Kill(Cluster cluster, Admin admin) implements Fault {

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public Layer layer() {
        return Layer.PROCESS;
    }

    @Override
    public Set<String> operations() {
        return Set.of("kill", "start");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.lasting("kill", Target.draw(random, Whom.values()).edn(), "start"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("start")) {
            return Whom.names(Revival.of(cluster));
        }
        var target = Target.of(invocation.value());
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        for (var member : whom) {
            cluster.kill(member);
        }
        return Whom.names(whom);
    }

    @Override
    public void heal() throws Exception {
        Revival.of(cluster);
    }
}
