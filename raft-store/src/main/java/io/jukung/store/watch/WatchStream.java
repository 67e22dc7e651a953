package io.jukung.store.watch;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A client's watchers: what came in goes to the methods, from any thread; what goes out goes to the {@link WatchSink}.
 *
 * <p>A watcher is <em>synced</em>, fed by the hub as revisions are published, or <em>behind</em>, and then reads the past from
 * its cursor on, taking turns with the stream's other watchers while the sink is ready.
 */
public final class WatchStream {

    private static final long NO_WATCH_ID = -1;
    private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";
    private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
    private static final String TOO_MANY =
            "rpc error: code = ResourceExhausted desc = etcdserver: too many watchers on this member";
    private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";

    /** Who never cancels what a compaction has cancelled may use the id of the oldest again. */
    private static final int MAX_OVERTAKEN = 1024;

    private final WatchHub hub;
    private final WatchSink sink;
    private final WatchLimits limits;
    private volatile boolean closed;

    // The loop's own.
    private final Map<Long, Watcher> watchers = new HashMap<>();
    /** Ids of watchers that a compaction cancelled: as in etcd they are taken until the client cancels them too. */
    private final Set<Long> overtaken = new LinkedHashSet<>();

    /** Next first. A set: thousands may leave at once. */
    private final LinkedHashSet<Watcher> behind = new LinkedHashSet<>();

    private long nextId;
    private boolean catchUpQueued;
    private boolean progressRequested;

    WatchStream(WatchHub hub, WatchSink sink, WatchLimits limits) {
        this.hub = hub;
        this.sink = sink;
        this.limits = limits;
    }

    /** Adds a watcher; the first answer says whether it was created. */
    public void create(WatchCreateRequest request) {
        create(request, range -> Optional.empty());
    }

    /**
     * The same if it may be.
     *
     * @param refusal asked on the loop for what is watched: why it may not, in the words of the answer
     */
    public void create(WatchCreateRequest request, Function<KeyRange, Optional<String>> refusal) {
        onLoop(() -> doCreate(request, refusal));
    }

    /** Ends the watchers that may not be any more; each is told why. */
    public void recheck(Function<KeyRange, Optional<String>> refusal) {
        onLoop(() -> {
            for (Watcher watcher : List.copyOf(watchers.values())) {
                refusal.apply(watcher.range()).ifPresent(reason -> {
                    drop(watcher);
                    sink.send(response(watcher.id(), hub.history().revision())
                            .setCanceled(true)
                            .setCancelReason(reason)
                            .build());
                });
            }
        });
    }

    /** Removes a watcher; one that does not exist gets no answer. */
    public void cancel(long watchId) {
        onLoop(() -> {
            Watcher watcher = watchers.get(watchId);
            if (watcher != null) {
                drop(watcher);
            }
            if (watcher != null || overtaken.remove(watchId)) {
                sink.send(response(watchId, hub.history().revision())
                        .setCanceled(true)
                        .build());
            }
        });
    }

    /** Asks for one response that says how far all watchers have come; none comes unless all are up to date. */
    public void requestProgress() {
        onLoop(() -> {
            hub.deliver();
            progressRequested = true;
            answerProgress();
        });
    }

    /** The sink has become ready again. */
    public void onReady() {
        onLoop(() -> {
            answerProgress();
            continueCatchUp();
        });
    }

    /** Ends all watchers. From the return on, if called on the loop, nothing is read or sent any more. */
    public void close() {
        closed = true;
        hub.onLoop(() -> {
            List.copyOf(watchers.values()).forEach(this::drop);
            hub.closed(this);
        });
    }

    boolean isClosed() {
        return closed;
    }

    private void onLoop(Runnable task) {
        hub.onLoop(() -> {
            if (!closed) {
                task.run();
            }
        });
    }

    private void doCreate(WatchCreateRequest request, Function<KeyRange, Optional<String>> refusal) {
        if (request.getStartRevision() < 0) {
            refuse(COMPACTED);
            return;
        }
        KeyRange range = Watcher.rangeOf(request);
        Optional<String> refused = refusal.apply(range);
        if (refused.isPresent()) {
            refuse(refused.get());
            return;
        }
        if (range.isEmpty()) {
            refuse(EMPTY_RANGE);
            return;
        }
        long id = request.getWatchId();
        if (id == 0) {
            while (isTaken(nextId)) {
                nextId++;
            }
            id = nextId++;
        } else if (isTaken(id)) {
            refuse(DUPLICATE_ID);
            return;
        }
        Watcher watcher = new Watcher(this, id, request);
        if (!hub.admits(watcher)) {
            refuse(TOO_MANY);
            return;
        }
        // Whatever was applied before now is the past to this watcher, even if the hub has not been told yet.
        hub.deliver();
        long now = hub.history().revision();
        watchers.put(id, watcher);
        hub.entered(watcher);
        sink.send(response(id, now).setCreated(true).build());
        if (watcher.startRevision() == 0) {
            watcher.moveTo(now + 1);
        }
        if (watcher.cursor() > now) {
            becomeSynced(watcher);
        } else {
            behind.add(watcher);
            continueCatchUp();
        }
    }

    private boolean isTaken(long id) {
        return watchers.containsKey(id) || overtaken.contains(id);
    }

