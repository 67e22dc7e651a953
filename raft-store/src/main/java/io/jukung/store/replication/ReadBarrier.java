package io.jukung.store.replication;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.platform.Clock;
import io.jukung.proto.store.v1.ReadIndexReply;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a linearizable read waits for: this member has applied everything acknowledged anywhere before the
 * read came. Batched; the leader proves its leadership, others ask it for a proven index.
 */
public final class ReadBarrier {

    private static final long RETRY_MILLIS = 25;

    private record Waiting(Deadline deadline, CompletableFuture<Void> passed) {}

    private final ReplicatedLog<?> log;
    private final LeadershipProof proof;
    private final ApplyProgress applied;
    private final Peers peers;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Duration roundTimeout;
    private final Duration requestTimeout;
    private final LongAdder failures = new LongAdder();
    private final LongAdder retries = new LongAdder();

    private List<Waiting> waiting = new ArrayList<>();
    private boolean running;

    public ReadBarrier(
            ReplicatedLog<?> log,
            LeadershipProof proof,
            ApplyProgress applied,
            Peers peers,
            Clock clock,
            ScheduledExecutorService timer,
            Duration roundTimeout,
            Duration requestTimeout) {
        this.log = log;
        this.proof = proof;
        this.applied = applied;
        this.peers = peers;
        this.clock = clock;
        this.timer = timer;
        this.roundTimeout = roundTimeout;
        this.requestTimeout = requestTimeout;
    }

    /**
     * Completed, on any thread, once a read of the local state is linearizable; fails with {@link
     * TimeoutException} after the request time-out.
     */
    public CompletableFuture<Void> pass() {
        var mine = new Waiting(Deadline.in(requestTimeout, clock.nanoTime()), new CompletableFuture<>());
        synchronized (this) {
            waiting.add(mine);
            if (running) {
                return mine.passed;
            }
            running = true;
        }
        round();
        return mine.passed;
    }

    private void round() {
        List<Waiting> served;
        synchronized (this) {
            if (waiting.isEmpty()) {
                running = false;
                return;
            }
            served = waiting;
            waiting = new ArrayList<>();
        }
        readIndex().whenComplete((index, failure) -> {
            if (index == null || index.isEmpty()) {
                timer.schedule(() -> retry(served), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            serve(served, index.getAsLong());
            round();
        });
    }

    private void serve(List<Waiting> served, long index) {
        var reached = applied.await(index);
        if (!reached.isDone()) {
            var late = timer.schedule(
                    () -> reached.completeExceptionally(new TimeoutException("waiting for the applied index")),
                    requestTimeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            reached.whenComplete((done, failure) -> late.cancel(false));
        }
        reached.whenComplete((done, late) -> {
            for (var read : served) {
                if (late == null) {
                    read.passed.complete(null);
                } else {
                    failures.increment();
                    read.passed.completeExceptionally(late);
                }
            }
        });
    }

    /** How often a leader had to be asked again so far. */
    public long retries() {
        return retries.sum();
    }

    /** Reads that were given up so far. */
    public long failures() {
        return failures.sum();
    }

    /** Puts those back that still have time, together with who came meanwhile. */
    private void retry(List<Waiting> served) {
        retries.increment();
        long now = clock.nanoTime();
        var late = new ArrayList<Waiting>();
        synchronized (this) {
            for (var read : served) {
                (read.deadline.passed(now) ? late : waiting).add(read);
            }
        }
        failures.add(late.size());
        late.forEach(read -> read.passed.completeExceptionally(new TimeoutException("no leader confirmed itself")));
        round();
    }

    private CompletableFuture<OptionalLong> readIndex() {
        if (log.leads()) {
            return proof.prove();
        }
        long leader = log.leader();
        if (leader == 0 || leader == peers.self().memberId()) {
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
        return peers.call(leader, PeerMethod.READ_INDEX, new byte[0], roundTimeout)
                .thenApply(ReadBarrier::indexOf);
    }

    private static OptionalLong indexOf(byte[] reply) {
        try {
            var parsed = ReadIndexReply.parseFrom(reply);
            return parsed.hasIndex() ? OptionalLong.of(parsed.getIndex()) : OptionalLong.empty();
        } catch (InvalidProtocolBufferException e) {
            return OptionalLong.empty();
        }
    }
}
