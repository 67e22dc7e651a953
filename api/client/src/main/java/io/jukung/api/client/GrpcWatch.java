package io.jukung.api.client;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.proto.api.v1.Resource;
import io.jukung.proto.api.v1.ResourcesGrpc;
import io.jukung.proto.api.v1.WatchEvent;
import io.jukung.proto.api.v1.WatchRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch stream. The next event is asked for when the observer has taken the one before, so a slow observer holds
 * the stream back by HTTP/2 flow control instead of filling memory.
 */
final class GrpcWatch implements WatchHandle, ClientResponseObserver<WatchRequest, WatchEvent> {

    private final WatchObserver observer;
    private final Consumer<Status> failures;
    private @Nullable ClientCallStreamObserver<WatchRequest> call;
    private boolean over;

    private GrpcWatch(WatchObserver observer, Consumer<Status> failures) {
        this.observer = observer;
        this.failures = failures;
    }

    static GrpcWatch start(
            ResourcesGrpc.ResourcesStub stub,
            Resource resource,
            WatchOptions options,
            WatchObserver observer,
            Consumer<Status> failures) {
        var watch = new GrpcWatch(observer, failures);
        stub.watch(
                WatchRequest.newBuilder()
                        .setResource(resource)
                        .setLabelSelector(options.labelSelector())
                        .setFieldSelector(options.fieldSelector())
                        .setResourceVersion(options.resourceVersion())
                        .setSendInitialEvents(options.sendInitialEvents())
                        .setBookmarks(true)
                        .build(),
                watch);
        return watch;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        call = stream;
    }

    @Override
    public void onNext(WatchEvent event) {
        synchronized (this) {
            if (over) {
                return;
            }
            switch (event.getType()) {
                case ADDED ->
                    observer.onEvent(
                            new ObjectEvent.Added(GrpcApiClient.decode(event.getObject()), event.getResourceVersion()));
                case MODIFIED ->
                    observer.onEvent(new ObjectEvent.Modified(
                            GrpcApiClient.decode(event.getObject()), event.getResourceVersion()));
                case DELETED ->
                    observer.onEvent(new ObjectEvent.Deleted(
                            GrpcApiClient.decode(event.getObject()), event.getResourceVersion()));
                case BOOKMARK ->
                    observer.onEvent(new ObjectEvent.Bookmark(event.getResourceVersion(), event.getInitialEventsEnd()));
                case TYPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalStateException("the server sent a watch event of unknown type");
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        var status = Status.fromThrowable(failure);
        failures.accept(status);
        end(StatusMapping.toApiException(status, Status.trailersFromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
        end(StatusMapping.of(503, "ServiceUnavailable", "the server ended the watch"));
    }

    private synchronized void end(ApiException cause) {
        if (!over) {
            over = true;
            observer.onEnd(cause);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        var stream = call;
        if (stream != null) {
            stream.cancel("closed", null);
        }
    }
}
