package io.jukung.store.replication;

import io.jukung.proto.store.v1.CurrentTermReply;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Proves that this member led after it was asked, and with which commit index: term and commit index are
 * taken first, then a majority is asked for its term. A vote raises a member's term before it counts, so
 * a majority still in ours means that no later leader existed when the index was taken. Ratis' own read
 * index and lease do not guarantee that.
 *
 * <p>Rounds are batched: who asks while one runs is answered by the next.
 */
public final class LeadershipProof {

    private final ReplicatedLog<?> log;
    private final Peers peers;
    private final Duration timeout;
    private List<CompletableFuture<OptionalLong>> waiting = new ArrayList<>();
    private boolean running;

    /**
     * Proves the leadership in a log.
     *
     * @param timeout of one round
     */
    public LeadershipProof(ReplicatedLog<?> log, Peers peers, Duration timeout) {
        this.log = log;
        this.peers = peers;
        this.timeout = timeout;
    }

    /** An index that covers all that was acknowledged before this call; empty if it cannot be proven. */
    public CompletableFuture<OptionalLong> prove() {
        var mine = new CompletableFuture<OptionalLong>();
        synchronized (this) {
            waiting.add(mine);
            if (running) {
                return mine;
            }
            running = true;
        }
        round();
        return mine;
    }

    private void round() {
        List<CompletableFuture<OptionalLong>> served;
        synchronized (this) {
            if (waiting.isEmpty()) {
                running = false;
                return;
            }
            served = waiting;
            waiting = new ArrayList<>();
        }
        ask().whenComplete((index, failure) -> {
            var answer = index == null ? OptionalLong.empty() : index;
            served.forEach(asked -> asked.complete(answer));
            round();
        });
    }

    private CompletableFuture<OptionalLong> ask() {
        long term = log.term();
        if (!log.leads()) {
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
        long index = log.commitIndex();
        long self = peers.self().memberId();
        var configuration = log.configuration();
        if (configuration.majority(member -> member == self)) {
            return CompletableFuture.completedFuture(OptionalLong.of(index));
        }
        var others = new HashSet<>(configuration.voters());
        others.addAll(configuration.oldVoters());
        others.remove(self);
        var tally = new Tally(configuration, self, others);
        for (long other : others) {
            peers.call(other, PeerMethod.CURRENT_TERM, new byte[0], timeout)
                    .whenComplete((reply, failure) -> tally.count(other, reply != null && termOf(reply) == term));
        }
        return tally.decided.thenApply(
                proven -> proven && log.term() == term && log.leads() ? OptionalLong.of(index) : OptionalLong.empty());
    }

    private static long termOf(byte[] reply) {
        try {
            return CurrentTermReply.parseFrom(reply).getTerm();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Counts answers until they decide. */
    private static final class Tally {
        private final CompletableFuture<Boolean> decided = new CompletableFuture<>();
        private final Configuration configuration;
        private final Set<Long> agreed = new HashSet<>();
        private final Set<Long> awaited;

        Tally(Configuration configuration, long self, Set<Long> others) {
            this.configuration = configuration;
            this.agreed.add(self);
            this.awaited = new HashSet<>(others);
        }

        void count(long member, boolean agrees) {
            boolean won;
            boolean lost;
            synchronized (this) {
                awaited.remove(member);
                if (agrees) {
                    agreed.add(member);
                }
                won = configuration.majority(agreed::contains);
                lost = !configuration.majority(any -> agreed.contains(any) || awaited.contains(any));
            }
            if (won) {
                decided.complete(true);
            } else if (lost) {
                decided.complete(false);
            }
        }
    }
}
