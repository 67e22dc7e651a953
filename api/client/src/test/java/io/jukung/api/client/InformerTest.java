package io.jukung.api.client;

import static io.jukung.api.client.fake.Objects.CONFIG_MAPS;
import static io.jukung.api.client.fake.Objects.configMap;
import static io.jukung.api.client.fake.Objects.entry;
import static io.jukung.api.client.fake.Objects.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Over the client's interface alone, and over gRPC. */
@ParameterizedClass
@EnumSource(Transport.class)
class InformerTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Parameter
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Transport transport;

    private final InMemoryApi api = new InMemoryApi();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Transport.Connection connection;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void connect() {
        connection = transport.connect(api);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    private Informer start() {
        var informer = Informer.start(connection.client(), CONFIG_MAPS);
        informer.addListener(this::hear);
        return informer;
    }

    private void hear(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        heard.add(key.name() + ": " + value(before) + " > " + value(now));
    }

    private static String value(@Nullable KubeObject object) {
        return object == null ? "-" : object.tree().text("data", "value");
    }

    private void create(String name, String value) {
        api.create(CONFIG_MAPS, configMap(name, value), WriteOptions.DEFAULT);
    }

    private void set(String name, String value) {
        api.patch(CONFIG_MAPS, key(name), "", ApiClient.PatchType.MERGE, entry(value), WriteOptions.DEFAULT);
    }

    private void delete(String name) {
        api.delete(CONFIG_MAPS, key(name), DeleteOptions.DEFAULT);
    }

    private void awaitHeard(String... lines) {
        await().atMost(LONG).untilAsserted(() -> assertThat(heard).containsExactly(lines));
    }

    @Test
    void tellsPresentObjectsAndThenChangesInOrder() {
        create("b", "1");
        create("a", "1");
        try (var informer = start()) {
            informer.awaitSynced(LONG);
            set("a", "2");
            set("a", "3");
            delete("b");
            create("c", "1");
            awaitHeard("a: - > 1", "b: - > 1", "a: 1 > 2", "a: 2 > 3", "b: 1 > -", "c: - > 1");
            assertThat(informer.inNamespace("default"))
                    .extracting(KubeObject::name)
                    .containsExactly("a", "c");
            assertThat(informer.inNamespace("defaul")).isEmpty();
            assertThat(informer.revision()).isEqualTo(api.revision());
        }
    }

    @Test
    void aBrokenWatchIsResumedWithoutLossOrRepetition() {
        try (var informer = start()) {
            informer.awaitSynced(LONG);
            var expected = new ArrayList<String>();
            create("a", "0");
            expected.add("a: - > 0");
            for (int i = 1; i <= 60; i++) {
                if (i % 7 == 0) {
                    api.breakWatches();
                }
                set("a", Integer.toString(i));
                expected.add("a: " + (i - 1) + " > " + i);
            }
            awaitHeard(expected.toArray(String[]::new));
        }
    }

    @Test
    void afterCompactionWhatVanishedIsToldAsDeleted() {
        create("a", "1");
        create("b", "1");
        create("same", "1");
        try (var informer = start()) {
            awaitHeard("a: - > 1", "b: - > 1", "same: - > 1");
            api.setReachable(false);
            heard.clear();
            // The informer cannot connect in between: the fake answers no one while its lock is held.
            synchronized (api) {
                api.setReachable(true);
                delete("a");
                set("b", "2");
                create("c", "1");
                api.compact();
            }
            awaitHeard("a: 1 > -", "b: 1 > 2", "c: - > 1");
            assertThat(informer.get(key("a"))).isEmpty();
        }
    }

    @Test
    void anObjectReplacedUnseenEndsAndBegins() {
        create("a", "old");
        try (var informer = start()) {
            awaitHeard("a: - > old");
            api.setReachable(false);
            synchronized (api) {
                api.setReachable(true);
                delete("a");
                create("a", "new");
                api.compact();
            }
            awaitHeard("a: - > old", "a: old > -", "a: - > new");
            assertThat(informer.get(key("a"))).isPresent();
        }
    }

    @Test
    void aLateListenerHearsWhatIsThere() {
        create("a", "1");
        try (var informer = Informer.start(connection.client(), CONFIG_MAPS)) {
            informer.awaitSynced(LONG);
            informer.addListener(this::hear);
            awaitHeard("a: - > 1");
        }
    }

    @Test
    void aFailingListenerDoesNotKeepOthersFromHearing() {
        try (var informer = Informer.start(connection.client(), CONFIG_MAPS)) {
            informer.addListener((key, before, now) -> {
                throw new IllegalStateException("bug");
            });
            informer.addListener(this::hear);
            create("a", "1");
            awaitHeard("a: - > 1");
        }
    }

    @Test
    void whatIsWaitedForHasBeenHeard() throws InterruptedException {
        var informer = start();
        informer.awaitSynced(LONG);
        var entered = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        informer.addListener((key, before, now) -> {
            entered.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        create("a", "1");
        entered.await();
        // The copy holds it; a listener, such as an index, may not.
        assertThat(informer.get(key("a"))).isPresent();
        assertThat(informer.await(() -> informer.get(key("a")).isPresent(), Duration.ofMillis(50)))
                .isFalse();
        goOn.countDown();
        assertThat(informer.await(() -> informer.get(key("a")).isPresent(), LONG))
                .isTrue();
        informer.close();
    }

    @Test
    void holdsNoRecordOfWhoWroteWhat() {
        var object = configMap("a", "1");
        api.create(
                CONFIG_MAPS,
                new KubeObject(object.tree().withAt(ListValue.ofTexts(List.of("x")), "metadata", "managedFields")),
                WriteOptions.DEFAULT);
        var informer = start();
        informer.awaitSynced(LONG);
        assertThat(informer.get(key("a")).orElseThrow().metadata().has("managedFields"))
                .isFalse();
        informer.close();
    }

    @Test
    void waitsForAServer() {
        api.setReachable(false);
        try (var informer = start()) {
            assertThatThrownBy(() -> informer.awaitSynced(Duration.ofMillis(50)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("configmaps");
            assertThat(informer.revision()).isEqualTo(-1);
            api.setReachable(true);
            informer.awaitSynced(LONG);
        }
    }

    @Test
    void aSelectorShowsObjectsThatStopToMatchAsDeleted() {
        create("a", "1");
        create("b", "1");
        try (var informer = Informer.start(connection.client(), CONFIG_MAPS, "default", "", "data.value=1")) {
            informer.addListener(this::hear);
            awaitHeard("a: - > 1", "b: - > 1");
            set("a", "2");
            awaitHeard("a: - > 1", "b: - > 1", "a: 1 > -");
        }
    }

    @Test
    void anIndexFollows() {
        create("a", "red");
        create("b", "blue");
        try (var informer = Informer.start(connection.client(), CONFIG_MAPS)) {
            var byValue = ObjectIndex.of(informer, object -> List.of(value(object)));
            await().atMost(LONG)
                    .until(() -> byValue.get("red").size() == 1
                            && byValue.get("blue").size() == 1);
            set("b", "red");
            await().atMost(LONG)
                    .until(() -> byValue.get("red").size() == 2
                            && byValue.get("blue").isEmpty());
            delete("a");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(byValue.get("red"))
                            .extracting(KubeObject::name)
                            .containsExactly("b"));
        }
    }
}
