package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.KubeProtobuf;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CacheWatcher;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.cache.WatchItem;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.platform.Clock;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One watch as a stream of lines {@code {"type":…,"object":…}}. Writes wait until the client has taken
 * what was written: a slow client fills its watcher's queue, nothing else.
 */
final class WatchStream {

    private static final byte[] LINE_END = "}\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);

    private final ResourceDefinition definition;
    private final CacheWatcher watcher;
    private final HttpResponseWriter out;
    private final Representation wanted;
    private final Tables.IncludeObject include;
    private final boolean bookmarks;
    private final Clock clock;
    private boolean columnsTold;

    WatchStream(
            ResourceDefinition definition,
            CacheWatcher watcher,
            HttpResponseWriter out,
            Representation wanted,
            Tables.IncludeObject include,
            boolean bookmarks,
            Clock clock) {
        this.definition = definition;
        this.watcher = watcher;
        this.out = out;
        this.wanted = wanted;
        this.include = include;
        this.bookmarks = bookmarks;
        this.clock = clock;
    }

    /** Runs until the time is over, the client goes or the watcher is ended. */
    void run(Duration length) {
        long end = clock.nanoTime() + length.toNanos();
        long nextBookmark = clock.nanoTime() + BOOKMARK_INTERVAL.toNanos();
        try (watcher) {
            while (out.isOpen()) {
                long now = clock.nanoTime();
                long patience = Math.min(end, nextBookmark) - now;
                var item = watcher.take(Duration.ofNanos(Math.max(0, patience)));
                if (item != null) {
                    if (!write(item)) {
                        break;
                    }
                } else if (clock.nanoTime() >= end) {
                    break;
                } else if (clock.nanoTime() >= nextBookmark) {
                    var bookmark = bookmarks ? watcher.bookmark() : null;
                    if (bookmark != null) {
                        write(bookmark);
                    }
                    nextBookmark = clock.nanoTime() + BOOKMARK_INTERVAL.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CompletionException | ClosedStreamException e) {
            // The client went away while we wrote: that ends the watch.
            return;
        } finally {
            out.close();
        }
    }

    private boolean write(WatchItem item) {
        return switch (item) {
            case WatchItem.Event(var type, var object) -> {
                send(type.name(), protobuf() ? protobuf(object) : encoded(object));
                yield true;
            }
            case WatchItem.Bookmark bookmark -> {
                var object = bookmarkObject(bookmark);
                send("BOOKMARK", protobuf() ? KubeProtobuf.write(Schemas.kubernetes(), object) : Json.write(object));
                yield true;
            }
            case WatchItem.End ignored -> false;
        };
    }

    private byte[] encoded(CachedObject object) {
        if (wanted.table()) {
            var metadata =
                    ObjectValue.of("resourceVersion", Value.of(object.object().resourceVersion()));
            var table = Tables.table(
                    definition, wanted.version(), List.of(object), metadata, !columnsTold, include, clock.now());
            columnsTold = true;
            return Json.write(table);
        }
        if (wanted.partial()) {
            return object.encoded(
                    "application/json;as=PartialObjectMetadata;v=" + wanted.version(),
                    tree -> Json.write(Tables.partial(tree, wanted.version())));
        }
        return object.json();
    }

    private ObjectValue bookmarkObject(WatchItem.Bookmark bookmark) {
        var metadata = ObjectValue.builder()
                .put("resourceVersion", Long.toString(bookmark.revision()))
                .putIfPresent("annotations", initialEventsEnd(bookmark));
        if (wanted.table()) {
            return ObjectValue.builder()
                    .put("kind", "Table")
                    .put("apiVersion", "meta.k8s.io/" + wanted.version())
                    .put("metadata", metadata.build())
                    .put("columnDefinitions", ListValue.empty())
                    .put("rows", ListValue.empty())
                    .build();
        }
        var kind =
                wanted.partial() ? "PartialObjectMetadata" : definition.names().kind();
        var apiVersion = wanted.partial()
                ? "meta.k8s.io/" + wanted.version()
                : definition.groupVersionResource().apiVersion();
        return ObjectValue.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", metadata.build())
                .build();
    }

    private static @Nullable ObjectValue initialEventsEnd(WatchItem.Bookmark bookmark) {
        return bookmark.initialEventsEnd() ? ObjectValue.of("k8s.io/initial-events-end", Value.of("true")) : null;
    }

    private boolean protobuf() {
        return wanted.format() == Representation.Format.PROTOBUF;
    }

    private static byte[] protobuf(CachedObject object) {
        return object.encoded(KubeProtobuf.MEDIA_TYPE, tree -> KubeProtobuf.write(Schemas.kubernetes(), tree));
    }

    private void send(String type, byte[] object) {
        if (protobuf()) {
            out.write(HttpData.wrap(KubeProtobuf.watchFrame(type, object)));
            out.whenConsumed().join();
            return;
        }
        // The object's bytes are those of all watchers: put between the ends of the line, not copied.
        var head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        out.write(HttpData.wrap(Unpooled.wrappedBuffer(head, object, LINE_END)));
        out.whenConsumed().join();
    }
}
