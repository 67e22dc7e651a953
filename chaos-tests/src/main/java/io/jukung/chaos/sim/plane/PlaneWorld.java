package io.jukung.chaos.sim.plane;

import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;

/** Everything there is in a run of the control plane, and what is wrong just now. */
final class PlaneWorld {

    /** Twice this, for a list after a broken watch, is less than a control loop waits to see its own writes. */
    private static final long MOST_LAG = 2_400_000_000L;

    private final Kernel kernel;
    private final PlanePlan plan;
    private final PlaneFlaw flaw;
    private final Situations situations;
    private final PlaneApi api;
    private double refusing;
    private double losing;
    private int slowness = 1;

    PlaneWorld(Kernel kernel, PlanePlan plan, PlaneFlaw flaw, Situations situations) {
        this.kernel = kernel;
        this.plan = plan;
        this.flaw = flaw;
        this.situations = situations;
        this.api = new PlaneApi(kernel, situations, flaw);
    }

    Kernel kernel() {
        return kernel;
    }

    PlanePlan plan() {
        return plan;
    }

    PlaneFlaw flaw() {
        return flaw;
    }

    Situations situations() {
        return situations;
    }

    PlaneApi api() {
        return api;
    }

    void refuseCalls(double share) {
        refusing = share;
    }

    void loseAnswers(double share) {
        losing = share;
    }

    void slowWatches(int factor) {
        slowness = factor;
    }

    boolean refuses() {
        return kernel.chance(refusing);
    }

    boolean losesAnswer() {
        return kernel.chance(losing);
    }

    long watchDelay() {
        return Math.min(kernel.around(plan.watchNanos()) * slowness, MOST_LAG);
    }
}
