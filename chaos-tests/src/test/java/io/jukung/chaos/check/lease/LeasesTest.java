package io.jukung.chaos.check.lease;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.NaiveStore;
import io.jukung.chaos.check.Simulation;
import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.revision.RevisionOrder;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.UnlockRequest;
import io.jukung.proto.etcd.lock.UnlockResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private static final long SECOND = 1_000_000_000L;

    private enum Fault {
        NONE,
        EXPIRES_EARLY,
        EXPIRES_LATE,
        NEVER_EXPIRES,
        EXPIRES_IN_PARTS,
        COMES_BACK,
        REVOKE_LEAVES_KEYS,
        TELLS_LESS,
        TAKES_DEAD_LEASES
    }

    private static final class World implements Simulation.World {
        private final NaiveStore store = new NaiveStore();
        private final Map<Long, Long> deadlines = new HashMap<>();
        private final Map<Long, Long> seconds = new HashMap<>();
        private final Fault fault;
        private long leases = 100;
        private int values;

        World(Fault fault) {
            this.fault = fault;
        }

        @Override
        public Step next(int process, Random random) {
            long lease = Math.max(101, leases - random.nextInt(6));
            return switch (random.nextInt(10)) {
                case 0 ->
                    step(LeaseGrantRequest.newBuilder()
                            .setID(++leases)
                            .setTTL(2 + random.nextInt(2))
                            .build());
                case 1, 2, 3 ->
                    step(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
                case 4 -> step(LeaseTimeToLiveRequest.newBuilder().setID(lease).build());
                case 5 ->
                    random.nextInt(3) == 0
                            ? step(LeaseRevokeRequest.newBuilder().setID(lease).build())
                            : step(DeleteRangeRequest.newBuilder()
                                    .setKey(copyFromUtf8("k" + random.nextInt(200)))
                                    .build());
                default ->
                    step(PutRequest.newBuilder()
                            .setKey(copyFromUtf8("k" + random.nextInt(200)))
                            .setValue(copyFromUtf8("v" + values++))
                            .setLease(lease)
                            .build());
            };
        }

        private static Step step(Message request) {
            return new Step(request.getClass().getSimpleName(), Edn.NIL, request);
        }

        private ResponseHeader header() {
            return ResponseHeader.newBuilder().setRevision(store.revision()).build();
        }

        private long life(long lease) {
            long life = seconds.get(lease) * SECOND;
            return fault == Fault.EXPIRES_EARLY ? life / 2 : fault == Fault.EXPIRES_LATE ? life + 9 * SECOND : life;
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            if (fault != Fault.NEVER_EXPIRES) {
                for (long lease : List.copyOf(deadlines.keySet())) {
                    if (deadlines.get(lease) <= nanos) {
                        end(lease, nanos);
                    }
                }
            }
            try {
                return Effect.answered(Edn.NIL, answer(step.request(), nanos));
            } catch (NaiveStore.Refusal e) {
                return Effect.refused(e.getMessage());
            }
        }

        private void end(long lease, long nanos) {
            deadlines.remove(lease);
            if (fault == Fault.EXPIRES_IN_PARTS) {
                var key = store.current().values().stream()
                        .filter(kv -> kv.getLease() == lease)
                        .findFirst();
                key.ifPresent(kv -> store.apply(
                        DeleteRangeRequest.newBuilder().setKey(kv.getKey()).build(), nanos));
            }
            store.expire(lease, nanos);
        }

        private Message answer(Message request, long nanos) {
            return switch (request) {
                case LeaseGrantRequest grant -> {
                    seconds.put(grant.getID(), grant.getTTL());
                    deadlines.put(grant.getID(), nanos + life(grant.getID()));
                    yield LeaseGrantResponse.newBuilder()
                            .setHeader(header())
                            .setID(grant.getID())
                            .setTTL(grant.getTTL())
                            .build();
                }
                case LeaseKeepAliveRequest alive -> {
                    long id = alive.getID();
                    boolean there = deadlines.containsKey(id) || (fault == Fault.COMES_BACK && seconds.containsKey(id));
                    if (there) {
                        deadlines.put(id, nanos + life(id));
                    }
                    yield LeaseKeepAliveResponse.newBuilder()
                            .setHeader(header())
                            .setID(id)
                            .setTTL(there ? seconds.get(id) : 0)
                            .build();
                }
                case LeaseRevokeRequest revoke -> {
                    if (deadlines.remove(revoke.getID()) == null) {
                        throw new NaiveStore.Refusal("etcdserver: requested lease not found");
                    }
                    if (fault != Fault.REVOKE_LEAVES_KEYS) {
                        store.expire(revoke.getID(), nanos);
                    }
                    yield LeaseRevokeResponse.newBuilder().setHeader(header()).build();
                }
                case LeaseTimeToLiveRequest look -> {
                    var deadline = deadlines.get(look.getID());
                    long left = deadline == null ? -1 : Math.max(0, (deadline - nanos) / SECOND);
                    yield LeaseTimeToLiveResponse.newBuilder()
                            .setHeader(header())
                            .setID(look.getID())
                            .setTTL(fault == Fault.TELLS_LESS && left > 0 ? 0 : left)
                            .setGrantedTTL(deadline == null ? 0 : seconds.get(look.getID()))
                            .build();
                }
                case PutRequest put -> {
                    if (!deadlines.containsKey(put.getLease()) && fault != Fault.TAKES_DEAD_LEASES) {
                        throw new NaiveStore.Refusal("etcdserver: requested lease not found");
                    }
                    yield store.apply(put, nanos);
                }
                default -> store.apply(request, nanos);
            };
        }
    }

    private static Evidence run(Fault fault, long seed, int operations) {
        var world = new World(fault);
        var history = new Simulation(world, seed, 6, operations, 0.04, 0.03, 100_000_000).run();
        return new Evidence(history, Optional.of(new EventLog(1, world.store.entries(), true, "")), Map.of(), Map.of());
    }

    private final Leases checker = new Leases(Duration.ofSeconds(5));

    @Test
    void acceptWhatACorrectStoreDoes() {
        for (long seed = 0; seed < 200; seed++) {
            var evidence = run(Fault.NONE, seed, 300);
            var verdict = checker.check(evidence);
            assertThat(verdict.validity()).as("seed " + seed + ": " + verdict).isEqualTo(Validity.VALID);
            assertThat(Long.parseLong(verdict.facts().get("leases that ended with keys")))
                    .isPositive();
            var order = new RevisionOrder().check(evidence);
            assertThat(order.validity()).as("seed " + seed + ": " + order).isEqualTo(Validity.VALID);
        }
    }

    /** A lock's key may go before its lease: by unlocking, and by the member when the wait was given up. */
    @Test
    void doNotJudgeTheEndOfLocksThatAreGivenUp() {
        var unlock = call(
                "Lock/Unlock",
                UnlockRequest.newBuilder().setKey(copyFromUtf8("lock/2a")).build(),
                new Call.Result.Answered(UnlockResponse.getDefaultInstance()));
        var lost = call(
                "Lock/Lock",
                LockRequest.newBuilder()
                        .setName(copyFromUtf8("lock"))
                        .setLease(42)
                        .build(),
                new Call.Result.Unknown("DEADLINE_EXCEEDED", "gone"));

        assertThat(KvWorld.rules(checker.check(deletedEarly(List.of())))).contains("expired early");
        assertThat(checker.check(deletedEarly(List.of(unlock))).validity()).isEqualTo(Validity.VALID);
        assertThat(checker.check(deletedEarly(List.of(lost))).validity()).isEqualTo(Validity.VALID);
    }

    private static Call call(String method, Message request, Call.Result result) {
        return new Call("n1", method, request, result, SECOND, 2 * SECOND);
    }

    private static Evidence deletedEarly(List<Call> others) {
        var grant = call(
                "Lease/LeaseGrant",
                LeaseGrantRequest.newBuilder().setID(42).setTTL(60).build(),
                new Call.Result.Answered(
                        LeaseGrantResponse.newBuilder().setID(42).setTTL(60).build()));
        var calls = new ArrayList<>(List.of(grant));
        calls.addAll(others);
        var history = new History(List.of(
                new Op(0, 0, Phase.INVOKE, "acquire", Edn.NIL, 0, null, List.of(), List.of()),
                new Op(1, 0, Phase.OK, "acquire", Edn.NIL, 3 * SECOND, null, calls, List.of())));
        var key = KeyValue.newBuilder().setKey(copyFromUtf8("lock/2a")).setModRevision(2);
        var put = Event.newBuilder()
                .setKv(key.clone().setCreateRevision(2).setVersion(1).setLease(42))
                .build();
        var delete = Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(key.clone().setModRevision(3))
                .setPrevKv(put.getKv())
                .build();
        var entries = List.of(
                new EventLog.Entry(2, 2 * SECOND, List.of(put)), new EventLog.Entry(3, 5 * SECOND, List.of(delete)));
        return new Evidence(history, Optional.of(new EventLog(1, entries, true, "")), Map.of(), Map.of());
    }

    private void finds(Fault fault, String... rules) {
        var found = new TreeSet<String>();
        int invalid = 0;
        for (long seed = 0; seed < 10; seed++) {
            var verdict = checker.check(run(fault, seed, 800));
            found.addAll(KvWorld.rules(verdict));
            invalid += verdict.validity() == Validity.INVALID ? 1 : 0;
        }
        assertThat(found).as(fault.toString()).contains(rules);
        assertThat(invalid).as(fault + " found in 10 histories").isGreaterThan(7);
    }

    @Test
    void findFaults() {
        finds(Fault.EXPIRES_EARLY, "expired early");
        finds(Fault.EXPIRES_LATE, "expired late");
        finds(Fault.NEVER_EXPIRES, "never expired");
        finds(Fault.EXPIRES_IN_PARTS, "ended in parts");
        finds(Fault.COMES_BACK, "resurrected");
        finds(Fault.REVOKE_LEAVES_KEYS, "revoked, but keys are left");
        finds(Fault.TELLS_LESS, "shortened");
        finds(Fault.TAKES_DEAD_LEASES, "resurrected");
    }
}
