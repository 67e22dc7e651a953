package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Optional;
import java.util.Set;

/**
 * Disks that answer EIO now and then, or take long to sync. A member that cannot know what is on its disk has to stop; it is
 * started again when the disk is right.
 *
 * <p>Disks that lie about a sync and then lose power are not among these: they lose votes and acknowledged entries, which no
 * store can promise anything about. {@link io.jukung.chaos.cluster.FaultSwitches#lyingSync} is for tests that want a loss to be
 * found.
 */
record DiskErrors(Cluster cluster, Admin admin) implements Fault {

    private static final int LEAST_PPM = 1_000;
    private static final int MOST_PPM = 200_000;
    private static final int MAX_DELAY_MILLIS = 400;

    @Override
    public String name() {
        return "disk-errors";
    }

    @Override
    public Layer layer() {
        return Layer.DISK;
    }

    @Override
    public Optional<String> unavailable() {
        return ClockSkew.lies(cluster);
    }

    @Override
    public Set<String> operations() {
        return Set.of("break-disk", "mend-disk");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> {
            var kind = new String[] {"write-eio", "sync-eio", "slow-sync"}[random.nextInt(3)];
            int amount = kind.equals("slow-sync")
                    ? random.nextInt(10, MAX_DELAY_MILLIS + 1)
                    : random.nextInt(LEAST_PPM, MOST_PPM + 1);
            return Episode.lasting(
                    "break-disk",
                    Target.draw(random, Whom.values()).edn("kind", Edn.keyword(kind), "amount", Edn.of(amount)),
                    "mend-disk");
        });
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        if (invocation.f().equals("mend-disk")) {
            mend();
            return Edn.dict("started", Whom.names(Revival.of(cluster)));
        }
        var target = Target.of(value);
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        int amount = (int) Whom.number(value, "amount");
        for (var member : whom) {
            var switches = cluster.switches(member).orElseThrow();
            switch (Whom.word(value, "kind")) {
                case "write-eio" -> switches.writeErrors(amount);
                case "sync-eio" -> switches.syncErrors(amount);
                case "slow-sync" -> switches.syncDelay(amount);
                default ->
                    throw new IllegalArgumentException(
                            "value: " + value + ", expected :kind write-eio, sync-eio or slow-sync");
            }
        }
        return Whom.names(whom);
    }

    private void mend() {
        for (var member : cluster.members()) {
            cluster.switches(member).ifPresent(switches -> switches.rightDisk());
        }
    }

    @Override
    public void heal() throws Exception {
        mend();
        Revival.of(cluster);
    }
}
