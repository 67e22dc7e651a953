package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The power fails slowly: for a moment disks say of every sync that it failed, then it is gone, with all that was not synced.
 * A member that has been told so and acknowledged all the same has lost it. {@link DiskErrors} and {@link PowerLoss} seldom come
 * in this order to the same members.
 */
record BrownOut(Cluster cluster, Admin admin) implements Fault {

    private static final int ALWAYS_PPM = 1_000_000;
    private static final int SERVE_SECONDS = 20;
    private static final int LEAST_MILLIS = 300;
    private static final int MOST_MILLIS = 1500;

    @Override
    public String name() {
        return "brown-out";
    }

    @Override
    public Layer layer() {
        return Layer.DISK;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.plan().storage() == Storage.IMAGE
                ? ClockSkew.lies(cluster)
                : Optional.of("the cluster's storage is " + cluster.plan().storage() + ", expected IMAGE");
    }

    @Override
    public Set<String> operations() {
        return Set.of("brown-out", "power-back");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                "brown-out",
                // What some lose the others have.
                Target.draw(random, Whom.ALL).edn("ms", Edn.of(random.nextInt(LEAST_MILLIS, MOST_MILLIS + 1))),
                "power-back"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("power-back")) {
            var started = back();
            serving(started);
            return Whom.names(started);
        }
        var target = Target.of(invocation.value());
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        long before = failed(whom);
        for (var member : whom) {
            cluster.switches(member).orElseThrow().syncErrors(ALWAYS_PPM);
        }
        Thread.sleep(Whom.number(invocation.value(), "ms"));
        for (var member : whom) {
            cluster.disk().losePower(member);
        }
        return Edn.dict("members", Whom.names(whom), "syncs-failed", Edn.of(failed(whom) - before));
    }

    private long failed(List<String> whom) {
        return whom.stream()
                .mapToLong(member -> cluster.switches(member).orElseThrow().hits())
                .sum();
    }

    private List<String> back() throws Exception {
        for (var member : cluster.members()) {
            cluster.switches(member).ifPresent(switches -> switches.rightDisk());
        }
        return Revival.of(cluster);
    }

    /** A member that is not there yet has nothing to lose when the power fails again. */
    private void serving(List<String> started) throws Exception {
        for (var member : started) {
            try {
                cluster.awaitServing(member, SERVE_SECONDS);
            } catch (IOException e) {
                // Other faults may keep it from that.
                return;
            }
        }
    }

    @Override
    public void heal() throws Exception {
        back();
    }
}
