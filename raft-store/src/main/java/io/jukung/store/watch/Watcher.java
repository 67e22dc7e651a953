package io.jukung.store.watch;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;

/** One watcher of a stream: what it wants, and the first revision it has not seen. Loop only. */
final class Watcher {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    private final WatchStream stream;
    private final long id;
    private final KeyRange range;
    private final long startRevision;
    private final boolean previous;
    private final boolean fragment;
    private final boolean progressNotify;
    private final boolean puts;
    private final boolean deletes;
    private final List<Event> collected = new ArrayList<>();
    private long cursor;
    private boolean synced;
    private boolean quiet = true;

    Watcher(WatchStream stream, long id, WatchCreateRequest request) {
        this.stream = stream;
        this.id = id;
        range = rangeOf(request);
        startRevision = request.getStartRevision();
        previous = request.getPrevKv();
        fragment = request.getFragment();
        progressNotify = request.getProgressNotify();
        puts = !request.getFiltersList().contains(FilterType.NOPUT);
        deletes = !request.getFiltersList().contains(FilterType.NODELETE);
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

    KeyRange range() {
        return range;
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

    /** Takes an event along if it wants it; whether it is the first since the last {@link #takeCollected}. */
    boolean collect(WatchEvent event, History history) {
        Change change = event.change();
        if (change.deletion() ? !deletes : !puts) {
            return false;
        }
        collected.add(event.event(previous, history));
        return collected.size() == 1;
    }

    List<Event> takeCollected() {
        List<Event> taken = List.copyOf(collected);
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
