package io.jukung.chaos.sim;

import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Trace;
import io.jukung.chaos.sim.plane.PlanePlan;
import io.jukung.chaos.sim.plane.PlaneRun;
import io.jukung.chaos.sim.store.StorePlan;
import io.jukung.chaos.sim.store.StoreRun;
import java.util.List;
import java.util.Optional;

/** Runs a seed: on one thread, in virtual time, the same events every time. */
public final class Simulation {

    private final SimOptions options;

    public Simulation(SimOptions options) {
        this.options = options;
    }

    private record Ran(Kernel kernel, Trace trace, Situations situations) {}

    /** Runs a seed; one that fails is run again to write its trace, and again with smaller plans. */
    public SeedResult run(long seed) {
        return switch (options.scenario()) {
            case STORE -> store(seed);
            case PLANE -> plane(seed);
        };
    }

    private SeedResult store(long seed) {
        return new Attempts<>(StorePlan.draw(seed), StorePlan::smaller, (plan, lines) -> {
                    var trace = new Trace(lines);
                    var situations = new Situations();
                    var flaw = options.flaw();
                    var run = new StoreRun(seed, plan, flaw.store(), flaw.raft(), situations, trace);
                    return new Ran(run.run(), trace, situations);
                })
                .result(seed);
    }

    private SeedResult plane(long seed) {
        return new Attempts<>(PlanePlan.draw(seed), PlanePlan::smaller, (plan, lines) -> {
                    var trace = new Trace(lines);
                    var situations = new Situations();
                    var run = new PlaneRun(seed, plan, options.flaw().plane(), situations, trace);
                    return new Ran(run.run(), trace, situations);
                })
                .result(seed);
    }

    @FunctionalInterface
    private interface Smaller<P> {
        List<P> of(P plan);
    }

    @FunctionalInterface
    private interface Attempt<P> {
        Ran run(P plan, int traceLines);
    }

    private final class Attempts<P> {
        private final P plan;
        private final Smaller<P> smaller;
        private final Attempt<P> attempt;

        Attempts(P plan, Smaller<P> smaller, Attempt<P> attempt) {
            this.plan = plan;
            this.smaller = smaller;
            this.attempt = attempt;
        }

        SeedResult result(long seed) {
            var ran = attempt.run(plan, 0);
            var violation = ran.kernel.violation();
            Optional<SeedResult.Failure> failure = Optional.empty();
            if (violation != null) {
                var smallest = shrink(violation.invariant());
                var again = attempt.run(smallest, options.traceLines());
                var found = again.kernel.violation();
                failure = Optional.of(new SeedResult.Failure(
                        found == null ? "determinism" : found.invariant(),
                        found == null
                                ? "the same run failed once and not a second time: " + violation.explanation()
                                : found.explanation() + SimStacks.of(found),
                        again.trace.lines(),
                        smallest.toString()));
            }
            return new SeedResult(
                    seed,
                    plan.toString(),
                    ran.trace.hash(),
                    ran.kernel.events(),
                    ran.kernel.now(),
                    ran.situations,
                    failure);
        }

        /** Takes away what is not needed for the same seed to break the same invariant. */
        private P shrink(String invariant) {
            var smallest = plan;
            int left = options.shrinkRuns();
            boolean progress = true;
            while (progress && left > 0) {
                progress = false;
                for (var candidate : smaller.of(smallest)) {
                    if (left-- == 0) {
                        break;
                    }
                    var violation = attempt.run(candidate, 0).kernel.violation();
                    if (violation != null && violation.invariant().equals(invariant)) {
                        smallest = candidate;
                        progress = true;
                        break;
                    }
                }
            }
            return smallest;
        }
    }
}
