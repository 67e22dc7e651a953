package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.load.Leases;
import io.jukung.benchmarks.load.Measurement;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Leases are granted, kept alive, and expire all at once with a key on each while puts go on. */
final class LeaseLife implements Experiment {

    private static final int KEEP_ALIVE_STREAMS = 64;
    private static final int LONG_TTL_SECONDS = 3600;
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 120;

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        var plan = stage.plan();
        var leases = Map.of("leases", (long) plan.leases());
        stage.perform("lease_grant", leases, plan.rounds(), contender -> grant(plan, contender));
        stage.perform("lease_keepalive", leases, plan.rounds(), contender -> keepAlive(plan, contender));
        stage.perform("lease_expiry", leases, Math.max(1, plan.rounds() / 2), contender -> expire(stage, contender));
    }

    private static Outcome grant(Plan plan, Contender contender) throws IOException, InterruptedException {
        var leases = new Leases(contender.target());
        var outcome = Measurement.during(
                leases.grants(), contender.target(), () -> leases.grant(plan.leases(), LONG_TTL_SECONDS));
        leases.revoke();
        return outcome;
    }

    private static Outcome keepAlive(Plan plan, Contender contender) throws IOException, InterruptedException {
        var leases = new Leases(contender.target());
        leases.grant(plan.leases(), LONG_TTL_SECONDS);
        try (var keeping = leases.keepAlive(KEEP_ALIVE_STREAMS)) {
            return Measurement.of(keeping, contender.target(), plan.warmUp(), plan.turn());
        } finally {
            leases.revoke();
        }
    }

    private static Outcome expire(Stage stage, Contender contender) throws IOException, InterruptedException {
        var plan = stage.plan();
        var target = contender.target();
        var leases = new Leases(target);
        long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.leaseTtlSeconds());
        leases.grant(plan.leases(), plan.leaseTtlSeconds());
        leases.attachKeys();
        try (var puts = Workload.PUT.start(stage.load(Disturbance.CLIENTS), target)) {
            var undisturbed = Measurement.of(puts, target, plan.warmUp(), plan.turn());
            long left = due - System.nanoTime();
            if (left < 0) {
                throw new IllegalStateException(
                        "leases of " + plan.leaseTtlSeconds() + " s expired while they were made");
            }
            TimeUnit.NANOSECONDS.sleep(left);
            return Disturbance.measure(undisturbed, puts, target, () -> awaitEnd(leases, plan));
        }
    }

    /** At least a turn, so that there is something to compare. */
    private static void awaitEnd(Leases leases, Plan plan) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long keys = leases.keys();
        while (keys > 0 || System.nanoTime() - start < plan.turn().toNanos()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IOException(keys + " keys of expired leases are there after " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
            keys = leases.keys();
        }
    }
}
