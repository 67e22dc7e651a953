package io.jukung.chaos.sim.plane;

import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import java.util.ArrayList;
import java.util.List;

/** Everything there is in a run of the control plane, and what is wrong just now. */
final class PlaneWorld {

    /**
     * From the store to a cache, and from there to a client. Seven times this, for a list from a server that starts anew and a cache that
     * loads, is less than a control loop waits to see its own writes.
     */
    private static final long MOST_LAG = 600_000_000L;

    private final Kernel kernel;
    private final PlanePlan plan;
    private final PlaneFlaw flaw;
    private final Situations situations;
    private final PlaneApi api;
    private final List<PlaneServer> servers = new ArrayList<>();
    private double refusing;
    private double losing;
    private int slowness = 1;
    private long overlapUntil;

    PlaneWorld(Kernel kernel, PlanePlan plan, PlaneFlaw flaw, Situations situations) {
        this.kernel = kernel;
        this.plan = plan;
        this.flaw = flaw;
        this.situations = situations;
        this.api = new PlaneApi(kernel, situations, flaw);
        for (int i = 0; i < plan.servers(); i++) {
            servers.add(new PlaneServer(this, new Machine(kernel, 100L + i)));
        }
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

    List<PlaneServer> servers() {
        return List.copyOf(servers);
    }

    /** Which one a balancer gives. */
    PlaneServer anyServer() {
        return servers.get(kernel.random().nextInt(servers.size()));
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

    /** Schedulers do not know of each other's bindings: a node may get more pods than it has room for. */
    void overlapFor(long nanos) {
        overlapUntil = Math.max(overlapUntil, kernel.now() + nanos);
    }

    boolean schedulersOverlap() {
        return kernel.now() < overlapUntil;
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
