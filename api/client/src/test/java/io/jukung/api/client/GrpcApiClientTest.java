package io.jukung.api.client;

import static io.jukung.api.client.fake.Objects.CONFIG_MAPS;
import static io.jukung.api.client.fake.Objects.configMap;
import static io.jukung.api.client.fake.Objects.entry;
import static io.jukung.api.client.fake.Objects.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.object.KubeObject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcApiClientTest {

    private final InMemoryApi api = new InMemoryApi();
    private final Transport.Connection connection = Transport.GRPC.connect(api);
    private final ApiClient client = connection.client();

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @Test
    void everyVerbArrives() {
        var created = client.create(CONFIG_MAPS, configMap("a", "1"), WriteOptions.DEFAULT);
        assertThat(created.uid()).isNotEmpty();
        assertThat(client.get(CONFIG_MAPS, key("a"))).isEqualTo(created);
        var patched =
                client.patch(CONFIG_MAPS, key("a"), "", ApiClient.PatchType.MERGE, entry("2"), WriteOptions.DEFAULT);
        assertThat(patched.tree().text("data", "value")).isEqualTo("2");
        var updated = client.update(
                CONFIG_MAPS,
                new KubeObject(patched.tree().with("data", entry("3").object("data"))),
                "",
                WriteOptions.DEFAULT);
        assertThat(updated.tree().text("data", "value")).isEqualTo("3");
        var applied =
                client.apply(CONFIG_MAPS, key("b"), "", configMap("b", "1").tree(), true, WriteOptions.as("tester"));
        assertThat(applied.name()).isEqualTo("b");
        assertThat(client.list(CONFIG_MAPS, "default", ListOptions.ALL).items()).containsExactly(updated, applied);
        client.delete(CONFIG_MAPS, key("a"), DeleteOptions.DEFAULT);
        assertThat(client.list(CONFIG_MAPS, "default", ListOptions.ALL).items()).containsExactly(applied);
    }

    @Test
    void aRejectionKeepsItsStatus() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.get(CONFIG_MAPS, key("absent")))
                .satisfies(e -> {
                    assertThat(e.notFound()).isTrue();
                    assertThat(e.reason()).isEqualTo("NotFound");
                    assertThat(e).hasMessage("configmaps \"absent\" not found");
                    assertThat(e.status().text("kind")).isEqualTo("Status");
                });
        client.create(CONFIG_MAPS, configMap("a", "1"), WriteOptions.DEFAULT);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.create(CONFIG_MAPS, configMap("a", "1"), WriteOptions.DEFAULT))
                .matches(ApiException::alreadyExists);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.patch(
                        CONFIG_MAPS,
                        key("a"),
                        "",
                        ApiClient.PatchType.MERGE,
                        entry("2").withAt(io.jukung.api.model.tree.Value.of("1"), "metadata", "resourceVersion"),
                        WriteOptions.DEFAULT))
                .matches(ApiException::conflict);
    }

    @Test
    void theFenceIsSent() {
        api.elect("controllers", 5);
        var options = WriteOptions.DEFAULT.fencedBy(new WriteOptions.Fence("controllers", 4));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.create(CONFIG_MAPS, configMap("a", "1"), options))
                .matches(e -> e.code() == 409);
    }

    @Test
    void aWriteWithoutAServerFailsAtOnceAsUnavailable() {
        api.setReachable(false);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.create(CONFIG_MAPS, configMap("a", "1"), WriteOptions.DEFAULT))
                .matches(ApiException::unavailable);
    }

    @Test
    void aReadIsTriedAgainUntilAServerIsThere() throws InterruptedException {
        api.create(CONFIG_MAPS, configMap("a", "1"), WriteOptions.DEFAULT);
        api.setReachable(false);
        var found = new java.util.concurrent.atomic.AtomicReference<Optional<KubeObject>>(Optional.empty());
        var reader = Thread.ofVirtual().start(() -> found.set(Optional.of(client.get(CONFIG_MAPS, key("a")))));
        api.setReachable(true);
        reader.join();
        assertThat(found.get()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 404, NotFound",
        "ALREADY_EXISTS, 409, AlreadyExists",
        "ABORTED, 409, Conflict",
        "OUT_OF_RANGE, 410, Expired",
        "INVALID_ARGUMENT, 422, Invalid",
        "PERMISSION_DENIED, 403, Forbidden",
        "UNAUTHENTICATED, 401, Unauthorized",
        "RESOURCE_EXHAUSTED, 429, TooManyRequests",
        "UNAVAILABLE, 503, ServiceUnavailable",
        "DEADLINE_EXCEEDED, 504, Timeout",
        "INTERNAL, 500, InternalError",
    })
    void aStatusWithoutTrailerIsTranslatedByItsCode(Status.Code code, int http, String reason) {
        var translated = StatusMapping.toApiException(code.toStatus().withDescription("because"), null);
        assertThat(translated.code()).isEqualTo(http);
        assertThat(translated.reason()).isEqualTo(reason);
        assertThat(translated).hasMessage("because");
    }
}
