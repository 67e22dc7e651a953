package io.jukung.chaos.check;

import static com.google.protobuf.ByteString.copyFromUtf8;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Clients that do a bit of everything of KV, on a store that may have one fault. */
public final class KvWorld implements Simulation.World {

    public enum Fault {
        NONE,
        STALE_READ,
        ACKNOWLEDGED_BUT_LOST,
        APPLIED_TWICE,
        REFUSED_BUT_APPLIED,
        WRONG_COUNT,
        WRONG_PREVIOUS,
        WRONG_BRANCH,
        WRONG_VERSION_IN_LOG,
        WRITE_OF_NOBODY,
        DELETION_OF_NOBODY,
        SPLIT_TXN,
        READS_COMPACTED,
    }

    final NaiveStore store = new NaiveStore();
    private final Fault fault;
    private final Random chance;
    private final int keys;
    private int values;
    /** How often the fault was done. */
    private int done;

    public int done() {
        return done;
    }

    public KvWorld(Fault fault, long seed, int keys) {
        this.fault = fault;
        this.chance = new Random(~seed);
        this.keys = keys;
    }

    public static Evidence run(Fault fault, long seed, int operations) {
        return run(new KvWorld(fault, seed, 8), seed, operations);
    }

    public static Evidence run(KvWorld world, long seed, int operations) {
        var history = new Simulation(world, seed, 6, operations, 0.05, 0.03).run();
        var state = new Evidence.FinalState(world.store.revision(), 17, 1);
        return new Evidence(
                history,
                Optional.of(new EventLog(1, world.store.log, true, "")),
                Map.of("n1", state, "n2", state, "n3", state),
                Map.of());
    }

    private String key(Random random) {
        return "k" + random.nextInt(keys);
    }

    private PutRequest.Builder put(String key) {
        return PutRequest.newBuilder().setKey(copyFromUtf8(key)).setValue(copyFromUtf8("v" + values++));
    }

    private static RangeRequest.Builder range(String key) {
        return RangeRequest.newBuilder().setKey(copyFromUtf8(key));
    }

