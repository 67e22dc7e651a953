package io.jukung.store;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A user's watch, and what came of it so far. */
final class WatchedKeys implements AutoCloseable {

    private final ManagedChannel channel;
    private final List<WatchResponse> responses = new CopyOnWriteArrayList<>();

    private WatchedKeys(ManagedChannel channel) {
        this.channel = channel;
    }

    static WatchedKeys start(String endpoint, String key, String end, String user, String password) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER),
                AuthTranscript.tokenFrom(endpoint, user, password));
        var channel = Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                .build();
        var watched = new WatchedKeys(channel);
        WatchGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .watch(new StreamObserver<>() {
                    @Override
                    public void onNext(WatchResponse response) {
                        watched.responses.add(response);
                    }

                    @Override
                    public void onError(Throwable ended) {
                        // With the channel.
                    }

                    @Override
                    public void onCompleted() {
                        // With the channel.
                    }
                })
                .onNext(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setRangeEnd(ByteString.copyFromUtf8(end)))
                        .build());
        return watched;
    }

    boolean isCreated() {
        return responses.stream().anyMatch(response -> response.getCreated() && !response.getCanceled());
    }

    /** Empty while it goes on. */
    String cancelReason() {
        return responses.stream()
                .filter(WatchResponse::getCanceled)
                .map(WatchResponse::getCancelReason)
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
