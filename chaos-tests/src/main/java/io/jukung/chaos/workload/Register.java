package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.get;
import static io.jukung.chaos.workload.KeyValues.op;
import static io.jukung.chaos.workload.KeyValues.put;
import static io.jukung.chaos.workload.KeyValues.unchanged;
import static io.jukung.chaos.workload.KeyValues.valueIs;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.run.Clock;
import io.jukung.chaos.run.Situation;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.TxnRequest;
import java.util.List;
import java.util.Set;

/**
 * Registers, one a key: {@code :read}, {@code :write} and {@code :cas} of {@code [k v]}. No value is written twice to a
 * key; a cas compares the value, or the revision that the value was read at.
 */
final class Register implements Workload {

    private static final String PREFIX = "register/";
    private static final long KEYS = 1_000_000;

    private final WorkloadPlan plan;
    private final boolean oneWriter;

    private Register(WorkloadPlan plan, boolean oneWriter) {
        this.plan = plan;
        this.oneWriter = oneWriter;
    }

    /** Everybody writes. */
    static Register ofAll(WorkloadPlan plan) {
        return new Register(plan, false);
    }

    /**
     * All look at the same key, and a single process writes, as where somebody publishes what others follow. Besides, a leader
     * that no member hears goes on for longer where no client of its own writes: Ratis looks whether it has a majority only
     * once nothing has happened for a while.
     */
    static Register ofOneWriter(WorkloadPlan plan) {
        return new Register(plan, true);
    }

    @Override
    public String name() {
        return oneWriter ? "one-writer" : "register";
    }

    @Override
    public Generator during() {
        int size = oneWriter ? plan.workers() : Math.min(plan.group(), plan.workers());
        int writer = oneWriter ? plan.first() + plan.workers() / 2 : Operations.EVERYBODY;
        // As many a process, however many share a key.
        int operations = plan.operationsPerKey() * Math.max(1, size / plan.group());
        return Generators.independent(
                plan.first(),
                size,
                plan.workers() / size,
                KEYS,
                k -> Generators.limit(operations, new Operations(writer, 1, 0)));
    }

    /**
     * What is done to one key.
     *
     * @param writer the worker that writes
     * @param next the value that is written next
     * @param known the value that was seen last; 0 for none
     */
    private record Operations(int writer, long next, long known) implements Generator {

        private static final int EVERYBODY = -1;

        @Override
        public Next next(Context context) {
            int process = context.anyFree();
            int kind = context.random().nextInt(4);
            if (kind < 2 || (writer != EVERYBODY && process % context.workers() != writer)) {
                return new Next.Emit(new Invocation(process, "read", Edn.NIL), this);
            }
            var rest = new Operations(writer, next + 1, known);
            return kind == 2 || known == 0
                    ? new Next.Emit(new Invocation(process, "write", Edn.of(next)), rest)
                    : new Next.Emit(new Invocation(process, "cas", Edn.vector(Edn.of(known), Edn.of(next))), rest);
        }

        @Override
        public Generator update(Context context, Op op) {
            if (op.phase() != Phase.OK) {
                return this;
            }
            return switch (op.value()) {
                case Edn.Int(var value) -> new Operations(writer, next, value);
                case Edn.Vector(var pair)
                when pair.size() == 2 && pair.getLast() instanceof Edn.Int(var value) ->
                    new Operations(writer, next, value);
                default -> this;
            };
        }
    }

    @Override
    public Generator afterwards() {
        return Generators.none();
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(plan.session(process, endpoints, clock), this::perform);
    }

    private Edn perform(Session session, String f, Edn value, List<WatchStream> streams)
            throws NotAnswered, SessionClient.Declined {
        var pair = (Edn.Vector) value;
        long k = ((Edn.Int) pair.at(0)).value();
        var key = PREFIX + k;
        return switch (f) {
            case "read" -> {
                yield Edn.vector(pair.at(0), read(session, key).value());
            }
            case "write" -> {
                session.call(KVGrpc.getPutMethod(), put(key, Long.toString(((Edn.Int) pair.at(1)).value())));
                yield value;
            }
            case "cas" -> {
                var change = (Edn.Vector) pair.at(1);
                var old = Long.toString(((Edn.Int) change.at(0)).value());
                Compare condition;
                if (k % 2 == 0) {
                    condition = valueIs(key, old);
                } else {
                    var found = read(session, key);
                    if (!found.value().equals(change.at(0))) {
                        throw new SessionClient.Declined("another value");
                    }
                    condition = unchanged(key, found.revision());
                }
                var done = session.call(
                        KVGrpc.getTxnMethod(),
                        TxnRequest.newBuilder()
                                .addCompare(condition)
                                .addSuccess(op(put(key, Long.toString(((Edn.Int) change.at(1)).value()))))
                                .build());
                if (!done.getSucceeded()) {
                    throw new SessionClient.Declined("another value");
                }
                yield value;
            }
            default -> throw new IllegalArgumentException("f: " + f + ", expected read, write or cas");
        };
    }

    private record Found(Edn value, long revision) {}

    private static Found read(Session session, String key) throws NotAnswered {
        var kvs = session.call(KVGrpc.getRangeMethod(), get(key)).getKvsList();
        return kvs.isEmpty()
                ? new Found(Edn.NIL, 0)
                : new Found(
                        Edn.of(Long.parseLong(kvs.getFirst().getValue().toStringUtf8())),
                        kvs.getFirst().getModRevision());
    }

    @Override
    public List<Checker> checkers() {
        return Judges.register();
    }

    @Override
    public Set<String> required() {
        // With one writer nothing comes between what it reads and what it writes.
        return oneWriter ? Set.of() : Set.of(Situation.CONDITION_FAILED.title());
    }
}