    private static DeleteRangeRequest.Builder delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(copyFromUtf8(key));
    }

    @Override
    public Step next(int process, Random random) {
        var key = key(random);
        long some = 1 + random.nextLong(store.revision() + 1);
        return switch (random.nextInt(17)) {
            case 0, 1, 2 ->
                step("KV/Put", put(key).setPrevKv(random.nextBoolean()).build());
            case 3 ->
                step(
                        "KV/Put",
                        put(key).clearValue().setIgnoreValue(true).setLease(5).build());
            case 4, 5 -> step("KV/Range", range(key).build());
            case 6 ->
                step(
                        "KV/Range",
                        range("k")
                                .setRangeEnd(copyFromUtf8("l"))
                                .setLimit(1 + random.nextInt(4))
                                .build());
            case 7 ->
                step(
                        "KV/Range",
                        range("k")
                                .setRangeEnd(copyFromUtf8("\0"))
                                .setCountOnly(true)
                                .build());
            case 8 ->
                step(
                        "KV/Range",
                        range("k")
                                .setRangeEnd(copyFromUtf8("k5"))
                                .setRevision(some)
                                .build());
            case 9 ->
                step(
                        "KV/Range",
                        range("k")
                                .setRangeEnd(copyFromUtf8("l"))
                                .setSerializable(true)
                                .build());
            case 10 -> step("KV/DeleteRange", delete(key).setPrevKv(true).build());
            case 11 ->
                step(
                        "KV/DeleteRange",
                        delete("k3").setRangeEnd(copyFromUtf8("k5")).build());
            case 12, 13 -> step("KV/Txn", swap(key, random));
            case 14 -> step("KV/Txn", nested(key, random));
            case 15 -> step("KV/Txn", readOnly(random));
            default ->
                random.nextInt(6) == 0
                        ? step(
                                "KV/Compact",
                                CompactionRequest.newBuilder().setRevision(some).build())
                        : step("KV/Put", put(key).setLease(random.nextInt(3)).build());
        };
    }

    private static Step step(String method, Message request) {
        return new Step(method, Edn.NIL, request);
    }

    private TxnRequest swap(String key, Random random) {
        var kv = store.current().get(key);
        long mod = kv == null ? 0 : kv.getModRevision();
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(copyFromUtf8(key))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(mod))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key).setPrevKv(random.nextBoolean())))
                .addFailure(RequestOp.newBuilder().setRequestRange(range(key)))
                .build();
    }

    private TxnRequest nested(String key, Random random) {
        var inner = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(copyFromUtf8(key))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.LESS)
                        .setModRevision(store.revision() - random.nextInt(5)))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("k0")))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("k1")))
                .addFailure(RequestOp.newBuilder()
                        .setRequestDeleteRange(delete("k0").setPrevKv(true)));
        return TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestRange(range("k").setRangeEnd(copyFromUtf8("k2"))))
                .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
                .addSuccess(RequestOp.newBuilder().setRequestRange(range("k").setRangeEnd(copyFromUtf8("k2"))))
                .build();
    }

    private TxnRequest readOnly(Random random) {
        return TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestRange(range(key(random))))
                .addSuccess(RequestOp.newBuilder().setRequestRange(range(key(random))))
                .build();
    }

    @Override
    public boolean appliesRefused() {
        return fault == Fault.REFUSED_BUT_APPLIED;
    }

    @Override
    public Effect apply(int process, Step step, long nanos) {
        try {
            return Effect.answered(Edn.NIL, answer(step.request(), nanos));
        } catch (NaiveStore.Refusal e) {
            return Effect.refused(e.getMessage());
        }
    }

    private boolean now() {
        boolean now = chance.nextInt(20) == 0;
        done += now ? 1 : 0;
        return now;
    }

    private Message answer(Message request, long nanos) {
        if (request instanceof RangeRequest range && range.getSerializable()) {
            return store.lagging(range, Math.max(1, store.revision() - chance.nextInt(4)));
        }
        if (store.revision() < 10) {
            return store.apply(request, nanos);
        }
        return switch (fault) {
            case NONE, REFUSED_BUT_APPLIED -> store.apply(request, nanos);
            case STALE_READ ->
                request instanceof RangeRequest range && range.getRevision() == 0 && now()
                        ? store.lagging(range, store.revision() - 6)
                        : store.apply(request, nanos);
            case ACKNOWLEDGED_BUT_LOST -> {
                long before = store.revision();
                var answer = store.apply(request, nanos);
                if (request instanceof PutRequest && now()) {
                    store.rewind(before);
                }
                yield answer;
            }
            case APPLIED_TWICE -> {
                var answer = store.apply(request, nanos);
                if (request instanceof PutRequest put && !put.getIgnoreValue() && now()) {
                    store.apply(request, nanos);
                }
                yield answer;
            }
            case WRONG_COUNT ->
                request instanceof RangeRequest && store.apply(request, nanos) instanceof RangeResponse range && now()
                        ? range.toBuilder().setCount(range.getCount() + 1).build()
                        : store.apply(request, nanos);
            case WRONG_PREVIOUS -> {
                var answer = store.apply(request, nanos);
                yield answer instanceof PutResponse put && put.hasPrevKv() && now()
                        ? put.toBuilder().clearPrevKv().build()
                        : answer;
            }
            case WRONG_BRANCH -> {
                var answer = store.apply(request, nanos);
                yield answer instanceof TxnResponse txn && txn.getResponsesCount() == 1 && now()
                        ? txn.toBuilder().setSucceeded(!txn.getSucceeded()).build()
                        : answer;
            }
            case WRONG_VERSION_IN_LOG -> {
                var answer = store.apply(request, nanos);
                if (request instanceof PutRequest && now()) {
                    var entry = store.log.removeLast();
                    var event = entry.events().getFirst().toBuilder();
                    event.getKvBuilder().setVersion(99);
                    store.log.add(new EventLog.Entry(entry.revision(), entry.nanos(), List.of(event.build())));
                }
                yield answer;
            }
            case WRITE_OF_NOBODY -> {
                if (now()) {
                    store.apply(
                            put("k0")
                                    .setValue(copyFromUtf8("nobody" + values++))
                                    .build(),
                            nanos);
                }
                yield store.apply(request, nanos);
            }
            case DELETION_OF_NOBODY -> {
                if (store.current().containsKey("k7") && now()) {
                    store.apply(delete("k7").build(), nanos);
                }
                yield store.apply(request, nanos);
            }
            case SPLIT_TXN -> split(request, nanos);
            case READS_COMPACTED -> {
                store.servesCompacted = true;
                yield store.apply(request, nanos);
            }
        };
    }

    /** Each put of a transaction at a revision of its own, answered as if it were one. */
    private Message split(Message request, long nanos) {
        long before = store.revision();
        var answer = store.apply(request, nanos);
        var events = store.revision() > before ? store.log.getLast().events() : List.<Event>of();
        if (request instanceof TxnRequest
                && events.size() == 2
                && events.getFirst().getType() == Event.EventType.PUT
                && now()) {
            store.rewind(before);
            for (var event : events) {
                store.apply(
                        PutRequest.newBuilder()
                                .setKey(event.getKv().getKey())
                                .setValue(event.getKv().getValue())
                                .build(),
                        nanos);
            }
        }
        return answer;
    }

    public static List<String> rules(Verdict verdict) {
        return new ArrayList<>(verdict.violations().stream()
                .map(Verdict.Violation::rule)
                .distinct()
                .toList());
    }
}
