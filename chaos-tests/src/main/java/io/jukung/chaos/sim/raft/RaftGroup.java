package io.jukung.chaos.sim.raft;

import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Network;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of a log, and what is between them.
 *
 * @param <R> what applying an entry gives
 */
public final class RaftGroup<R> {

    private final Kernel kernel;
    private final Network network;
    private final RaftTimes times;
    private final RaftFlaw flaw;
    private final Set<Long> voters;
    private final Map<Long, RaftNode<R>> nodes = new TreeMap<>();
    private final RaftListener listener;
    /** How much slower than usual a member's disk syncs. */
    private final Map<Long, Integer> slowness = new TreeMap<>();

    public RaftGroup(
            Kernel kernel, Network network, RaftTimes times, RaftFlaw flaw, Set<Long> voters, RaftListener listener) {
        this.kernel = kernel;
        this.network = network;
        this.times = times;
        this.flaw = flaw;
        this.voters = new TreeSet<>(voters);
        this.listener = listener;
    }

    Kernel kernel() {
        return kernel;
    }

    Network network() {
        return network;
    }

    RaftTimes times() {
        return times;
    }

    RaftFlaw flaw() {
        return flaw;
    }

    Set<Long> voters() {
        return voters;
    }

    RaftListener listener() {
        return listener;
    }

    void joined(RaftNode<R> node) {
        nodes.put(node.id(), node);
    }

    @Nullable
    RaftNode<R> node(long member) {
        return nodes.get(member);
    }

    /** Makes a member's disk so many times slower. */
    public void slowDisk(long member, int factor) {
        slowness.put(member, factor);
    }

    long syncNanos(long member) {
        return kernel.around(times.sync()) * slowness.getOrDefault(member, 1);
    }

    boolean isMajority(int count) {
        return count > voters.size() / 2;
    }
}
