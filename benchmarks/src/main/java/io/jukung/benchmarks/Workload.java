package io.jukung.benchmarks;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.nio.ByteBuffer;
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

    /** Sends one request. */
    abstract ListenableFuture<?> run(KVGrpc.KVFutureStub kv, RandomGenerator random, Load load);

    private static ByteString key(RandomGenerator random, Load load) {
        return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES)
                .putLong(random.nextInt(load.keys()))
                .flip());
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
