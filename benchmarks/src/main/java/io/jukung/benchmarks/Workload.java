package io.jukung.benchmarks;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/** What each client does over and over. */
enum Workload {
    /** A put of a random key. */
    PUT {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            return kv.put(put(random, load));
        }
    },
    /** A linearizable read of a random key. */
    GET {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            return kv.range(RangeRequest.newBuilder().setKey(key(random, load)).build());
        }
    },
    /** A read of a random key from the local state of the member. */
    SERIALIZABLE_GET {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            return kv.range(RangeRequest.newBuilder()
                    .setKey(key(random, load))
                    .setSerializable(true)
                    .build());
        }
    },
    /** All keys at once. Each is put first. */
    LIST {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            ByteString all = ByteString.copyFrom(new byte[1]);
            return ClientCalls.futureUnaryCall(
                    kv.getChannel().newCall(COUNTED_RANGE, kv.getCallOptions()),
                    RangeRequest.newBuilder().setKey(all).setRangeEnd(all).build());
        }
    },
    /** Each client is a watcher of all keys, and an operation is an event at one of them: see {@link Fanout}. */
    WATCH_FANOUT {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            throw new UnsupportedOperationException("watchers send no requests");
        }
    },
    /** What an API server does: a guarded put, with a read where the guard fails; one in four. The rest reads. */
    TXN_MIX {
        @Override
        ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load) {
            if (random.nextInt(4) != 0) {
                return GET.run(kv, random, load);
            }
            PutRequest put = put(random, load);
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
    };

    private static final int FILLING = 64;
    private static final MethodDescriptor<RangeRequest, Integer> COUNTED_RANGE =
            RawResponses.counting(KVGrpc.getRangeMethod(), RangeResponse.KVS_FIELD_NUMBER);

    /** Sends one request. */
    abstract ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load);

    private static ByteString key(RandomGenerator random, Load load) {
        return key(random.nextInt(load.keys()));
    }

    private static ByteString key(int number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    /** Puts every key of the key space once. */
    static void fill(Target target, Load load) throws InterruptedException {
        var random = new SplittableRandom(2);
        var onTheirWay = new Semaphore(FILLING);
        var kv = KVGrpc.newFutureStub(target.channel(0));
        for (int i = 0; i < load.keys(); i++) {
            onTheirWay.acquire();
            kv.put(put(random, load).toBuilder().setKey(key(i)).build())
                    .addListener(onTheirWay::release, MoreExecutors.directExecutor());
        }
        onTheirWay.acquire(FILLING);
    }

    private static PutRequest put(RandomGenerator random, Load load) {
        byte[] value = new byte[load.valueSize()];
        random.nextBytes(value);
        return PutRequest.newBuilder()
                .setKey(key(random, load))
                .setValue(ByteString.copyFrom(value))
                .build();
    }
}
