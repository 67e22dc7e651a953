package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.get;
import static io.jukung.chaos.workload.KeyValues.op;
import static io.jukung.chaos.workload.KeyValues.prefix;
import static io.jukung.chaos.workload.KeyValues.put;
import static io.jukung.chaos.workload.KeyValues.unchanged;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.run.Clock;
import io.jukung.chaos.run.Situation;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Traffic as of kube-apiserver: objects created, updated and deleted by transactions on their mod revision, with the object
 * read in the other branch; lists in pages of one revision; watches with previous values and bookmarks; a compactor. A third
 * of the workers watch.
 */
final class Kubernetes implements Workload {

    private static final String PREFIX = "/registry/pods/default/";
    private static final int PAGE = 20;
    /** Revisions that the compactor leaves. */
    private static final int HISTORY = 150;

    private final WorkloadPlan plan;
    private final Watchers watchers;
    private final int watching;
    private final AtomicLong attempts = new AtomicLong();
    /** What was seen last of each object, as an API server's cache: often stale, which is the point. */
    private final Map<Long, KeyValue> cache = new ConcurrentHashMap<>();

    Kubernetes(WorkloadPlan plan) {
        this.plan = plan;
        this.watching = Math.max(1, plan.workers() / 3);
        this.watchers = new Watchers(plan, PREFIX, 4);
    }

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public Generator during() {
        return Generators.any(
                Generators.workers(
                        plan.first(),
                        plan.first() + watching,
                        Generators.endless("watch", c -> Edn.of(500 + c.random().nextInt(4000)))),
                Generators.workers(
                        plan.first() + watching, plan.first() + plan.workers(), new Operations(plan.keys())));
    }

    private record Operations(int keys) implements Generator {
        @Override
        public Next next(Context context) {
            int kind = context.random().nextInt(100);
            var k = Edn.of(context.random().nextInt(keys));
            var f = kind < 50 ? "update" : kind < 70 ? "create" : kind < 80 ? "delete" : kind < 97 ? "list" : "compact";
            return new Next.Emit(new Invocation(context.anyFree(), f, f.equals("list") ? Edn.NIL : k), this);
        }
    }

    @Override
    public Generator afterwards() {
        return Generators.eachWorker(
                plan.first(),
                plan.first() + watching,
                Generators.limit(3, Generators.untilOk(Generators.endless("catch-up", Edn.NIL))));
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(
                plan.session(process, endpoints, clock),
                (session, f, value, streams) -> perform(session, process, f, value, streams));
    }

    private Edn perform(Session session, int process, String f, Edn value, List<WatchStream> streams)
            throws NotAnswered, SessionClient.Declined, InterruptedException {
        return switch (f) {
            case "watch" -> watchers.watch(session, process, ((Edn.Int) value).value(), streams);
            case "catch-up" -> watchers.catchUp(session, process, streams);
            case "list" -> list(session);
            case "compact" -> compact(session);
            case "create" -> change(session, value, 0, true);
            case "update" -> change(session, value, known(session, value), true);
            case "delete" -> change(session, value, known(session, value), false);
            default -> throw new IllegalArgumentException("f: " + f);
        };
    }

    /** The revision that the cache, or else the store, has of an object. */
    private long known(Session session, Edn k) throws NotAnswered, SessionClient.Declined {
        long number = ((Edn.Int) k).value();
        var cached = cache.get(number);
        if (cached != null) {
            return cached.getModRevision();
        }
        var found = session.call(KVGrpc.getRangeMethod(), get(key(k))).getKvsList();
        if (found.isEmpty()) {
            throw new SessionClient.Declined("not found");
        }
        return found.getFirst().getModRevision();
    }

    private Edn change(Session session, Edn k, long revision, boolean put) throws NotAnswered, SessionClient.Declined {
        long number = ((Edn.Int) k).value();
        var key = key(k);
        var value = number + " " + attempts.incrementAndGet();
        var done = session.call(
                KVGrpc.getTxnMethod(),
                TxnRequest.newBuilder()
                        .addCompare(unchanged(key, revision))
                        .addSuccess(put ? op(put(key, value)) : KeyValues.delete(key))
                        .addFailure(op(get(key)))
                        .build());
        if (done.getSucceeded()) {
            if (put) {
                cache.put(
                        number,
                        KeyValue.newBuilder()
                                .setModRevision(done.getHeader().getRevision())
                                .build());
            } else {
                cache.remove(number);
            }
            return k;
        }
        var now = done.getResponses(0).getResponseRange().getKvsList();
        if (now.isEmpty()) {
            cache.remove(number);
        } else {
            cache.put(number, now.getFirst());
        }
        throw new SessionClient.Declined(now.isEmpty() ? "not found" : "conflict");
    }

    private static Edn list(Session session) throws NotAnswered {
        long count = 0;
        var request = prefix(PREFIX).setLimit(PAGE);
        while (true) {
            var page = session.call(KVGrpc.getRangeMethod(), request.build());
            count += page.getKvsCount();
            if (!page.getMore() || page.getKvsCount() == 0) {
                return Edn.of(count);
            }
            if (request.getRevision() == 0) {
                request.setRevision(page.getHeader().getRevision());
            }
            request.setKey(page.getKvsList().getLast().getKey().concat(ByteString.copyFrom(new byte[1])));
        }
    }

    private Edn compact(Session session) throws NotAnswered, SessionClient.Declined {
        long revision = plan.witnessed().getAsLong() - HISTORY;
        if (revision < 1) {
            throw new SessionClient.Declined("nothing to compact yet");
        }
        session.call(
                KVGrpc.getCompactMethod(),
                CompactionRequest.newBuilder().setRevision(revision).build());
        return Edn.of(revision);
    }

    private static String key(Edn k) {
        return PREFIX + "pod-" + ((Edn.Int) k).value();
    }

    @Override
    public List<Checker> checkers() {
        return List.of();
    }

    @Override
    public Set<String> required() {
        return Set.of(Situation.CONDITION_FAILED.title(), Situation.WATCH_RESUMED.title());
    }
}
