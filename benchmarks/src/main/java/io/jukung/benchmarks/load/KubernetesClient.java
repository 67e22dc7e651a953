package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One client of {@link KubernetesMix}: of a hundred requests, 45 update an object, 10 create and 10 delete one, 30 read one and 5 read a
 * page of a list.
 */
final class KubernetesClient implements Client {

    /** Where the kinds that change most are kept. */
    static final List<ByteString> PREFIXES = Stream.of("pods", "leases", "endpointslices", "events")
            .map(kind -> ByteString.copyFromUtf8("/registry/" + kind + "/"))
            .toList();

    /** The part of the objects that are there at any time. */
    static final double PRESENT = 0.84;

    private static final int PAGE = 500;
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final KVGrpc.KVFutureStub kv;
    private final Keyspace keyspace;
    private final int number;
    private final SplittableRandom random;

    /** By object; 0: not there. */
    private final long[] modRevisions;

    private ByteString pageOf = PREFIXES.getFirst();
    private ByteString pageFrom = pageOf;
    private long pageRevision;

    KubernetesClient(KVGrpc.KVFutureStub kv, Keyspace keyspace, int number, int objects) {
        this.kv = kv;
        this.keyspace = keyspace;
        this.number = number;
        random = new SplittableRandom(number);
        modRevisions = new long[objects];
    }

    int objects() {
        return modRevisions.length;
    }

    static ByteString end(ByteString prefix) {
        int last = prefix.size() - 1;
        return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(last) + 1)}));
    }

    @Override
    public ListenableFuture<?> next() {
        int object = random.nextInt(objects());
        int chance = random.nextInt(100);
        if (chance < 5) {
            return page();
        }
        if (chance < 35) {
            return kv.range(RangeRequest.newBuilder().setKey(key(object)).build());
        }
        if (modRevisions[object] == 0) {
            return create(object);
        }
        // Deletes are as many as creates when PRESENT of the objects are there.
        return chance < 47 ? delete(object) : put(object);
    }

    ListenableFuture<?> create(int object) {
        return put(object);
    }

    /** A create is an update of revision 0. */
    private ListenableFuture<?> put(int object) {
        var put = RequestOp.newBuilder().setRequestPut(keyspace.put(key(object), random));
        return guarded(object, put.build(), response -> response.getHeader().getRevision());
    }

    private ListenableFuture<?> delete(int object) {
        var delete = RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key(object)));
        return guarded(object, delete.build(), response -> 0);
    }

    private interface Outcome {
        long modRevision(TxnResponse response);
    }

    private ListenableFuture<?> guarded(int object, RequestOp change, Outcome outcome) {
        var key = key(object);
        var txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key)
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setModRevision(modRevisions[object]))
                .addSuccess(change)
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build();
        return Futures.transform(
                kv.txn(txn),
                response -> {
                    if (!response.getSucceeded()) {
                        throw new IllegalStateException("the store does not have the revision it told its only writer");
                    }
                    modRevisions[object] = outcome.modRevision(response);
                    return response;
                },
                MoreExecutors.directExecutor());
    }

    private ListenableFuture<?> page() {
        var request = RangeRequest.newBuilder()
                .setKey(pageFrom)
                .setRangeEnd(end(pageOf))
                .setLimit(PAGE)
                .setRevision(pageRevision)
                .build();
        return Futures.transform(
                kv.range(request),
                response -> {
                    turnPage(response);
                    return response;
                },
                MoreExecutors.directExecutor());
    }

    private void turnPage(RangeResponse response) {
        if (response.getMore()) {
            pageFrom = response.getKvs(response.getKvsCount() - 1).getKey().concat(ZERO);
            // The first page's, for all that follow.
            pageRevision = pageRevision == 0 ? response.getHeader().getRevision() : pageRevision;
        } else {
            pageOf = PREFIXES.get(random.nextInt(PREFIXES.size()));
            pageFrom = pageOf;
            pageRevision = 0;
        }
    }

    private ByteString key(int object) {
        var prefix = PREFIXES.get(object % PREFIXES.size());
        return prefix.concat(ByteString.copyFromUtf8("namespace-" + number + "/object-" + object));
    }
}
