package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.FaultLibrary;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Wall clocks that jump, by a tenth of a second up to an hour, and run too fast or too slow, by up to a half. */
record ClockSkew(Cluster cluster, Admin admin) implements Fault {

    private static final int MAX_DRIFT_PPM = 500_000;
    /** Powers of 4 milliseconds, from 100 ms to about an hour. */
    private static final int JUMPS = 8;

    private static final long LEAST_JUMP_MILLIS = 100;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Layer layer() {
        return Layer.DISK;
    }

    @Override
    public Optional<String> unavailable() {
        return lies(cluster);
    }

    /** Why members cannot be lied to. */
    static Optional<String> lies(Cluster cluster) {
        if (cluster.plan().product() == Product.ETCD) {
            return Optional.of("etcd asks the kernel without libc, where libchaos.so would be");
        }
        return FaultLibrary.missing();
    }

    @Override
    public Set<String> operations() {
        return Set.of("skew-clock", "right-clock");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                "skew-clock",
                Target.draw(random, Whom.values())
                        .edn(
                                "offset-ms",
                                Edn.of(random.nextInt(4) == 0 ? 0 : jump(random)),
                                "drift-ppm",
                                Edn.of(random.nextBoolean() ? 0 : random.nextInt(-MAX_DRIFT_PPM, MAX_DRIFT_PPM + 1))),
                "right-clock"));
    }

    private static long jump(RandomGenerator random) {
        long most = LEAST_JUMP_MILLIS << (2 * random.nextInt(JUMPS));
        return (random.nextBoolean() ? 1 : -1) * random.nextLong(most / 2, most + 1);
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        if (invocation.f().equals("right-clock")) {
            heal();
            return Edn.keyword("right");
        }
        var target = Target.of(value);
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
        for (var member : whom) {
            cluster.switches(member)
                    .ifPresent(switches ->
                            switches.clock(Whom.number(value, "offset-ms"), (int) Whom.number(value, "drift-ppm")));
        }
        return Whom.names(whom);
    }

    @Override
    public void heal() {
        for (var member : cluster.members()) {
            cluster.switches(member).ifPresent(switches -> switches.clock(0, 0));
        }
    }
}
