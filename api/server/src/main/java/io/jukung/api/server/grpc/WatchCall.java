package io.jukung.api.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.jukung.api.server.cache.CacheWatcher;
import io.jukung.api.server.cache.WatchItem;
import io.jukung.platform.Clock;
import io.jukung.proto.api.v1.WatchEvent;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One watch as a gRPC stream, on a thread of its own. It writes only while the transport has room: a slow
 * client fills its watcher's queue, nothing else.
 */
final class WatchCall {

    private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CacheWatcher watcher;
    private final ServerCallStreamObserver<WatchEvent> out;
    private final boolean bookmarks;
    private final Clock clock;
    private final Semaphore room = new Semaphore(0);

    WatchCall(CacheWatcher watcher, ServerCallStreamObserver<WatchEvent> out, boolean bookmarks, Clock clock) {
        this.watcher = watcher;
        this.out = out;
        this.bookmarks = bookmarks;
        this.clock = clock;
    }

    /** Returns at once; the stream lives on. Called before the service method returns, as gRPC wants of handlers. */
    void run() {
        out.setOnReadyHandler(room::release);
        out.setOnCancelHandler(watcher::close);
        Thread.ofVirtual().name("grpc-watch").start(this::stream);
    }

    private void stream() {
        long nextBookmark = clock.nanoTime() + BOOKMARK_INTERVAL.toNanos();
        try (watcher) {
            while (!out.isCancelled()) {
                if (!out.isReady()) {
                    room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    room.drainPermits();
                    continue;
                }
                var item = watcher.take(PATIENCE);
                if (item != null) {
                    if (!write(item)) {
                        break;
                    }
                } else if (clock.nanoTime() >= nextBookmark) {
                    var bookmark = bookmarks ? watcher.bookmark() : null;
                    if (bookmark != null) {
                        write(bookmark);
                    }
                    nextBookmark = clock.nanoTime() + BOOKMARK_INTERVAL.toNanos();
                }
            }
            if (!out.isCancelled()) {
                out.onCompleted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // Cancelled while we wrote: that ends the watch.
            return;
        }
    }

    private boolean write(WatchItem item) {
        return switch (item) {
            case WatchItem.Event(var type, var object) -> {
                out.onNext(WatchEvent.newBuilder()
                        .setType(
                                switch (type) {
                                    case ADDED -> WatchEvent.Type.ADDED;
                                    case MODIFIED -> WatchEvent.Type.MODIFIED;
                                    case DELETED -> WatchEvent.Type.DELETED;
                                })
                        .setObject(ResourcesService.object(object))
                        .setResourceVersion(Long.toString(object.revision()))
                        .build());
                yield true;
            }
            case WatchItem.Bookmark(var revision, var initialEventsEnd) -> {
                out.onNext(WatchEvent.newBuilder()
                        .setType(WatchEvent.Type.BOOKMARK)
                        .setResourceVersion(Long.toString(revision))
                        .setInitialEventsEnd(initialEventsEnd)
                        .build());
                yield true;
            }
            case WatchItem.End ignored -> false;
        };
    }
}
