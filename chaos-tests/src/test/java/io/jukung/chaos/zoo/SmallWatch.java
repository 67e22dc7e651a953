package io.jukung.chaos.zoo;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import io.jukung.store.watch.WatchSink;
import io.jukung.store.watch.WatchStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Watchers of a {@link SmallState}, whose loop runs only when it is told to. */
final class SmallWatch implements WatchSink {

    final SmallState small;
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    final WatchHub hub;
    final WatchStream stream;
    private final List<WatchResponse> responses = new ArrayList<>();

    SmallWatch(SmallState small) {
        this.small = small;
        this.hub = new WatchHub(
                small.state,
                revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
                loop::add,
                new WatchLimits(8192, 16 << 20, 1 << 20, 2 << 20, 2048, 1 << 20));
        this.stream = hub.open(this);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void send(WatchResponse response) {
        responses.add(response);
    }

    /** Lets the loop do all it has to do. */
    void run() {
        for (var task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    void publish(ApplyResult result) {
        hub.publish(result.changes());
    }

    /** Watches all keys. */
    void watch(long from, boolean previous) {
        stream.create(WatchCreateRequest.newBuilder()
                .setKey(SmallState.bytes("\0"))
                .setRangeEnd(SmallState.bytes("\0"))
                .setStartRevision(from)
                .setPrevKv(previous)
                .build());
    }

    /** Revisions of events, a list each response; {@code compacted} and {@code progress N} for those without. */
    String got() {
        run();
        var all = new ArrayList<String>();
        for (var response : responses) {
            if (response.getCompactRevision() != 0) {
                all.add("compacted");
            } else if (response.getWatchId() == -1) {
                all.add("progress " + response.getHeader().getRevision());
            } else if (response.getEventsCount() > 0) {
                all.add(response.getEventsList().stream()
                        .map(event -> event.getKv().getModRevision())
                        .toList()
                        .toString());
            }
        }
        return String.join(" ", all);
    }

    List<Event> events() {
        run();
        return responses.stream()
                .flatMap(response -> response.getEventsList().stream())
                .toList();
    }
}