    private void refuse(String reason) {
        sink.send(response(NO_WATCH_ID, hub.history().revision())
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason)
                .build());
    }

    private WatchResponse.Builder response(long watchId, long revision) {
        return WatchResponse.newBuilder()
                .setHeader(hub.headers().header(revision))
                .setWatchId(watchId);
    }

    private void drop(Watcher watcher) {
        watchers.remove(watcher.id());
        hub.left(watcher);
        if (watcher.isSynced()) {
            watcher.setSynced(false);
            hub.unsynced(watcher);
        } else {
            behind.remove(watcher);
        }
    }

    private void becomeSynced(Watcher watcher) {
        watcher.setSynced(true);
        hub.synced(watcher);
    }

    private void fallBehind(Watcher watcher, long from) {
        watcher.setSynced(false);
        hub.unsynced(watcher);
        watcher.moveTo(Math.max(watcher.cursor(), from));
        behind.add(watcher);
    }

    /** The hub cannot feed the synced watchers from {@code from} on. */
    void allFallBehind(long from) {
        for (Watcher watcher : List.copyOf(watchers.values())) {
            if (watcher.isSynced()) {
                fallBehind(watcher, from);
            }
        }
    }

    /**
     * Sends what the hub has for a synced watcher.
     *
     * @param events of the revisions from {@code first} to that of the header
     */
    void deliver(Watcher watcher, EventBatch events, long first, ResponseHeader header) {
        EventBatch wanted = events.from(watcher.cursor());
        if (closed || !watcher.isSynced() || wanted.isEmpty()) {
            return;
        }
        if (sink.isReady()) {
            sendEvents(watcher, wanted, header);
        } else {
            fallBehind(watcher, first);
        }
    }

    private void sendEvents(Watcher watcher, EventBatch events, ResponseHeader header) {
        if (events.isEmpty()) {
            return;
        }
        watcher.sentEvents();
        hub.sent(events.events().size());
        EventsResponse whole = new EventsResponse(header, watcher.id(), false, events);
        if (!watcher.fragments() || whole.size() < limits.fragmentBytes()) {
            sink.send(whole);
            return;
        }
        List<SharedEvent> part = new ArrayList<>();
        long bytes = 0;
        for (SharedEvent event : events.events()) {
            if (!part.isEmpty() && bytes + event.size() >= limits.fragmentBytes()) {
                sink.send(new EventsResponse(header, watcher.id(), true, new EventBatch(part)));
                part.clear();
                bytes = 0;
            }
            part.add(event);
            bytes += event.size();
        }
        sink.send(new EventsResponse(header, watcher.id(), false, new EventBatch(part)));
    }

    /** Lets the watchers that are behind go on, one step each turn of the loop. */
    void continueCatchUp() {
        if (!catchUpQueued && !behind.isEmpty() && !closed && sink.isReady()) {
            catchUpQueued = true;
            onLoop(() -> {
                catchUpQueued = false;
                if (sink.isReady() && !behind.isEmpty()) {
                    step(behind.removeFirst());
                }
                continueCatchUp();
            });
        }
    }

    /** One step into the past for a watcher taken from {@link #behind}. */
    private void step(Watcher watcher) {
        History history = hub.history();
        if (watcher.cursor() < history.compactRevision()) {
            cancelCompacted(watcher);
            return;
        }
        List<RevisionEvents> recent = hub.ring().read(watcher.cursor(), limits.responseBytes());
        if (recent != null) {
            for (RevisionEvents revision : recent) {
                for (WatchEvent event : revision.events()) {
                    if (watcher.range().contains(event.key())) {
                        watcher.collect(event, history);
                    }
                }
            }
            if (!recent.isEmpty()) {
                watcher.moveTo(recent.getLast().revision() + 1);
            }
        } else if (!readHistory(watcher)) {
            return;
        }
        sendEvents(watcher, watcher.takeCollected(), hub.headers().header(watcher.cursor() - 1));
        if (watcher.cursor() > hub.delivered()) {
            becomeSynced(watcher);
        } else {
            behind.add(watcher);
        }
    }

    private boolean readHistory(Watcher watcher) {
        History history = hub.history();
        try {
            History.Chunk chunk = history.read(
                    watcher.cursor(), watcher.range()::contains, limits.scannedEntries(), limits.responseBytes());
            for (RevisionChanges revision : chunk.changes()) {
                revision.changes().forEach(change -> watcher.collect(new WatchEvent(change), history));
            }
            watcher.moveTo(chunk.next());
            return true;
        } catch (RejectedException compacted) {
            cancelCompacted(watcher);
            return false;
        }
    }

    /** etcd sends this one with the revision 0 in its header. */
    private void cancelCompacted(Watcher watcher) {
        drop(watcher);
        if (overtaken.size() == MAX_OVERTAKEN) {
            overtaken.remove(overtaken.iterator().next());
        }
        overtaken.add(watcher.id());
        sink.send(response(watcher.id(), 0)
                .setCanceled(true)
                .setCompactRevision(hub.history().compactRevision())
                .build());
    }

    private boolean hasSeen(Watcher watcher, long revision) {
        return watcher.isSynced() && watcher.startRevision() <= revision;
    }

    private void answerProgress() {
        if (!progressRequested || !sink.isReady()) {
            return;
        }
        progressRequested = false;
        long revision = hub.delivered();
        if (!watchers.isEmpty() && watchers.values().stream().allMatch(watcher -> hasSeen(watcher, revision))) {
            sink.send(response(NO_WATCH_ID, revision).build());
        }
    }

    void sendProgressToQuietWatchers() {
        long revision = hub.delivered();
        for (Watcher watcher : watchers.values()) {
            if (watcher.progressNotify() && hasSeen(watcher, revision) && watcher.takeQuiet() && sink.isReady()) {
                sink.send(response(watcher.id(), revision).build());
            }
        }
    }
}
