package io.jukung.chaos.workload;

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
import io.jukung.chaos.run.Clock;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A set whose elements are keys: {@code :add v}, {@code :read} of all of them, whole or in pages of one revision as
 * kube-apiserver lists. At the end everybody reads it.
 */
final class SetOfKeys implements Workload {

    private static final String PREFIX = "set/";
    private static final int PAGE = 100;
    private static final Duration LAST = Duration.ofSeconds(30);
    /** Of so many operations one is a read: a read lists all there is. */
    private static final int READ_OF = 10;
    /** From so many elements on reads become rarer in proportion: what they list is kept until it is judged. */
    private static final int MANY = 500;
    /** Behind the element in its key's value: most of what a store keeps, and of what a bit may flip in, is values. */
    private static final String FILLING = " " + ".".repeat(300);

    private final WorkloadPlan plan;

    SetOfKeys(WorkloadPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "set";
    }

    @Override
    public Generator during() {
        return Generators.workers(plan.first(), plan.first() + plan.workers(), new Operations(0));
    }

    private record Operations(long next) implements Generator {
        @Override
        public Next next(Context context) {
            int process = context.anyFree();
            int readOf = READ_OF * Math.max(1, Math.toIntExact(next / MANY));
            return context.random().nextInt(readOf) == 0
                    ? new Next.Emit(new Invocation(process, "read", Edn.NIL), this)
                    : new Next.Emit(new Invocation(process, "add", Edn.of(next)), new Operations(next + 1));
        }
    }

    @Override
    public Generator afterwards() {
        return Generators.eachWorker(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.timeLimit(
                        LAST,
                        Generators.untilOk(
                                Generators.stagger(Duration.ofMillis(100), Generators.endless("read", Edn.NIL)))));
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(
                plan.session(process, endpoints, clock),
                (session, f, value, streams) -> perform(session, f, value, process % 2 == 0));
    }

    private static Edn perform(Session session, String f, Edn value, boolean pages)
            throws NotAnswered, SessionClient.Declined {
        return switch (f) {
            case "add" -> {
                long element = ((Edn.Int) value).value();
                var key = PREFIX + "%08d".formatted(element);
                var done = session.call(
                        KVGrpc.getTxnMethod(),
                        TxnRequest.newBuilder()
                                .addCompare(unchanged(key, 0))
                                .addSuccess(op(put(key, element + FILLING)))
                                .build());
                if (!done.getSucceeded()) {
                    throw new SessionClient.Declined("it exists");
                }
                yield value;
            }
            case "read" -> {
                var elements = new ArrayList<Edn>();
                for (var kv : pages ? pages(session) : whole(session)) {
                    elements.add(Edn.of(element(kv)));
                }
                yield Edn.vector(elements);
            }
            default -> throw new IllegalArgumentException("f: " + f + ", expected add or read");
        };
    }

    /** By its key: what is wrong with a value is found by comparison with the event log. */
    private static long element(KeyValue kv) {
        return Long.parseLong(kv.getKey().substring(PREFIX.length()).toStringUtf8());
    }

    private static List<KeyValue> whole(Session session) throws NotAnswered {
        return session.call(KVGrpc.getRangeMethod(), prefix(PREFIX).build()).getKvsList();
    }

    private static List<KeyValue> pages(Session session) throws NotAnswered {
        var all = new ArrayList<KeyValue>();
        var request = prefix(PREFIX).setLimit(PAGE);
        while (true) {
            var page = session.call(KVGrpc.getRangeMethod(), request.build());
            all.addAll(page.getKvsList());
            if (!page.getMore() || page.getKvsCount() == 0) {
                return all;
            }
            if (request.getRevision() == 0) {
                request.setRevision(page.getHeader().getRevision());
            }
            request.setKey(page.getKvsList().getLast().getKey().concat(ByteString.copyFrom(new byte[1])));
        }
    }

    @Override
    public List<Checker> checkers() {
        return Judges.set();
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }
}
