package io.jukung.api.client;

import static io.jukung.api.client.fake.Objects.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.Value;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final InMemoryApi api = new InMemoryApi();
    private final EventRecorder recorder = EventRecorder.start(api, "test-controller", "node1", Clock.system());

    @AfterEach
    void stop() {
        recorder.close();
    }

    private List<KubeObject> events() {
        return api.list(EventRecorder.EVENTS, "", ListOptions.ALL).items();
    }

    @Test
    void anEventSaysWhatKubectlDescribeShows() {
        var object = new KubeObject(configMap("a", "1").tree().withAt(Value.of("uid-a"), "metadata", "uid"));
        recorder.recordEvent(object, "spec.x", EventRecorder.Type.WARNING, "Failed", "it broke");
        await().atMost(LONG).until(() -> events().size() == 1);
        var event = events().getFirst();
        assertThat(event.namespace()).isEqualTo("default");
        assertThat(event.name()).startsWith("a.");
        assertThat(event.tree().text("type")).isEqualTo("Warning");
        assertThat(event.tree().text("reason")).isEqualTo("Failed");
        assertThat(event.tree().text("message")).isEqualTo("it broke");
        assertThat(event.tree().text("source", "component")).isEqualTo("test-controller");
        assertThat(event.tree().text("source", "host")).isEqualTo("node1");
        assertThat(event.tree().text("involvedObject", "uid")).isEqualTo("uid-a");
        assertThat(event.tree().text("involvedObject", "fieldPath")).isEqualTo("spec.x");
        assertThat(event.tree().whole(0, "count")).isEqualTo(1);
    }

    @Test
    void repetitionRaisesTheCountAndADeletedEventIsMadeAnew() {
        var object = configMap("a", "1");
        recorder.recordEvent(object, EventRecorder.Type.NORMAL, "Done", "again");
        recorder.recordEvent(object, EventRecorder.Type.NORMAL, "Done", "again");
        await().atMost(LONG)
                .until(() -> events().size() == 1 && events().getFirst().tree().whole(0, "count") == 2);
        api.delete(EventRecorder.EVENTS, events().getFirst().key(), DeleteOptions.DEFAULT);
        recorder.recordEvent(object, EventRecorder.Type.NORMAL, "Done", "again");
        await().atMost(LONG)
                .until(() -> events().size() == 1 && events().getFirst().tree().whole(0, "count") == 1);
    }

    @Test
    void recordingGoesOnAfterAnOutage() {
        api.setReachable(false);
        recorder.recordEvent(configMap("a", "1"), EventRecorder.Type.NORMAL, "Lost", "unheard");
        recorder.recordEvent(configMap("a", "1"), EventRecorder.Type.NORMAL, "Lost", "unheard too");
        api.setReachable(true);
        recorder.recordEvent(configMap("a", "1"), EventRecorder.Type.NORMAL, "Done", "heard");
        await().atMost(LONG)
                .until(() -> events().stream()
                        .anyMatch(event -> event.tree().text("reason").equals("Done")));
    }
}
