package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Optional;
import java.util.Set;

/** Disks without a byte of room, at some or all; then they have room again, and who stopped for it is started. */
record FullDisk(Cluster cluster, Admin admin) implements Fault {

    private static final int DISARM_SECONDS = 60;

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public Layer layer() {
        return Layer.DISK;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.plan().storage() == Storage.DIRECTORY
                ? Optional.of("the cluster's storage is DIRECTORY, expected TMPFS or IMAGE")
                : Optional.empty();
    }

    @Override
    public Set<String> operations() {
        return Set.of("fill-disk", "free-disk");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.lasting("fill-disk", Target.draw(random, Whom.values()).edn(), "free-disk"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("free-disk")) {
            free();
            return Edn.dict("started", Whom.names(Revival.of(cluster)));
        }
        var target = Target.of(invocation.value());
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        for (var member : whom) {
            cluster.disk().fill(member);
        }
        return Whom.names(whom);
    }

    private void free() throws Exception {
        for (var member : cluster.members()) {
            cluster.disk().free(member);
        }
    }

    @Override
    public void heal() throws Exception {
        free();
        Revival.of(cluster);
        admin.disarm(DISARM_SECONDS);
    }
}
