package io.jukung.chaos.sim.kernel;

import java.util.HashSet;
import java.util.Set;

/** Messages between machines: late, lost, doubled, out of order, or cut off one way or both. */
public final class Network {

    private record Link(long from, long to) {}

    private final Kernel kernel;
    private final long meanDelayNanos;
    private double loss;
    private double doubling;
    private final Set<Link> cut = new HashSet<>();

    /**
     * A network without trouble.
     *
     * @param meanDelayNanos of a message
     */
    public Network(Kernel kernel, long meanDelayNanos) {
        this.kernel = kernel;
        this.meanDelayNanos = meanDelayNanos;
    }

    /** From now on: which share of messages is lost, and which of those that may be comes twice. */
    public void trouble(double lossShare, double doublingShare) {
        loss = lossShare;
        doubling = doublingShare;
    }

    public void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    public void heal() {
        cut.clear();
        trouble(0, 0);
    }

    public boolean connected(long from, long to) {
        return from == to || cut.isEmpty() || !cut.contains(new Link(from, to));
    }

    /** Brings a message to a machine, at least once if at all. */
    public void datagram(long from, Machine to, Runnable arrival) {
        send(from, to, arrival);
        if (kernel.chance(doubling)) {
            send(from, to, arrival);
        }
    }

    /** Brings a message to a machine, at most once; not if it runs as another process by then. */
    public void send(long from, Machine to, Runnable arrival) {
        if (!connected(from, to.id()) || kernel.chance(loss)) {
            return;
        }
        to.after(delay(), arrival);
    }

    public long delay() {
        return meanDelayNanos / 4 + kernel.around(meanDelayNanos);
    }
}
