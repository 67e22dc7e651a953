package io.jukung.benchmarks.load;

import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A history of revisions, and its end. */
public record Compaction(Target target, Keyspace keyspace) {

    private static final int PUTS_ON_THEIR_WAY = 256;
    private static final int PATIENCE_SECONDS = 300;

    /** Puts random keys, each a revision. */
    public void makeRevisions(int number) throws InterruptedException {
        var random = new SplittableRandom(3);
        var pipeline = new Pipeline(PUTS_ON_THEIR_WAY);
        for (int i = 0; i < number; i++) {
            var kv = KVGrpc.newFutureStub(target.channel(i));
            pipeline.send(() -> kv.put(keyspace.anyPut(random)));
        }
        pipeline.await();
    }

    /** Compacts all that is past, and returns when the member that was asked has no more to remove. */
    public void compact() {
        var kv = KVGrpc.newBlockingStub(target.channel(0)).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long revision = kv.range(
                        RangeRequest.newBuilder().setKey(Keyspace.key(0)).build())
                .getHeader()
                .getRevision();
        kv.compact(CompactionRequest.newBuilder()
                .setRevision(revision)
                .setPhysical(true)
                .build());
    }
}
