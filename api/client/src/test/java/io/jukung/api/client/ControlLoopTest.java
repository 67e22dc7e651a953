package io.jukung.api.client;

import static io.jukung.api.client.fake.Objects.CONFIG_MAPS;
import static io.jukung.api.client.fake.Objects.configMap;
import static io.jukung.api.client.fake.Objects.entry;
import static io.jukung.api.client.fake.Objects.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlLoopTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final InMemoryApi api = new InMemoryApi();
    private final Informer informer = Informer.start(api, CONFIG_MAPS);

    @AfterEach
    void stop() {
        informer.close();
    }

    private ControlLoop<ObjectKey> loop(ControlLoop.Settings settings, ControlLoop.Reconciler<ObjectKey> reconciler) {
        return ControlLoop.start(settings, List.of(ControlLoop.Source.of(informer)), api, reconciler);
    }

    private void create(String name) {
        api.create(CONFIG_MAPS, configMap(name, "0"), WriteOptions.DEFAULT);
    }

    private static void set(ApiClient client, ObjectKey key, long value) {
        client.patch(
                CONFIG_MAPS, key, "", ApiClient.PatchType.MERGE, entry(Long.toString(value)), WriteOptions.DEFAULT);
    }

    private long value(ObjectKey key) {
        return informer.get(key)
                .map(object -> Long.parseLong(object.tree().text("data", "value")))
                .orElse(-1L);
    }

    @Test
    void neverRunsAKeyTwiceAtOnceAndAlwaysSeesItsOwnWrites() {
        var running = ConcurrentHashMap.<ObjectKey>newKeySet();
        var stale = new AtomicInteger();
        var written = new ConcurrentHashMap<ObjectKey, Long>();
        try (var _ = loop(ControlLoop.Settings.unfenced("test", 4), (key, client) -> {
            if (!running.add(key)) {
                stale.incrementAndGet();
            }
            long seen = value(key);
            if (seen < written.getOrDefault(key, 0L)) {
                stale.incrementAndGet();
            }
            if (seen < 50) {
                written.put(key, seen + 1);
                set(client, key, seen + 1);
            }
            running.remove(key);
            return Optional.empty();
        })) {
            for (int i = 0; i < 8; i++) {
                create("map-" + i);
            }
            await().atMost(LONG).untilAsserted(() -> {
                for (int i = 0; i < 8; i++) {
                    assertThat(value(key("map-" + i))).isEqualTo(50);
                }
            });
            assertThat(stale).hasValue(0);
        }
    }

    @Test
    void aFailingKeyComesAgainAndAnotherIsNotHeldUp() {
        var attempts = new AtomicInteger();
        var done = ConcurrentHashMap.<ObjectKey>newKeySet();
        try (var loop = loop(ControlLoop.Settings.unfenced("test", 1), (key, client) -> {
            if (key.name().equals("bad") && attempts.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            done.add(key);
            return Optional.empty();
        })) {
            create("bad");
            create("good");
            await().atMost(LONG).until(() -> done.containsAll(List.of(key("bad"), key("good"))));
            assertThat(attempts.get()).isGreaterThanOrEqualTo(4);
            await().atMost(LONG).until(() -> loop.figures().failing() == 0);
        }
    }

    @Test
    void aKeyComesAgainWhenItAskedTo() {
        var turns = new AtomicInteger();
        try (var _ = loop(ControlLoop.Settings.unfenced("test", 1), (key, client) -> {
            turns.incrementAndGet();
            return Optional.of(Duration.ofMillis(5));
        })) {
            create("a");
            await().atMost(LONG).until(() -> turns.get() >= 3);
        }
    }

    @Test
    void writesCarryTheFenceAndAnOutdatedOneIsRefused() {
        api.elect("controllers", 7);
        create("a");
        var failures = new CopyOnWriteArrayList<Integer>();
        var settings = new ControlLoop.Settings(
                "test",
                1,
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(10)),
                Clock.system(),
                () -> Optional.of(new WriteOptions.Fence("controllers", 7)));
        try (var loop = loop(settings, (key, client) -> {
            try {
                set(client, key, value(key) + 1);
            } catch (ApiException e) {
                failures.add(e.code());
                return Optional.empty();
            }
            return Optional.empty();
        })) {
            await().atMost(LONG).until(() -> value(key("a")) > 2);
            api.elect("controllers", 8);
            loop.enqueue(key("a"));
            await().atMost(LONG).until(() -> !failures.isEmpty());
            long last = value(key("a"));
            assertThat(failures.getFirst()).isEqualTo(409);
            assertThat(api.get(CONFIG_MAPS, key("a")).tree().text("data", "value"))
                    .isEqualTo(Long.toString(last));
        }
    }

    @Test
    void closeWaitsForRunningTurnsAndStartsNoMore() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var finished = new AtomicInteger();
        var loop = loop(ControlLoop.Settings.unfenced("test", 1), (key, client) -> {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            finished.incrementAndGet();
            return Optional.empty();
        });
        create("a");
        create("b");
        entered.await();
        var closing = Thread.ofVirtual().start(loop::close);
        release.countDown();
        closing.join();
        assertThat(finished).hasValue(1);
    }
}
