package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What clients do over and over. */
public enum Workload {
    /** A put of a random key. */
    PUT,
    /** A linearizable read of a random key. */
    GET,
    /** A read of a random key from the local state of the member. */
    SERIALIZABLE_GET,
    /** Three gets to one put that is guarded, with a read where the guard fails. */
    TXN_MIX,
    /** All keys at once. */
    LIST,
    /** See {@link KubernetesMix}. */
    KUBERNETES_MIX,
    /** See {@link Fanout}; clients are watchers and an operation is an event at one of them. */
    WATCH_FANOUT;

    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);
    private static final MethodDescriptor<RangeRequest, Integer> COUNTED_RANGE =
            RawResponses.counting(KVGrpc.getRangeMethod(), RangeResponse.KVS_FIELD_NUMBER);

    /** As it appears in the results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Sets the clients going. */
    public Turn start(Load load, Target target) throws InterruptedException {
        var keyspace = load.keyspace();
        return switch (this) {
            case PUT -> requests(load, target, (kv, random) -> kv.put(keyspace.anyPut(random)));
            case GET -> requests(load, target, (kv, random) -> get(kv, random, keyspace));
            case SERIALIZABLE_GET ->
                requests(
                        load,
                        target,
                        (kv, random) -> kv.range(RangeRequest.newBuilder()
                                .setKey(keyspace.anyKey(random))
                                .setSerializable(true)
                                .build()));
            case TXN_MIX -> requests(load, target, (kv, random) -> getOrGuardedPut(kv, random, keyspace));
            case LIST -> requests(load, target, (kv, random) -> list(kv));
            case KUBERNETES_MIX -> KubernetesMix.start(load, target);
            case WATCH_FANOUT -> Fanout.start(load, target);
        };
    }

    /** A request that depends on nothing but chance. */
    private interface Request {
        ListenableFuture<?> send(KVGrpc.KVFutureStub kv, RandomGenerator random);
    }

    private static Turn requests(Load load, Target target, Request request) {
        return ClosedLoop.start(load.clients(), number -> {
            var kv = KVGrpc.newFutureStub(target.channel(number));
            var random = new SplittableRandom(number);
            return () -> request.send(kv, random);
        });
    }

    private static ListenableFuture<?> get(KVGrpc.KVFutureStub kv, RandomGenerator random, Keyspace keyspace) {
        return kv.range(
                RangeRequest.newBuilder().setKey(keyspace.anyKey(random)).build());
    }

    private static ListenableFuture<?> getOrGuardedPut(
            KVGrpc.KVFutureStub kv, RandomGenerator random, Keyspace keyspace) {
        if (random.nextInt(4) != 0) {
            return get(kv, random, keyspace);
        }
        var put = keyspace.anyPut(random);
        return kv.txn(TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(put.getKey())
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.GREATER)
                        .setModRevision(0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(put.getKey())))
                .build());
    }

    private static ListenableFuture<?> list(KVGrpc.KVFutureStub kv) {
        return ClientCalls.futureUnaryCall(
                kv.getChannel().newCall(COUNTED_RANGE, kv.getCallOptions()),
                RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build());
    }
}
