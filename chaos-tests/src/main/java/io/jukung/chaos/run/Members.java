package io.jukung.chaos.run;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.jukung.chaos.check.Evidence.FinalState;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.StatusRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks every member how it is, all the time: who leads, and at the end what each has.
 */
final class Members implements AutoCloseable {

    private static final int PERIOD_MILLIS = 100;
    private static final int QUICK_MILLIS = 1500;
    private static final ByteString KEY = ByteString.copyFromUtf8("-");

    /**
     * A change of leaders.
     *
     * @param lastOld when the one before was seen last, by the run's clock
     * @param firstNew when the new one was seen first
     */
    record Change(long lastOld, long firstNew, long term) {}

    private record Seen(long term, long leader, long nanos) {}

    private final Dial dial;
    private final long patienceMillis;
    private final Clock clock;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final Map<String, String> now = new ConcurrentHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Object lock = new Object();
    private Seen leader = new Seen(0, 0, 0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /** With {@code patience} of a question, and of a connection's making. */
    Members(List<Endpoint> endpoints, Dial dial, Duration patience, Clock clock) {
        this.dial = dial;
        this.patienceMillis = patience.toMillis();
        this.clock = clock;
        endpoints.forEach(endpoint -> threads.add(
                Thread.ofVirtual().name("member-" + endpoint.member()).start(() -> look(endpoint))));
    }

    private ManagedChannel channel(Endpoint endpoint) {
        return channels.computeIfAbsent(
                endpoint.member(), _ -> dial.to(endpoint).build());
    }

    private void renew(Endpoint endpoint) {
        var old = channels.remove(endpoint.member());
        if (old != null) {
            // Others may be waiting for an answer on it, for longer than this one has.
            old.shutdown();
        }
    }

    private void look(Endpoint endpoint) {
        try {
            while (!closed) {
                long begun = clock.nanos();
                try {
                    var status = MaintenanceGrpc.newBlockingStub(channel(endpoint))
                            .withDeadlineAfter(patienceMillis, TimeUnit.MILLISECONDS)
                            .status(StatusRequest.getDefaultInstance());
                    boolean leads = status.getLeader() == status.getHeader().getMemberId();
                    now.put(endpoint.member(), status.getLeader() == 0 ? "no leader" : leads ? "leads" : "follows");
                    if (leads && status.getLeader() != 0) {
                        leads(status.getRaftTerm(), status.getLeader(), begun);
                    }
                } catch (StatusRuntimeException e) {
                    now.put(endpoint.member(), "silent");
                    renew(endpoint);
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void leads(long term, long member, long begun) {
        synchronized (lock) {
            if (term < leader.term()) {
                // A deposed one that does not know yet.
                return;
            }
            if (leader.term() != 0 && (term != leader.term() || member != leader.leader())) {
                changes.add(new Change(leader.nanos(), clock.nanos(), term));
            }
            leader = new Seen(term, member, begun);
        }
    }

    List<Change> changes() {
        synchronized (lock) {
            return List.copyOf(changes);
        }
    }

    /** What each said last. */
    Map<String, String> now() {
        return new TreeMap<>(now);
    }

    /** The store's newest revision, by a linearizable read. */
    long revision(Endpoint endpoint) {
        return KVGrpc.newBlockingStub(channel(endpoint))
                .withDeadlineAfter(patienceMillis * 3, TimeUnit.MILLISECONDS)
                .range(RangeRequest.newBuilder().setKey(KEY).build())
                .getHeader()
                .getRevision();
    }

    /** What a key holds, by a linearizable read that is given up early; empty if it is not there. */
    Optional<String> value(Endpoint endpoint, String key) {
        return KVGrpc.newBlockingStub(channel(endpoint))
                .withDeadlineAfter(QUICK_MILLIS, TimeUnit.MILLISECONDS)
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .build())
                .getKvsList()
                .stream()
                .map(kv -> kv.getValue().toStringUtf8())
                .findFirst();
    }

    /** How many leases there are, as one member knows. */
    long leases(Endpoint endpoint) {
        return LeaseGrpc.newBlockingStub(channel(endpoint))
                .withDeadlineAfter(patienceMillis * 3, TimeUnit.MILLISECONDS)
                .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                .getLeasesCount();
    }

    /** What every member has, once all have the same revision; empty if that does not come to pass. */
    Optional<Map<String, FinalState>> finalStates(List<Endpoint> of, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            var states = new TreeMap<String, FinalState>();
            OptionalLong revision = OptionalLong.empty();
            boolean equal = true;
            for (var endpoint : of) {
                var state = state(endpoint);
                if (state.isEmpty()) {
                    equal = false;
                    break;
                }
                states.put(endpoint.member(), state.get());
                equal &= revision.isEmpty()
                        || revision.getAsLong() == state.get().revision();
                revision = OptionalLong.of(state.get().revision());
            }
            // Compaction is not done everywhere at once.
            equal &= states.values().stream()
                            .map(FinalState::compactRevision)
                            .distinct()
                            .count()
                    <= 1;
            if (equal || System.nanoTime() > end) {
                return states.size() == of.size() ? Optional.of(states) : Optional.empty();
            }
            Thread.sleep(PERIOD_MILLIS);
        }
    }

    private Optional<FinalState> state(Endpoint endpoint) {
        try {
            var answer = MaintenanceGrpc.newBlockingStub(channel(endpoint))
                    .withDeadlineAfter(patienceMillis * 10, TimeUnit.MILLISECONDS)
                    .hashKV(HashKVRequest.getDefaultInstance());
            long at = answer.getHashRevision() > 0
                    ? answer.getHashRevision()
                    : answer.getHeader().getRevision();
            return Optional.of(new FinalState(at, answer.getHash(), answer.getCompactRevision()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
