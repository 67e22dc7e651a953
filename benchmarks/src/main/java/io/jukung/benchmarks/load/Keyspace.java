package io.jukung.benchmarks.load;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Keys of 8 bytes, numbered from 0, with values that do not compress.
 *
 * @param valueSize bytes
 */
public record Keyspace(int keys, int valueSize) {

    /** Below the 128 operations that etcd takes in a transaction. */
    private static final int PUTS_PER_TXN = 100;

    private static final int TXNS_ON_THEIR_WAY = 16;

    /** Puts the keys from this number on once each, many in a transaction. */
    public void fill(Target target, int from) throws InterruptedException {
        var random = new SplittableRandom(2);
        var kv = KVGrpc.newFutureStub(target.channel(0));
        var pipeline = new Pipeline(TXNS_ON_THEIR_WAY);
        for (int first = from; first < keys; first += PUTS_PER_TXN) {
            var txn = TxnRequest.newBuilder();
            for (int i = first; i < Math.min(keys, first + PUTS_PER_TXN); i++) {
                txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(key(i), random)));
            }
            pipeline.send(() -> kv.txn(txn.build()));
        }
        pipeline.await();
    }

    ByteString anyKey(RandomGenerator random) {
        return key(random.nextInt(keys));
    }

    PutRequest anyPut(RandomGenerator random) {
        return put(anyKey(random), random);
    }

    PutRequest put(ByteString key, RandomGenerator random) {
        byte[] value = new byte[valueSize];
        random.nextBytes(value);
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFrom(value))
                .build();
    }

    static ByteString key(long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }
}
