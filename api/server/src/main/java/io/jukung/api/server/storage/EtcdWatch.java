package io.jukung.api.server.storage;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.jukung.proto.etcd.WatchCancelRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchProgressRequest;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One watcher on one stream of its own. The store may have as many answers on the way as
 * {@link #CREDIT}: a slow taker holds the store back, never this process's memory.
 */
final class EtcdWatch implements StoreWatch {

    private static final int CREDIT = 64;

    private sealed interface Signal {
        record Answer(WatchResponse response) implements Signal {}

        record End(StoreException reason) implements Signal {}
    }

    /** Room for every answer asked for, and for the end. */
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(CREDIT + 2);

    private final Object sending = new Object();
    private volatile ClientCallStreamObserver<WatchRequest> requests;

    @SuppressWarnings("NullAway.Init") // set by beforeStart, which runs inside the call that opens the stream
    private EtcdWatch() {}

    static EtcdWatch open(WatchGrpc.WatchStub stub, String prefix, long startRevision) {
        var watch = new EtcdWatch();
        var leaderRequired = new Metadata();
        leaderRequired.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(leaderRequired))
                .watch(watch.new Answers());
        watch.send(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(EtcdStorage.bytes(prefix))
                        .setRangeEnd(EtcdStorage.bytes(ObjectStorage.endOf(prefix)))
                        .setStartRevision(startRevision)
                        .setPrevKv(true)
                        .setProgressNotify(true))
                .build());
        return watch;
    }

    @Override
    public List<StoreEvent> take() throws InterruptedException {
        while (true) {
            switch (signals.take()) {
                case Signal.End(var reason) -> {
                    // Kept for whoever asks again.
                    signals.offer(new Signal.End(reason));
                    throw reason;
                }
                case Signal.Answer(var response) -> {
                    requests.request(1);
                    var events = events(response);
                    if (!events.isEmpty()) {
                        return events;
                    }
                }
            }
        }
    }

    private static List<StoreEvent> events(WatchResponse response) {
        if (response.getCompactRevision() > 0) {
            var text = "etcdserver: mvcc: required revision has been compacted";
            throw new StoreException.Compacted(
                    text, Status.OUT_OF_RANGE.withDescription(text).asRuntimeException());
        }
        if (response.getCanceled()) {
            throw new StoreException.Unavailable(
                    "watch cancelled by the store: " + response.getCancelReason(),
                    Status.UNAVAILABLE
                            .withDescription(response.getCancelReason())
                            .asRuntimeException());
        }
        if (response.getCreated()) {
            return List.of();
        }
        if (response.getEventsCount() == 0) {
            return List.of(new StoreEvent.Progress(response.getHeader().getRevision()));
        }
        var events = new ArrayList<StoreEvent>(response.getEventsCount());
        for (var event : response.getEventsList()) {
            var before = event.hasPrevKv() ? EtcdStorage.stored(event.getPrevKv()) : null;
            events.add(
                    event.getType() == Event.EventType.DELETE
                            ? new StoreEvent.Delete(
                                    event.getKv().getKey().toStringUtf8(),
                                    before,
                                    event.getKv().getModRevision())
                            : new StoreEvent.Put(EtcdStorage.stored(event.getKv()), before));
        }
        return events;
    }

    @Override
    public void requestProgress() {
        send(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
    }

    @Override
    public void close() {
        send(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.getDefaultInstance())
                .build());
        requests.cancel("closed", null);
    }

    private void send(WatchRequest request) {
        synchronized (sending) {
            try {
                requests.onNext(request);
            } catch (IllegalStateException e) {
                // The call has ended; its reason is, or will be, among the signals.
                return;
            }
        }
    }

    private final class Answers implements ClientResponseObserver<WatchRequest, WatchResponse> {

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(CREDIT);
        }

        @Override
        public void onNext(WatchResponse response) {
            signals.add(new Signal.Answer(response));
        }

        @Override
        public void onError(Throwable error) {
            signals.add(new Signal.End(
                    error instanceof StatusRuntimeException status
                            ? EtcdErrors.translate(status)
                            : new StoreException.Unavailable("the watch broke", error)));
        }

        @Override
        public void onCompleted() {
            signals.add(new Signal.End(new StoreException.Unavailable(
                    "the store ended the watch", Status.UNAVAILABLE.asRuntimeException())));
        }
    }
}
