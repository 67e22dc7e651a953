package io.jukung.cli.registry;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.cli.kv.StoreConnection;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The store that holds the registry. A failed call is a {@link StatusRuntimeException}.
 *
 * @param patience for one request
 */
record RegistryStore(StoreConnection connection, Duration patience) {

    /** The oldest; more than any cluster has members. */
    private static final int MOST_ENTRIES = 10_000;

    /**
     * The keys under a prefix.
     *
     * @param revision of the store when they were so
     */
    record Members(List<Registry.Entry> entries, long revision) {

        Members {
            entries = List.copyOf(entries);
        }
    }

    Optional<String> value(String key) {
        var found = range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)));
        return found.getKvsList().stream()
                .findFirst()
                .map(pair -> pair.getValue().toStringUtf8());
    }

    Members under(String prefix) {
        var found = range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(endOf(prefix))
                .setSortTarget(RangeRequest.SortTarget.CREATE)
                .setSortOrder(RangeRequest.SortOrder.ASCEND)
                .setLimit(MOST_ENTRIES));
        return new Members(
                found.getKvsList().stream().map(RegistryStore::entry).toList(),
                found.getHeader().getRevision());
    }

    private RangeResponse range(RangeRequest.Builder request) {
        return keys(connection.channel()).range(request.build());
    }

    void put(String key, String value) {
        keys(connection.channel())
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    private KVGrpc.KVBlockingStub keys(Channel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The end of the range of all keys with a prefix, which must not end with U+007F or above. */
    private static ByteString endOf(String prefix) {
        int last = prefix.length() - 1;
        return ByteString.copyFromUtf8(prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
    }

    private static Registry.Entry entry(KeyValue pair) {
        return new Registry.Entry(
                pair.getKey().toStringUtf8().strip(),
                pair.getValue().toStringUtf8().strip(),
                pair.getCreateRevision());
    }

    /**
     * Hands over each change of keys under a prefix, until enough is said.
     *
     * @param enough whether that was the last one wanted
     * @throws StatusRuntimeException if the watch ends before
     */
    void watch(String prefix, long fromRevision, Predicate<Registry.Entry> enough) throws InterruptedException {
        var changes = new Changes();
        var requests = WatchGrpc.newStub(connection.channel()).watch(changes);
        try {
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8(prefix))
                            .setRangeEnd(endOf(prefix))
                            .setStartRevision(fromRevision))
                    .build());
            while (true) {
                for (var event : changes.next().getEventsList()) {
                    if (enough.test(entry(event.getKv()))) {
                        return;
                    }
                }
            }
        } finally {
            changes.cancel();
        }
    }

    /** Asks for one response at a time, so that there is never more than one, and the end. */
    private static final class Changes implements ClientResponseObserver<WatchRequest, WatchResponse> {

        private sealed interface Signal {
            record Told(WatchResponse response) implements Signal {}

            record Ended(StatusRuntimeException why) implements Signal {}
        }

        private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(2);
        private Optional<ClientCallStreamObserver<WatchRequest>> call = Optional.empty();

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            call = Optional.of(stream);
            stream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(WatchResponse response) {
            signals.add(new Signal.Told(response));
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(new Signal.Ended(Status.fromThrowable(failure).asRuntimeException()));
        }

        @Override
        public void onCompleted() {
            signals.add(new Signal.Ended(
                    Status.UNAVAILABLE.withDescription("it ended the watch").asRuntimeException()));
        }

        WatchResponse next() throws InterruptedException {
            return switch (signals.take()) {
                case Signal.Told(WatchResponse response)
                when response.getCanceled() ->
                    throw Status.UNAVAILABLE
                            .withDescription("it cancelled the watch: " + response.getCancelReason())
                            .asRuntimeException();
                case Signal.Told(WatchResponse response) -> {
                    call.ifPresent(stream -> stream.request(1));
                    yield response;
                }
                case Signal.Ended(StatusRuntimeException why) -> throw why;
            };
        }

        void cancel() {
            call.ifPresent(stream -> stream.cancel("nobody is waited for any more", null));
        }
    }
}
