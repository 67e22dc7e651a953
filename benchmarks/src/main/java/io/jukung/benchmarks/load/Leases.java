package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Many leases of one time to live. */
public final class Leases {

    private static final int REQUESTS_ON_THEIR_WAY = 64;
    private static final int PUTS_PER_TXN = 100;
    private static final int PATIENCE_SECONDS = 10;
    private static final ByteString PREFIX = ByteString.copyFromUtf8("leased/");
    private static final ByteString PREFIX_END = ByteString.copyFromUtf8("leased0");

    private final Target target;
    private final Pipeline grants = new Pipeline(REQUESTS_ON_THEIR_WAY);
    private final ConcurrentLinkedQueue<Long> ids = new ConcurrentLinkedQueue<>();

    /** None yet. */
    public Leases(Target target) {
        this.target = target;
    }

    /** What those who ask for leases see. */
    public Meter grants() {
        return grants.meter();
    }

    /** Asks for that many, 64 at a time, over all members. */
    public void grant(int number, int ttlSeconds) throws InterruptedException {
        var request = LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
        for (int i = 0; i < number; i++) {
            var stub = LeaseGrpc.newFutureStub(target.channel(i));
            grants.send(() -> Futures.transform(
                    stub.leaseGrant(request), response -> ids.add(response.getID()), MoreExecutors.directExecutor()));
        }
        grants.await();
    }

    /** Puts a key on each. */
    public void attachKeys() throws InterruptedException {
        var kv = KVGrpc.newFutureStub(target.channel(0));
        var pipeline = new Pipeline(REQUESTS_ON_THEIR_WAY);
        var all = new ArrayList<>(ids);
        for (int first = 0; first < all.size(); first += PUTS_PER_TXN) {
            var txn = TxnRequest.newBuilder();
            for (var lease : all.subList(first, Math.min(all.size(), first + PUTS_PER_TXN))) {
                txn.addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(PREFIX.concat(Keyspace.key(lease)))
                                .setLease(lease)));
            }
            pipeline.send(() -> kv.txn(txn.build()));
        }
        pipeline.await();
    }

    /** How many of the keys are there still. */
    public long keys() {
        return KVGrpc.newBlockingStub(target.channel(0))
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .range(RangeRequest.newBuilder()
                        .setKey(PREFIX)
                        .setRangeEnd(PREFIX_END)
                        .setCountOnly(true)
                        .setSerializable(true)
                        .build())
                .getCount();
    }

    /** Clients that keep leases alive, any of them, each over a stream of its own. */
    public Turn keepAlive(int clients) {
        List<Long> all = List.copyOf(ids);
        List<KeepAlives> streams = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            streams.add(new KeepAlives(target.channel(i), all, new SplittableRandom(i)));
        }
        var loop = ClosedLoop.start(clients, streams::get);
        return new Turn() {
            @Override
            public Meter meter() {
                return loop.meter();
            }

            @Override
            public void close() {
                loop.close();
                streams.forEach(KeepAlives::close);
            }
        };
    }

    /** Revokes all of them. */
    public void revoke() throws InterruptedException {
        var stub = LeaseGrpc.newFutureStub(target.channel(0));
        var pipeline = new Pipeline(REQUESTS_ON_THEIR_WAY);
        for (var id : ids) {
            pipeline.send(() ->
                    stub.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build()));
        }
        ids.clear();
        pipeline.await();
    }
}
