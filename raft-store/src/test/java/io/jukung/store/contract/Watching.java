package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.bytes;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.WatchCancelRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchProgressRequest;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch stream; requests and responses are noted in the order the check sends and takes them. */
final class Watching implements AutoCloseable {

    private sealed interface Arrival {
        record Response(WatchResponse response) implements Arrival {}

        record End(Status status) implements Arrival {}
    }

    private final Server server;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final StreamObserver<WatchRequest> requests;

    Watching(Server server, Channel channel) {
        this.server = server;
        requests = WatchGrpc.newStub(channel).watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchResponse response) {
                arrivals.add(new Arrival.Response(response));
            }

            @Override
            public void onError(Throwable failure) {
                arrivals.add(new Arrival.End(Status.fromThrowable(failure)));
            }

            @Override
            public void onCompleted() {
                arrivals.add(new Arrival.End(Status.OK));
            }
        });
    }

    /** Of one key, or of those up to an end. */
    static WatchCreateRequest.Builder of(String key, String... end) {
        var request = WatchCreateRequest.newBuilder().setKey(bytes(key));
        return end.length == 0 ? request : request.setRangeEnd(bytes(end[0]));
    }

    /** Asks for a watcher and takes the first answer. */
    WatchResponse create(WatchCreateRequest.Builder request) {
        createOnly(request);
        return next();
    }

    /** Without a note; fails if it is not created. */
    void createQuietly(WatchCreateRequest.Builder request) {
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
        if (!takeResponse().getCreated()) {
            throw new AssertionError("not created");
        }
    }

    private void createOnly(WatchCreateRequest.Builder request) {
        server.note(Notes.request(request.build(), server.base()));
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    void cancel(long id) {
        server.note("WatchCancel " + id);
        requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    void requestProgress() {
        server.note("WatchProgress");
        requests.onNext(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
    }

    void requestNothing() {
        requests.onNext(WatchRequest.getDefaultInstance());
    }

    /** The client's side ends: it asks for nothing more. */
    void endRequests() {
        server.note("end of requests");
        requests.onCompleted();
    }

    private Arrival take() {
        try {
            var arrival = arrivals.poll(Server.PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (arrival == null) {
                throw new AssertionError("no response within " + Server.PATIENCE_SECONDS + " s");
            }
            return arrival;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private WatchResponse takeResponse() {
        return switch (take()) {
            case Arrival.Response(var response) -> response;
            case Arrival.End(var status) -> throw new AssertionError("the watch stream ended: " + status);
        };
    }

    /** The next response, noted whole. */
    WatchResponse next() {
        var response = takeResponse();
        server.note("  " + Notes.text(response, server.base()));
        return response;
    }

    /** The stream's end. */
    void end() {
        while (true) {
            switch (take()) {
                case Arrival.Response(var response) -> server.note("  " + Notes.text(response, server.base()));
                case Arrival.End(var status) -> {
                    server.note("  end: " + Notes.text(status));
                    return;
                }
            }
        }
    }

    /**
     * So many events, noted by watcher: how they are spread over responses is left to the server but for what
     * is noted, a revision that was split and a header older than its events.
     */
    void events(int count) {
        Map<Long, List<String>> byWatcher = new TreeMap<>();
        Map<Long, Long> last = new TreeMap<>();
        for (int seen = 0; seen < count; ) {
            var response = takeResponse();
            var watcher = byWatcher.computeIfAbsent(response.getWatchId(), id -> new ArrayList<>());
            if (response.getEventsCount() == 0) {
                watcher.add(Notes.text(response, server.base()));
                break;
            }
            for (var event : response.getEventsList()) {
                watcher.add(Notes.text(event, server.base()));
            }
            var first = response.getEvents(0).getKv().getModRevision();
            var end = response.getEvents(response.getEventsCount() - 1).getKv().getModRevision();
            if (last.getOrDefault(response.getWatchId(), 0L) >= first) {
                watcher.add("a revision was split");
            }
            if (response.getHeader().getRevision() < end) {
                watcher.add("the header is older than the events");
            }
            last.put(response.getWatchId(), end);
            seen += response.getEventsCount();
        }
        byWatcher.forEach((id, events) -> events.forEach(event -> server.note("  watcher " + id + ": " + event)));
    }

    /** Puts together the fragments of the next response; notes what they hold, not how many they are. */
    void fragments() {
        int parts = 0;
        var events = new ArrayList<String>();
        while (true) {
            var response = takeResponse();
            parts++;
            response.getEventsList().forEach(event -> events.add(Notes.text(event, server.base())));
            if (!response.getFragment()) {
                break;
            }
        }
        server.note("  " + (parts > 1 ? "fragments" : "one response") + " with " + events);
    }

    @Override
    public void close() {
        requests.onError(Status.CANCELLED.asRuntimeException());
    }
}
