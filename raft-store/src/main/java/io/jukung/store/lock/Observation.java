package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.election.LeaderResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Tells one client who leads, and what the leader proclaims, as it changes. Looks who leads, watches his key until it is deleted,
 * looks again; while nobody leads, watches for the first key.
 *
 * <p>A client that does not read holds the watch up, which then falls behind in the hub and costs no memory.
 */
final class Observation {

    private static final String CLOSED_EARLY = "election: observe closed early";

    private final StoreClient store;
    private final ByteString prefix;
    private final ServerCallStreamObserver<LeaderResponse> call;

    private StoreClient.@Nullable Watching watching;
    /** Counts the watches, so that what is still on its way from one that was stopped is known. */
    private long watch;

    private boolean nextIsDue;
    private boolean ended;

    Observation(StoreClient store, ByteString prefix, ServerCallStreamObserver<LeaderResponse> call) {
        this.store = store;
        this.prefix = prefix;
        this.call = call;
    }

    void start() {
        call.setOnCancelHandler(this::end);
        call.setOnReadyHandler(this::takeNext);
        look();
    }

    private synchronized void end() {
        ended = true;
        stopWatching();
    }

    private void stopWatching() {
        var before = watching;
        watching = null;
        watch++;
        nextIsDue = false;
        if (before != null) {
            before.stop();
        }
    }

    private synchronized void fail(Throwable failure) {
        if (!ended) {
            end();
            call.onError(failure);
        }
    }

    /** Another response of the watch, once the client takes what it was sent. */
    private synchronized void takeNext() {
        if (nextIsDue && watching != null && call.isReady()) {
            nextIsDue = false;
            watching.next();
        }
    }

    private void look() {
        store.range(Claims.first(prefix)).whenComplete((found, failure) -> {
            if (found == null) {
                fail(StoreClient.unknown(failure));
            } else if (found.getKvsCount() == 0) {
                awaitLeader(found.getHeader().getRevision() + 1);
            } else {
                tell(found.getHeader(), found.getKvs(0));
                follow(found.getKvs(0), found.getHeader().getRevision() + 1);
            }
        });
    }

    private synchronized void tell(ResponseHeader header, KeyValue record) {
        if (!ended) {
            call.onNext(
                    LeaderResponse.newBuilder().setHeader(header).setKv(record).build());
        }
    }

    private void awaitLeader(long from) {
        watch(WatchCreateRequest.newBuilder()
                .setKey(prefix)
                .setRangeEnd(Claims.end(prefix))
                .addFilters(WatchCreateRequest.FilterType.NODELETE)
                .setStartRevision(from));
    }

    private void follow(KeyValue leader, long from) {
        watch(WatchCreateRequest.newBuilder().setKey(leader.getKey()).setStartRevision(from));
    }

    private synchronized void watch(WatchCreateRequest.Builder create) {
        if (ended) {
            return;
        }
        long mine = ++watch;
        boolean anyone = !create.getRangeEnd().isEmpty();
        watching = store.watch(create.build(), response -> take(mine, anyone, response), status -> watchEnded(mine));
    }

    private synchronized void watchEnded(long which) {
        if (which == watch) {
            fail(StoreClient.unknown(CLOSED_EARLY));
        }
    }

    private synchronized void take(long which, boolean anyone, WatchResponse response) {
        if (ended || which != watch) {
            return;
        }
        if (response.getCanceled()) {
            fail(StoreClient.unknown(CLOSED_EARLY));
            return;
        }
        for (var event : response.getEventsList()) {
            if (event.getType() == Event.EventType.DELETE) {
                stopWatching();
                look();
                return;
            }
            var header = response.getHeader().toBuilder()
                    .setRevision(event.getKv().getModRevision())
                    .build();
            tell(header, event.getKv());
            if (anyone) {
                stopWatching();
                follow(event.getKv(), header.getRevision() + 1);
                return;
            }
        }
        nextIsDue = true;
        takeNext();
    }
}
