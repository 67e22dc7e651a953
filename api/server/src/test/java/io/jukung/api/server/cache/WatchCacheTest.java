package io.jukung.api.server.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.storage.Condition;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreEvent;
import io.jukung.api.server.storage.StoreException;
import io.jukung.api.server.storage.StorePage;
import io.jukung.api.server.storage.StoreWatch;
import io.jukung.api.server.storage.StoredValue;
import io.jukung.api.server.storage.TransactionResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the cache does when its watch of the store ends. */
@Timeout(30)
class WatchCacheTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Broken store = new Broken();

    @Test
    void goesOnAfterABrokenWatchWhereItWasAndNoWatcherNotices() throws InterruptedException {
        try (var cache = new WatchCache(store, "/p/", value -> new CachedObject(ObjectValue.empty(), 1))) {
            cache.await(5, PATIENCE);
            var watcher = cache.watchAfter(5, object -> true);
            assertThat(store.watched.take()).isEqualTo(6);

            store.next.add(() -> List.of(put(7)));
            store.next.add(() -> {
                throw new StoreException.Unavailable("gone", Status.UNAVAILABLE.asRuntimeException());
            });

            assertThat(store.watched.take()).isEqualTo(8);
            store.next.add(() -> List.of(put(9)));
            cache.await(9, PATIENCE);
            assertThat(watcher.take(PATIENCE)).isInstanceOf(WatchItem.Event.class);
            assertThat(watcher.take(PATIENCE)).isInstanceOf(WatchItem.Event.class);
        }
    }

    @Test
    void loadsAnewAndEndsWatchersWhenTheStoreForgotWhatItHasNotSeen() throws InterruptedException {
        try (var cache = new WatchCache(store, "/p/", value -> new CachedObject(ObjectValue.empty(), 1))) {
            cache.await(5, PATIENCE);
            var watcher = cache.watchAfter(5, object -> true);
            store.revision.set(100);
            store.next.add(() -> {
                throw new StoreException.Compacted("gone", Status.OUT_OF_RANGE.asRuntimeException());
            });

            cache.await(100, PATIENCE);

            assertThat(watcher.take(PATIENCE)).isInstanceOf(WatchItem.End.class);
            assertThatThrownBy(() -> cache.watchAfter(5, object -> true)).isInstanceOf(CacheException.Expired.class);
            assertThat(cache.watchAfter(100, object -> true).bookmark().revision())
                    .isEqualTo(100);
        }
    }

    /** Found by simulation: a client that had come from a server further on was sent back to where this one was. */
    @Test
    void aBookmarkIsNeverBeforeWhereTheWatcherBegan() {
        try (var cache = new WatchCache(store, "/p/", value -> new CachedObject(ObjectValue.empty(), 1))) {
            cache.await(5, PATIENCE);
            var watcher = cache.watchAfter(9, object -> true);
            assertThat(watcher.bookmark()).isNull();

            store.next.add(() -> List.of(new StoreEvent.Progress(8)));
            cache.await(8, PATIENCE);
            assertThat(watcher.bookmark()).isNull();

            store.next.add(() -> List.of(new StoreEvent.Progress(12)));
            cache.await(12, PATIENCE);
            assertThat(watcher.bookmark()).isEqualTo(new WatchItem.Bookmark(12, false));
        }
    }

    private static StoreEvent put(long revision) {
        return new StoreEvent.Put(new StoredValue("/p/ns/a", new byte[0], revision, revision), null);
    }

    /** An empty store whose watches end as the test says. */
    private static final class Broken implements ObjectStorage {

        final AtomicLong revision = new AtomicLong(5);
        final BlockingQueue<Long> watched = new LinkedBlockingQueue<>();
        final BlockingQueue<Supplier<List<StoreEvent>>> next = new LinkedBlockingQueue<>();

        @Override
        public StorePage range(String start, String end, long limit, long at) {
            return new StorePage(List.of(), revision.get(), 0, false);
        }

        @Override
        public StoreWatch watch(String prefix, long startRevision) {
            watched.add(startRevision);
            return new StoreWatch() {
                @Override
                public List<StoreEvent> take() throws InterruptedException {
                    return next.take().get();
                }

                @Override
                public void requestProgress() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public long currentRevision() {
            return revision.get();
        }

        @Override
        public Optional<StoredValue> get(String key) {
            return Optional.empty();
        }

        @Override
        public TransactionResult transact(List<Condition> conditions, List<Mutation> changes) {
            throw new UnsupportedOperationException("a cache does not write");
        }

        @Override
        public long grantLease(long seconds) {
            throw new UnsupportedOperationException("a cache takes no lease");
        }

        @Override
        public void keepAlive(long lease) {
            throw new UnsupportedOperationException("a cache takes no lease");
        }

        @Override
        public void revokeLease(long lease) {
            throw new UnsupportedOperationException("a cache takes no lease");
        }
    }
}
