package io.jukung.chaos.workload;

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
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts among which money is moved: {@code :transfer {:from :to :amount}}, {@code :read {account balance}}. The sum never
 * changes and no balance is negative. Stored as {@code balance attempt}, so that no value is written twice.
 */
final class Bank implements Workload {

    static final int ACCOUNTS = 8;
    static final int BALANCE = 100;

    private static final String PREFIX = "bank/";
    private static final int MOST = 5;
    private static final Duration LAST = Duration.ofSeconds(30);

    private final WorkloadPlan plan;
    private final AtomicLong attempts = new AtomicLong();

    Bank(WorkloadPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "bank";
    }

    @Override
    public Generator during() {
        return Generators.workers(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.phases(
                        Generators.untilOk(
                                Generators.stagger(Duration.ofMillis(50), Generators.endless("open", Edn.NIL))),
                        Generators.mix(Generators.endless("read", Edn.NIL), new Transfers())));
    }

    private record Transfers() implements Generator {
        @Override
        public Next next(Context context) {
            int from = context.random().nextInt(ACCOUNTS);
            int to = (from + 1 + context.random().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            var transfer = Edn.dict(
                    "from", Edn.of(from),
                    "to", Edn.of(to),
                    "amount", Edn.of(1 + context.random().nextInt(MOST)));
            return new Next.Emit(new Invocation(context.anyFree(), "transfer", transfer), this);
        }
    }

    @Override
    public Generator afterwards() {
        return Generators.workers(
                plan.first(),
                plan.first() + plan.workers(),
                Generators.timeLimit(
                        LAST,
                        Generators.untilOk(
                                Generators.stagger(Duration.ofMillis(100), Generators.endless("read", Edn.NIL)))));
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        return new SessionClient(plan.session(process, endpoints, clock), this::perform);
    }

    private Edn perform(Session session, String f, Edn value, List<WatchStream> streams)
            throws NotAnswered, SessionClient.Declined {
        return switch (f) {
            case "open" -> open(session);
            case "read" -> read(session);
            case "transfer" -> transfer(session, (Edn.Dict) value);
            default -> throw new IllegalArgumentException("f: " + f + ", expected open, read or transfer");
        };
    }

    /** All accounts at once, or none: if they are there already, that is as well. */
    private Edn open(Session session) throws NotAnswered {
        var txn = TxnRequest.newBuilder();
        for (int account = 0; account < ACCOUNTS; account++) {
            txn.addCompare(unchanged(PREFIX + account, 0)).addSuccess(op(put(PREFIX + account, balance(BALANCE))));
        }
        session.call(KVGrpc.getTxnMethod(), txn.build());
        return Edn.NIL;
    }

    private static Edn read(Session session) throws NotAnswered {
        var balances = new LinkedHashMap<Edn, Edn>();
        for (var kv :
                session.call(KVGrpc.getRangeMethod(), prefix(PREFIX).build()).getKvsList()) {
            balances.put(
                    Edn.of(Long.parseLong(kv.getKey().toStringUtf8().substring(PREFIX.length()))),
                    Edn.of(balance(kv.getValue().toStringUtf8())));
        }
        return new Edn.Dict(balances);
    }

    private Edn transfer(Session session, Edn.Dict value) throws NotAnswered, SessionClient.Declined {
        long amount = ((Edn.Int) value.get("amount")).value();
        var from = PREFIX + ((Edn.Int) value.get("from")).value();
        var to = PREFIX + ((Edn.Int) value.get("to")).value();
        var both = session.call(
                KVGrpc.getTxnMethod(),
                TxnRequest.newBuilder()
                        .addSuccess(op(get(from)))
                        .addSuccess(op(get(to)))
                        .build());
        var source = both.getResponses(0).getResponseRange();
        var target = both.getResponses(1).getResponseRange();
        long left = held(source) - amount;
        if (left < 0) {
            throw new SessionClient.Declined("not enough");
        }
        var done = session.call(
                KVGrpc.getTxnMethod(),
                TxnRequest.newBuilder()
                        .addCompare(unchanged(from, source.getKvs(0).getModRevision()))
                        .addCompare(unchanged(to, target.getKvs(0).getModRevision()))
                        .addSuccess(op(put(from, balance(left))))
                        .addSuccess(op(put(to, balance(held(target) + amount))))
                        .build());
        if (!done.getSucceeded()) {
            throw new SessionClient.Declined("changed meanwhile");
        }
        return value;
    }

    private static long held(RangeResponse answer) throws SessionClient.Declined {
        if (answer.getKvsCount() == 0) {
            throw new SessionClient.Declined("no such account");
        }
        return balance(answer.getKvs(0).getValue().toStringUtf8());
    }

    private static long balance(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    private String balance(long amount) {
        return amount + " " + attempts.incrementAndGet();
    }

    @Override
    public List<Checker> checkers() {
        return Judges.bank();
    }

    @Override
    public Set<String> required() {
        return Set.of(Situation.CONDITION_FAILED.title());
    }
}
