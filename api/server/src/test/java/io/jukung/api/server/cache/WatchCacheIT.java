package io.jukung.api.server.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.RealEtcd;
import io.jukung.api.server.storage.EtcdStorage;
import io.jukung.api.server.storage.Mutation;
import io.jukung.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Needs(tools = "etcd")
@Timeout(60)
class WatchCacheIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** What etcd takes in one transaction. */
    private static final int BATCH = 128;

    private static RealEtcd etcd;
    private static EtcdStorage storage;

    private String prefix;
    private WatchCache cache;

    @BeforeAll
    static void startEtcd() {
        etcd = RealEtcd.start();
        storage = new EtcdStorage(etcd.channel());
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @BeforeEach
    void start() {
        prefix = "/test/" + UUID.randomUUID() + "/";
        cache = open();
    }

    @AfterEach
    void stop() {
        cache.close();
    }

    @Test
    void aReadAfterAWriteSeesIt() {
        var revisions = new RevisionReader(storage);
        for (int i = 0; i < 20; i++) {
            long written = put("ns/a", "colour" + i);

            cache.await(revisions.read(), PATIENCE);

            var snapshot = cache.snapshot("ns", WatchCacheIT::all);
            assertThat(snapshot.revision()).isGreaterThanOrEqualTo(written);
            assertThat(snapshot.objects())
                    .satisfiesExactly(object -> assertThat(object.revision()).isEqualTo(written));
        }
    }

    @Test
    void aReadWaitsOnlyForAWhileForWhatIsNotWritten() {
        put("ns/a", "blue");
        cache.await(storage.currentRevision(), PATIENCE);

        assertThatThrownBy(() -> cache.await(storage.currentRevision() + 1000, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        CacheException.TooNew.class,
                        error -> assertThat(error.asked()).isGreaterThan(error.current()));
    }

    @Test
    void writesElsewhereMoveTheCacheOn() {
        long elsewhere = storage.transact(
                        List.of(), List.of(new Mutation.Put("/test/elsewhere" + UUID.randomUUID(), new byte[0], 0)))
                .revision();

        cache.await(elsewhere, PATIENCE);

        assertThat(cache.snapshot("", WatchCacheIT::all).objects()).isEmpty();
        assertThat(cache.watchFromNow("", WatchCacheIT::all, false).bookmark().revision())
                .isGreaterThanOrEqualTo(elsewhere);
    }

    @Test
    void loadsMoreThanAPageAndKeepsNamespacesApart() {
        fill("many/", 1500);
        put("many-more/x", "blue");
        put("few/x", "blue");

        try (var fresh = open()) {
            fresh.await(storage.currentRevision(), PATIENCE);

            assertThat(fresh.snapshot("many", WatchCacheIT::all).objects()).hasSize(1500);
            assertThat(fresh.snapshot("few", WatchCacheIT::all).objects()).hasSize(1);
            assertThat(fresh.snapshot("man", WatchCacheIT::all).objects()).isEmpty();
            assertThat(fresh.snapshot("", WatchCacheIT::blue).objects()).hasSize(2);
        }
    }

    @Test
    void initialEventsEndBeforeChanges() throws InterruptedException {
        put("ns/a", "blue");
        put("other/a", "blue");
        put("ns/b", "red");
        cache.await(storage.currentRevision(), PATIENCE);
        try (var watcher = cache.watchFromNow("ns", inNamespace("ns").and(WatchCacheIT::blue), true)) {
            assertThat(watcher.bookmark()).as("no bookmark while objects wait").isNull();
            long now = cache.revision();
            put("ns/c", "blue");

            assertThat(told(watcher, 3)).containsExactly("ADDED ns/a", "END-OF-INITIAL " + now, "ADDED ns/c");
        }
    }

    @Test
    void whatBeginsOrEndsToBeSelectedIsAddedOrDeleted() throws InterruptedException {
        cache.await(storage.currentRevision(), PATIENCE);
        try (var watcher = cache.watchFromNow("", WatchCacheIT::blue, false)) {
            put("ns/a", "red");
            put("ns/a", "blue");
            put("ns/a", "blue");
            long left = put("ns/a", "red");
            put("ns/a", "green");
            put("ns/a", "blue");
            long gone = delete("ns/a");
            put("ns/b", "red");
            delete("ns/b");
            put("ns/c", "blue");

            var items = items(watcher, 6);
            assertThat(items.stream().map(WatchCacheIT::shown))
                    .containsExactly(
                            "ADDED ns/a", "MODIFIED ns/a", "DELETED ns/a", "ADDED ns/a", "DELETED ns/a", "ADDED ns/c");
            // A DELETED shows the object as it was last selected, at the revision of its going.
            assertThat(object(items.get(2)).tree().text("spec", "colour")).isEqualTo("blue");
            assertThat(object(items.get(2)).object().resourceVersion()).isEqualTo(Long.toString(left));
            assertThat(object(items.get(4)).object().resourceVersion()).isEqualTo(Long.toString(gone));
        }
    }

    @Test
    void aWatchFromARevisionTellsWhatCameAfterIt() throws InterruptedException {
        put("ns/a", "red");
        long at = put("ns/a", "blue");
        put("ns/a", "red");
        put("ns/b", "blue");
        cache.await(storage.currentRevision(), PATIENCE);

        try (var watcher = cache.watchAfter(at, WatchCacheIT::blue)) {
            assertThat(told(watcher, 2)).containsExactly("DELETED ns/a", "ADDED ns/b");
            assertThat(watcher.bookmark().revision()).isGreaterThanOrEqualTo(at + 2);
        }
    }

    @Test
    void aRevisionBeforeTheHistoryIsExpired() {
        cache.await(storage.currentRevision(), PATIENCE);
        long first = put("ns/first", "blue");
        fill("ns/", 8192);
        cache.await(storage.currentRevision(), PATIENCE);

        assertThatThrownBy(() -> cache.watchAfter(first - 1, WatchCacheIT::all))
                .isInstanceOf(CacheException.Expired.class)
                .hasMessageContaining("too old resource version: " + (first - 1));
        cache.watchAfter(storage.currentRevision(), WatchCacheIT::all).close();
        // What was there before this cache began is no history of its own.
        try (var fresh = open()) {
            fresh.await(storage.currentRevision(), PATIENCE);
            assertThatThrownBy(() -> fresh.watchAfter(first, WatchCacheIT::all))
                    .isInstanceOf(CacheException.Expired.class);
        }
    }

    @Test
    void aSlowWatcherIsEndedAndHoldsUpNobody() throws InterruptedException {
        cache.await(storage.currentRevision(), PATIENCE);
        try (var slow = cache.watchFromNow("", WatchCacheIT::all, false);
                var quick = cache.watchFromNow("", WatchCacheIT::all, false)) {
            int seen = 0;
            for (int i = 0; i < 40; i++) {
                fill("batch" + i + "/", BATCH);
                for (var item : items(quick, BATCH)) {
                    assertThat(item).isInstanceOf(WatchItem.Event.class);
                    seen++;
                }
            }
            assertThat(seen).isEqualTo(40 * BATCH);

            var last = slow.take(PATIENCE);
            int told = 0;
            while (last instanceof WatchItem.Event) {
                told++;
                last = slow.take(PATIENCE);
            }
            assertThat(told).as("what was in its queue").isPositive().isLessThan(40 * BATCH);
            assertThat(last)
                    .isInstanceOfSatisfying(
                            WatchItem.End.class, end -> assertThat(end.reason()).contains("too slow"));
        }
    }

    @Test
    void closingEndsWatchersAndNewOnesAtOnce() throws InterruptedException {
        cache.await(storage.currentRevision(), PATIENCE);
        var watcher = cache.watchFromNow("", WatchCacheIT::all, false);
        cache.close();

        assertThat(watcher.take(PATIENCE)).isInstanceOf(WatchItem.End.class);
        assertThat(cache.watchFromNow("", WatchCacheIT::all, false).take(PATIENCE))
                .isInstanceOf(WatchItem.End.class);
    }

    private WatchCache open() {
        return new WatchCache(storage, prefix, stored -> {
            var path = stored.key().substring(prefix.length());
            int slash = path.indexOf('/');
            var metadata = ObjectValue.builder()
                    .put("namespace", path.substring(0, slash))
                    .put("name", path.substring(slash + 1))
                    .build();
            var colour = Value.of(new String(stored.value(), StandardCharsets.UTF_8));
            return new CachedObject(
                    ObjectValue.of("metadata", metadata).with("spec", ObjectValue.of("colour", colour)),
                    stored.modRevision());
        });
    }

    private long put(String key, String colour) {
        return storage.transact(List.of(), List.of(put(prefix + key, colour.getBytes(StandardCharsets.UTF_8))))
                .revision();
    }

    private static Mutation put(String key, byte[] value) {
        return new Mutation.Put(key, value, 0);
    }

    private long delete(String key) {
        return storage.transact(List.of(), List.of(new Mutation.Delete(prefix + key)))
                .revision();
    }

    private void fill(String under, int count) {
        var changes = new ArrayList<Mutation>();
        for (int i = 0; i < count; i++) {
            changes.add(put(prefix + under + i, new byte[0]));
            if (changes.size() == BATCH || i == count - 1) {
                storage.transact(List.of(), changes);
                changes.clear();
            }
        }
    }

    private static boolean all(CachedObject object) {
        return true;
    }

    private static boolean blue(CachedObject object) {
        return object.tree().text("spec", "colour").equals("blue");
    }

    private static Predicate<CachedObject> inNamespace(String namespace) {
        return object -> object.object().namespace().equals(namespace);
    }

    private static List<WatchItem> items(CacheWatcher watcher, int count) throws InterruptedException {
        var items = new ArrayList<WatchItem>();
        while (items.size() < count) {
            var item = watcher.take(PATIENCE);
            assertThat(item).as("after %s", items.size()).isNotNull();
            items.add(item);
        }
        return items;
    }

    private static List<String> told(CacheWatcher watcher, int count) throws InterruptedException {
        return items(watcher, count).stream().map(WatchCacheIT::shown).toList();
    }

    private static String shown(WatchItem item) {
        return switch (item) {
            case WatchItem.Event(var type, var object) ->
                type + " " + object.object().namespace() + "/" + object.object().name();
            case WatchItem.Bookmark(var revision, var initial) ->
                (initial ? "END-OF-INITIAL " : "BOOKMARK ") + revision;
            case WatchItem.End(var reason) -> "END " + reason;
        };
    }

    private static CachedObject object(WatchItem item) {
        return ((WatchItem.Event) item).object();
    }
}
