package io.jukung.chaos.workload;

import static io.jukung.chaos.workload.KeyValues.get;
import static io.jukung.chaos.workload.KeyValues.op;
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
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transactions of one to four reads and writes, {@code :txn [[:r k nil] [:append k v]]} as Elle has them: all keys are read
 * at one revision, then written on condition that none of them has changed since. Either lists that are appended to, or
 * registers ({@code :w}); no value is written twice to a key.
 */
final class Transactions implements Workload {

    private static final int MOST = 4;

    private final WorkloadPlan plan;
    private final boolean lists;
    private final String prefix;

    private Transactions(WorkloadPlan plan, boolean lists) {
        this.plan = plan;
        this.lists = lists;
        this.prefix = name() + "/";
    }

    static Transactions append(WorkloadPlan plan) {
        return new Transactions(plan, true);
    }

    static Transactions registers(WorkloadPlan plan) {
        return new Transactions(plan, false);
    }

    @Override
    public String name() {
        return lists ? "append" : "wr";
    }

    @Override
    public Generator during() {
        var keys = new ArrayList<Key>();
        for (long k = 0; k < plan.keys(); k++) {
            keys.add(new Key(k, 0));
        }
        return Generators.workers(
                plan.first(),
                plan.first() + plan.workers(),
                new Operations(lists ? "append" : "w", plan.operationsPerKey(), keys, plan.keys()));
    }

    /** With {@code written} how many values it was given until now. */
    private record Key(long k, int written) {}

    private record Operations(String write, int most, List<Key> keys, long unused) implements Generator {

        Operations {
            keys = List.copyOf(keys);
        }

        @Override
        public Next next(Context context) {
            var left = new ArrayList<>(keys);
            long next = unused;
            var parts = new ArrayList<Edn>();
            int count = 1 + context.random().nextInt(MOST);
            for (int i = 0; i < count; i++) {
                int at = context.random().nextInt(left.size());
                var key = left.get(at);
                if (context.random().nextBoolean()) {
                    parts.add(Edn.vector(Edn.keyword("r"), Edn.of(key.k()), Edn.NIL));
                    continue;
                }
                parts.add(Edn.vector(Edn.keyword(write), Edn.of(key.k()), Edn.of(key.written() + 1)));
                left.set(at, key.written() + 1 < most ? new Key(key.k(), key.written() + 1) : new Key(next++, 0));
            }
            return new Next.Emit(
                    new Invocation(context.anyFree(), "txn", Edn.vector(parts)),
                    new Operations(write, most, left, next));
        }
    }

    /** The keys in use at the end are read in any run; a last read of them all finds what was never read. */
    @Override
    public Generator afterwards() {
        return Generators.none();
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(plan.session(process, endpoints, clock), this::perform);
    }

    private record Found(String value, long revision) {}

    private Edn perform(Session session, String f, Edn value, List<WatchStream> streams)
            throws NotAnswered, SessionClient.Declined {
        var parts = ((Edn.Vector) value)
                .elements().stream().map(Edn.Vector.class::cast).toList();
        var state = read(session, parts);
        var before = new LinkedHashMap<Long, Long>();
        state.forEach((k, found) -> before.put(k, found.revision()));
        var results = new ArrayList<Edn>();
        var changed = new LinkedHashMap<Long, String>();
        for (var part : parts) {
            long k = ((Edn.Int) part.at(1)).value();
            var now = state.getOrDefault(k, new Found("", 0));
            if (part.at(0).equals(Edn.keyword("r"))) {
                results.add(Edn.vector(part.at(0), part.at(1), decoded(now.value())));
            } else {
                var v = Long.toString(((Edn.Int) part.at(2)).value());
                var written = lists && !now.value().isEmpty() ? now.value() + " " + v : v;
                state.put(k, new Found(written, now.revision()));
                changed.put(k, written);
                results.add(part);
            }
        }
        if (!changed.isEmpty()) {
            var txn = TxnRequest.newBuilder();
            before.forEach((k, revision) -> txn.addCompare(unchanged(prefix + k, revision)));
            changed.forEach((k, written) -> txn.addSuccess(op(put(prefix + k, written))));
            if (!session.call(KVGrpc.getTxnMethod(), txn.build()).getSucceeded()) {
                throw new SessionClient.Declined("changed meanwhile");
            }
        }
        return Edn.vector(results);
    }

    /** All keys of the transaction at one revision. */
    private Map<Long, Found> read(Session session, List<Edn.Vector> parts) throws NotAnswered {
        var keys = parts.stream()
                .map(part -> ((Edn.Int) part.at(1)).value())
                .distinct()
                .toList();
        var txn = TxnRequest.newBuilder();
        keys.forEach(k -> txn.addSuccess(op(get(prefix + k))));
        var answer = session.call(KVGrpc.getTxnMethod(), txn.build());
        var state = new LinkedHashMap<Long, Found>();
        for (int i = 0; i < keys.size(); i++) {
            var kvs = answer.getResponses(i).getResponseRange().getKvsList();
            state.put(
                    keys.get(i),
                    kvs.isEmpty()
                            ? new Found("", 0)
                            : new Found(
                                    kvs.getFirst().getValue().toStringUtf8(),
                                    kvs.getFirst().getModRevision()));
        }
        return state;
    }

    /** Lists: a vector, nil for a key that is not there. Registers: a number or nil. */
    private Edn decoded(String value) {
        if (value.isEmpty()) {
            return Edn.NIL;
        }
        if (!lists) {
            return Edn.of(Long.parseLong(value));
        }
        var elements = new ArrayList<Edn>();
        for (var element : value.split(" ", -1)) {
            elements.add(Edn.of(Long.parseLong(element)));
        }
        return Edn.vector(elements);
    }

    @Override
    public List<Checker> checkers() {
        return lists ? Judges.append() : Judges.registers();
    }

    @Override
    public Set<String> required() {
        return Set.of(Situation.CONDITION_FAILED.title());
    }
}
