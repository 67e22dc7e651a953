package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.bytes;
import static io.jukung.chaos.workload.KeyValues.get;
import static io.jukung.chaos.workload.KeyValues.op;
import static io.jukung.chaos.workload.KeyValues.prefix;
import static io.jukung.chaos.workload.KeyValues.put;
import static io.jukung.chaos.workload.KeyValues.unchanged;

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
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Half of the workers watch, half write: puts, deletes, transactions of several keys, deletes of ranges, compactions, and
 * reads that may lag or are of an old revision. At the end every watcher catches up.
 */
final class WatchWorkload implements Workload {

    private static final String PREFIX = "watch/";
    private static final int TXN_KEYS = 4;

    private final WorkloadPlan plan;
    private final Watchers watchers;
    private final int watching;

    WatchWorkload(WorkloadPlan plan) {
        this.plan = plan;
        this.watching = Math.max(1, plan.workers() / 2);
        this.watchers = new Watchers(plan, PREFIX, 8);
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public Generator during() {
        int first = plan.first();
        return Generators.any(
                Generators.workers(
                        first,
                        first + watching,
                        Generators.endless("watch", c -> Edn.of(300 + c.random().nextInt(4000)))),
                Generators.workers(first + watching, first + plan.workers(), new Writes(1, plan.keys())));
    }

    /** With {@code next} the value that is written next. */
    private record Writes(long next, int keys) implements Generator {

        @Override
        public Next next(Context context) {
            var random = context.random();
            int process = context.anyFree();
            var k = Edn.of(random.nextInt(keys));
            int kind = random.nextInt(100);
            if (kind < 45) {
                return emit(process, "put", Edn.vector(k, Edn.of(next)), 1);
            } else if (kind < 60) {
                return emit(process, "delete", Edn.vector(k, Edn.of(next)), 1);
            } else if (kind < 80) {
                var parts = new ArrayList<Edn>();
                int from = random.nextInt(keys);
                int count = 1 + random.nextInt(Math.min(TXN_KEYS, keys));
                for (int i = 0; i < count; i++) {
                    var key = Edn.of((from + i) % keys);
                    parts.add(
                            random.nextInt(3) == 0
                                    ? Edn.vector(Edn.keyword("delete"), key)
                                    : Edn.vector(Edn.keyword("put"), key, Edn.of(next + i)));
                }
                return emit(process, "txn", Edn.vector(parts), count);
            } else if (kind < 83) {
                return emit(process, "delete-range", k, 0);
            } else if (kind < 88) {
                return emit(process, "read-lagging", k, 0);
            } else if (kind < 92) {
                return emit(process, "read-old", Edn.of(random.nextInt(200)), 0);
            } else if (kind < 96) {
                return emit(process, "read", k, 0);
            }
            return emit(process, "compact", Edn.of(random.nextInt(100)), 0);
        }

        private Next emit(int process, String f, Edn value, int used) {
            return new Next.Emit(new Invocation(process, f, value), new Writes(next + used, keys));
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
        switch (f) {
            case "watch" -> {
                return watchers.watch(session, process, ((Edn.Int) value).value(), streams);
            }
            case "catch-up" -> {
                return watchers.catchUp(session, process, streams);
            }
            case "put" -> {
                var pair = (Edn.Vector) value;
                session.call(KVGrpc.getPutMethod(), put(key(pair.at(0)), text(pair.at(1))));
            }
            case "delete" -> delete(session, (Edn.Vector) value);
            case "txn" -> {
                var txn = TxnRequest.newBuilder();
                for (var part : ((Edn.Vector) value).elements()) {
                    var of = (Edn.Vector) part;
                    txn.addSuccess(
                            of.at(0).equals(Edn.keyword("delete"))
                                    ? KeyValues.delete(key(of.at(1)))
                                    : op(put(key(of.at(1)), text(of.at(2)))));
                }
                session.call(KVGrpc.getTxnMethod(), txn.build());
            }
            case "delete-range" ->
                session.call(
                        KVGrpc.getDeleteRangeMethod(),
                        DeleteRangeRequest.newBuilder()
                                .setKey(bytes(key(value)))
                                .setRangeEnd(bytes(behind(key(value))))
                                .setPrevKv(true)
                                .build());
            case "read" -> session.call(KVGrpc.getRangeMethod(), get(key(value)));
            case "read-lagging" ->
                session.call(
                        KVGrpc.getRangeMethod(),
                        prefix(PREFIX).setSerializable(true).build());
            case "read-old" -> {
                long old = plan.witnessed().getAsLong() - ((Edn.Int) value).value();
                session.call(
                        KVGrpc.getRangeMethod(),
                        prefix(PREFIX).setRevision(Math.max(1, old)).build());
            }
            case "compact" -> {
                long revision = plan.witnessed().getAsLong() - ((Edn.Int) value).value();
                if (revision < 1) {
                    throw new SessionClient.Declined("nothing to compact yet");
                }
                session.call(
                        KVGrpc.getCompactMethod(),
                        CompactionRequest.newBuilder().setRevision(revision).build());
                return Edn.of(revision);
            }
            default -> throw new IllegalArgumentException("f: " + f);
        }
        return value;
    }

    /** Deletes what was seen, on condition that it is still that. */
    private static void delete(Session session, Edn.Vector pair) throws NotAnswered, SessionClient.Declined {
        var key = key(pair.at(0));
        var seen = session.call(
                KVGrpc.getRangeMethod(),
                RangeRequest.newBuilder().setKey(bytes(key)).build());
        if (seen.getKvsCount() == 0) {
            throw new SessionClient.Declined("it does not exist");
        }
        var done = session.call(
                KVGrpc.getTxnMethod(),
                TxnRequest.newBuilder()
                        .addCompare(unchanged(key, seen.getKvs(0).getModRevision()))
                        .addSuccess(KeyValues.delete(key))
                        .build());
        if (!done.getSucceeded()) {
            throw new SessionClient.Declined("changed meanwhile");
        }
    }

    /** Two keys further, or more where they have several digits. */
    private static String behind(String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (char) (key.charAt(last) + 3);
    }

    private static String key(Edn k) {
        return PREFIX + ((Edn.Int) k).value();
    }

    private static String text(Edn v) {
        return Long.toString(((Edn.Int) v).value());
    }

    @Override
    public List<Checker> checkers() {
        return List.of();
    }

    @Override
    public Set<String> required() {
        return Set.of(Situation.WATCH_RESUMED.title());
    }
}
