package io.jukung.store.watch;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.store.ClientMemory;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.watch.WatcherGroup.Interest;
import java.util.ArrayList;
import java.util.List;

/** One watcher of a stream: what it wants, and the first revision it has not seen. Loop only. */
final class Watcher {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    private final WatchStream stream;
    private final long id;
    private final Interest interest;
    private final long startRevision;
    private final boolean fragment;
    private final boolean progressNotify;
    /** From the past only; from the present its group collects. */
    private final List<SharedEvent> collected = new ArrayList<>();

    private long cursor;
    private boolean synced;
    private boolean quiet = true;

    Watcher(WatchStream stream, long id, WatchCreateRequest request) {
        this.stream = stream;
        this.id = id;
        interest = new Interest(
                rangeOf(request),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                request.getPrevKv());
        startRevision = request.getStartRevision();
        fragment = request.getFragment();
        progressNotify = request.getProgressNotify();
        cursor = startRevision;
    }

    static KeyRange rangeOf(WatchCreateRequest request) {
        ByteString key = request.getKey().isEmpty() ? ZERO : request.getKey();
        return KeyRange.of(key, request.getRangeEnd());
    }

    WatchStream stream() {
        return stream;
    }

    long id() {
        return id;
    }

    Interest interest() {
        return interest;
    }

    KeyRange range() {
        return interest.range();
    }

    /** What it counts for among what clients may have a member hold. */
    long bytes() {
        ByteString end = range().end();
        return (long) ClientMemory.WATCHER_OVERHEAD_BYTES + range().start().size() + (end == null ? 0 : end.size());
    }

    /** As requested; 0: now. */
    long startRevision() {
        return startRevision;
    }

    boolean fragments() {
        return fragment;
    }

    boolean progressNotify() {
        return progressNotify;
    }

    /** The first revision it has not seen, and while it is synced: the first it is to see. */
    long cursor() {
        return cursor;
    }

    void moveTo(long revision) {
        cursor = revision;
    }

    boolean isSynced() {
        return synced;
    }

    void setSynced(boolean nowSynced) {
        synced = nowSynced;
    }

    /** Takes an event of a key in its range along if it wants it. */
    void collect(WatchEvent event, History history) {
        if (interest.wants(event)) {
            collected.add(event.event(interest.previous(), history));
        }
    }

    EventBatch takeCollected() {
        EventBatch taken = new EventBatch(collected);
        collected.clear();
        return taken;
    }

    void sentEvents() {
        quiet = false;
    }

    /** Whether no event was sent since it was asked last. */
    boolean takeQuiet() {
        boolean was = quiet;
        quiet = true;
        return was;
    }
}
