package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.bytes;
import static io.jukung.chaos.workload.KeyValues.createdAt;
import static io.jukung.chaos.workload.KeyValues.get;
import static io.jukung.chaos.workload.KeyValues.op;
import static io.jukung.chaos.workload.KeyValues.put;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.run.Clock;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.lock.LockGrpc;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.UnlockRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * etcd's lock service: {@code :acquire} and {@code :release} of {@code {:lock :key :fence :lease}}, {@code :add} of an element to a list that only
 * the holder may change. A fenced add is refused by the store when the lock's key is another (its create revision is
 * compared in the transaction that writes); {@code :add-unfenced} trusts the lock, which is not safe where processes or
 * networks stand still, and is reported only.
 */
final class LockWorkload implements Workload {

    private static final String NAME = "lock/a";
    private static final String FENCED = "locked/fenced";
    private static final String UNFENCED = "locked/unfenced";
    private static final long FIRST_ID = 0x2_0000_0000L;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofSeconds(30);

    private final WorkloadPlan plan;
    private final AtomicLong lease = new AtomicLong(FIRST_ID);
    private final AtomicLong elements = new AtomicLong();
    private final Map<Integer, Held> held = new ConcurrentHashMap<>();

    private record Held(ByteString key, long fence, long lease) {
        Edn edn() {
            return Edn.dict(
                    "lock", Edn.of(NAME),
                    "key", Edn.of(key.toStringUtf8()),
                    "fence", Edn.of(fence),
                    "lease", Edn.of(lease));
        }
    }

    LockWorkload(WorkloadPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public Generator during() {
        return Generators.eachWorker(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.cycle(Generators.sequence(
                        Generators.once("acquire", Edn.of(NAME)),
                        Generators.limit(
                                6,
                                Generators.stagger(
                                        Duration.ofMillis(150),
                                        Generators.mix(
                                                Generators.endless("add", Edn.NIL),
                                                Generators.endless("add-unfenced", Edn.NIL),
                                                Generators.endless("keep-alive", Edn.NIL)))),
                        Generators.once("release", Edn.of(NAME)))));
    }

    @Override
    public Generator afterwards() {
        return Generators.workers(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.timeLimit(
                        LAST,
                        Generators.phases(
                                Generators.untilOk(Generators.stagger(
                                        Duration.ofMillis(100), Generators.endless("read", Edn.NIL))),
                                Generators.untilOk(Generators.stagger(
                                        Duration.ofMillis(100), Generators.endless("read-unfenced", Edn.NIL))))));
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(
                plan.session(process, endpoints, clock),
                (session, f, value, streams) -> perform(session, plan.worker(process), f));
    }

    private Edn perform(Session session, int worker, String f)
            throws NotAnswered, SessionClient.Declined, InterruptedException {
        switch (f) {
            case "acquire" -> {
                return acquire(session, worker).edn();
            }
            case "read" -> {
                return list(session, FENCED);
            }
            case "read-unfenced" -> {
                return list(session, UNFENCED);
            }
            default -> {}
        }
        var mine = held.get(worker);
        if (mine == null) {
            throw new SessionClient.Declined("it has no lock");
        }
        return switch (f) {
            case "release" -> {
                held.remove(worker);
                session.call(
                        LockGrpc.getUnlockMethod(),
                        UnlockRequest.newBuilder().setKey(mine.key()).build());
                yield mine.edn();
            }
            case "keep-alive" -> {
                if (Leases.keepAlive(session, mine.lease(), plan.deadline()) == 0) {
                    held.remove(worker);
                    throw new SessionClient.Declined("the lease is over");
                }
                yield mine.edn();
            }
            case "add" -> {
                yield add(session, FENCED, mine, true);
            }
            case "add-unfenced" -> {
                yield add(session, UNFENCED, mine, false);
            }
            default -> throw new IllegalArgumentException("f: " + f);
        };
    }

    private Held acquire(Session session, int worker) throws NotAnswered, SessionClient.Declined {
        held.remove(worker);
        long id = lease.incrementAndGet();
        Leases.grant(session, id, plan.ttl());
        var locked = session.call(
                LockGrpc.getLockMethod(),
                LockRequest.newBuilder().setName(bytes(NAME)).setLease(id).build(),
                WAIT);
        var key = session.call(
                KVGrpc.getRangeMethod(),
                RangeRequest.newBuilder().setKey(locked.getKey()).build());
        if (key.getKvsCount() == 0) {
            throw new SessionClient.Declined("the lease was over before the lock was looked at");
        }
        var mine = new Held(locked.getKey(), key.getKvs(0).getCreateRevision(), id);
        held.put(worker, mine);
        return mine;
    }

    /** Reads the list and writes it with one more element; nothing but the lock keeps others from doing so meanwhile. */
    private Edn add(Session session, String key, Held mine, boolean fenced) throws NotAnswered, SessionClient.Declined {
        long element = elements.incrementAndGet();
        var now = session.call(KVGrpc.getRangeMethod(), get(key)).getKvsList();
        var list = now.isEmpty() ? "" + element : now.getFirst().getValue().toStringUtf8() + " " + element;
        if (fenced) {
            var done = session.call(
                    KVGrpc.getTxnMethod(),
                    TxnRequest.newBuilder()
                            .addCompare(createdAt(mine.key(), mine.fence()))
                            .addSuccess(op(put(key, list)))
                            .build());
            if (!done.getSucceeded()) {
                throw new SessionClient.Declined("the lock is another's");
            }
        } else {
            session.call(KVGrpc.getPutMethod(), put(key, list));
        }
        return Edn.dict("lock", Edn.of(NAME), "fence", Edn.of(mine.fence()), "element", Edn.of(element));
    }

    private static Edn list(Session session, String key) throws NotAnswered {
        var elements = new ArrayList<Edn>();
        for (var kv : session.call(KVGrpc.getRangeMethod(), get(key)).getKvsList()) {
            for (var element : kv.getValue().toStringUtf8().split(" ", -1)) {
                elements.add(Edn.of(Long.parseLong(element)));
            }
        }
        return Edn.vector(elements);
    }

    @Override
    public List<Checker> checkers() {
        return Judges.lock();
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }
}
