package io.jukung.controllers.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulingQueueTest {

    private static final Set<ClusterEvent> WAITS_FOR_NODES = Set.of(ClusterEvent.NODE_ADDED);

    private final SchedulingQueue queue = new SchedulingQueue();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static PodInfo pod(String name, int priority, String status) {
        var json =
                "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"uid\":\"%s\"},\"spec\":{\"priority\":%d},\"status\":{%s}}"
                        .formatted(name, name, priority, status);
        return PodInfo.of(new KubeObject(Json.readObject(json.getBytes(StandardCharsets.UTF_8))));
    }

    private static PodInfo pod(String name) {
        return pod(name, 0, "");
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("ns", name);
    }

    private String pop() {
        return queue.pop(now).map(queued -> queued.pod().key().name()).orElse("-");
    }

    private void pass(long millis) {
        now = now.plusMillis(millis);
    }

    private void refuse(String name, Set<ClusterEvent> helpedBy) {
        queue.refused(key(name), helpedBy, now);
    }

    @Test
    void higherPriorityGoesFirstThenWhoCameFirst() {
        queue.put(pod("b"), now);
        pass(1);
        queue.put(pod("a"), now);
        queue.put(pod("urgent", 10, ""), now);
        assertThat(pop()).isEqualTo("urgent");
        assertThat(pop()).isEqualTo("b");
        assertThat(pop()).isEqualTo("a");
        assertThat(pop()).isEqualTo("-");
    }

    @Test
    void aRefusedPodWaitsForAnEventThatHelpsAndForItsBackOff() {
        queue.put(pod("p"), now);
        pop();
        refuse("p", WAITS_FOR_NODES);
        pass(60_000);
        assertThat(pop()).isEqualTo("-");
        queue.onEvent(ClusterEvent.NODE_LABELS, now);
        assertThat(pop()).isEqualTo("-");
        queue.onEvent(ClusterEvent.NODE_ADDED, now);
        assertThat(pop()).isEqualTo("p");
        refuse("p", WAITS_FOR_NODES);
        queue.onEvent(ClusterEvent.NODE_ADDED, now);
        assertThat(pop()).as("backing off").isEqualTo("-");
        assertThat(queue.nextWakeUp(now)).contains(now.plusSeconds(2));
        pass(2_000);
        assertThat(pop()).isEqualTo("p");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "4,8", "5,10", "6,10", "1000,10"})
    void theBackOffDoublesUpToTenSeconds(int attempts, long seconds) {
        assertThat(new QueuedPod(pod("p"), attempts, now).backoffEnd()).isEqualTo(now.plusSeconds(seconds));
    }

    @Test
    void anEventDuringTheAttemptIsNotLost() {
        queue.put(pod("p"), now);
        pop();
        queue.onEvent(ClusterEvent.NODE_ADDED, now);
        refuse("p", WAITS_FOR_NODES);
        pass(1_000);
        assertThat(pop()).isEqualTo("p");
    }

    @Test
    void anEventBeforeTheAttemptDoesNotCount() {
        queue.onEvent(ClusterEvent.NODE_ADDED, now);
        queue.put(pod("p"), now);
        pop();
        refuse("p", WAITS_FOR_NODES);
        pass(60_000);
        assertThat(pop()).isEqualTo("-");
    }

    @Test
    void aFailureThatNoEventCanHelpIsTriedAgainAfterTheBackOff() {
        queue.put(pod("p"), now);
        pop();
        refuse("p", Set.of());
        pass(999);
        assertThat(pop()).isEqualTo("-");
        pass(1);
        assertThat(pop()).isEqualTo("p");
    }

    @Test
    void withoutAnyEventARefusedPodIsTriedAgainAfterFiveMinutes() {
        queue.put(pod("p"), now);
        pop();
        refuse("p", WAITS_FOR_NODES);
        assertThat(queue.nextWakeUp(now)).contains(now.plus(Duration.ofMinutes(5)));
        pass(Duration.ofMinutes(5).toMillis());
        assertThat(pop()).isEqualTo("p");
    }

    @Test
    void onlyAChangeOfThePodItselfWakesIt() {
        queue.put(pod("p"), now);
        pop();
        refuse("p", WAITS_FOR_NODES);
        pass(5_000);
        queue.put(pod("p", 0, "\"phase\":\"Pending\""), now);
        assertThat(pop()).isEqualTo("-");
        queue.put(pod("p", 1, ""), now);
        assertThat(queue.pop(now)).hasValueSatisfying(queued -> {
            assertThat(queued.pod().priority()).isEqualTo(1);
            assertThat(queued.attempts()).isEqualTo(2);
        });
    }

    @Test
    void aPodChangedDuringItsAttemptIsTriedAgain() {
        queue.put(pod("p"), now);
        pop();
        queue.put(pod("p", 7, ""), now);
        refuse("p", WAITS_FOR_NODES);
        pass(1_000);
        assertThat(queue.pop(now))
                .hasValueSatisfying(
                        queued -> assertThat(queued.pod().priority()).isEqualTo(7));
    }

    @Test
    void aRemovedPodIsNowhere() {
        queue.put(pod("active"), now);
        queue.put(pod("flying", 9, ""), now);
        assertThat(pop()).isEqualTo("flying");
        queue.remove(key("active"));
        queue.remove(key("flying"));
        assertThat(queue.inFlight(key("flying"))).isFalse();
        refuse("flying", Set.of());
        pass(60_000);
        assertThat(pop()).isEqualTo("-");
        assertThat(queue.size()).isZero();
        assertThat(queue.nextWakeUp(now)).isEmpty();
    }

    @Test
    void aChangedPriorityMovesAWaitingPod() {
        queue.put(pod("a"), now);
        queue.put(pod("b"), now);
        queue.put(pod("b", 5, ""), now);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(pop()).isEqualTo("b");
        assertThat(pop()).isEqualTo("a");
    }
}
