package io.jukung.controllers.scheduler;

import static io.jukung.controllers.scheduler.Objects.nodeObject;
import static io.jukung.controllers.scheduler.Objects.podObject;
import static io.jukung.controllers.scheduler.Objects.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.ApiClient.PatchType;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.ListOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.platform.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final InMemoryApi api = new InMemoryApi();
    private Scheduler scheduler;

    @BeforeEach
    void start() {
        scheduler = Scheduler.start(api, "test", Clock.system(), new SplittableRandom(1));
    }

    @AfterEach
    void stop() {
        scheduler.close();
    }

    private void addNode(String name, String spec) {
        api.create(SchedulingLoop.NODES, nodeObject(name, "", spec), WriteOptions.DEFAULT);
    }

    private void addPod(String name, String spec) {
        api.create(SchedulingLoop.PODS, podObject(name, "", spec), WriteOptions.DEFAULT);
    }

    private KubeObject pod(String name) {
        return api.get(SchedulingLoop.PODS, new ObjectKey("ns", name));
    }

    private void awaitOn(String pod, String node) {
        await().untilAsserted(() -> assertThat(pod(pod).spec().text("nodeName")).isEqualTo(node));
    }

    private ObjectValue condition(String pod) {
        return pod(pod).status().list("conditions").objects().stream()
                .findFirst()
                .orElse(ObjectValue.empty());
    }

    private void awaitRefused(String pod, String reason) {
        await().untilAsserted(() -> assertThat(condition(pod).text("message")).startsWith(reason));
    }

    private List<String> events(String reason) {
        return api.list(EventRecorder.EVENTS, "", ListOptions.ALL).items().stream()
                .filter(event -> event.tree().text("reason").equals(reason))
                .map(event -> event.tree().text("message"))
                .toList();
    }

    private void patchNode(String name, ObjectValue patch) {
        api.patch(SchedulingLoop.NODES, new ObjectKey("", name), "", PatchType.MERGE, patch, WriteOptions.DEFAULT);
    }

    @Test
    void podsAreBoundAndItIsSaid() {
        addNode("n", "");
        addPod("p", requests("1", "1Gi"));
        awaitOn("p", "n");
        await().untilAsserted(() -> assertThat(events("Scheduled")).containsExactly("Successfully assigned ns/p to n"));
    }

    @Test
    void aPodThatFitsNowhereIsToldWhyAndScheduledOnceItFits() {
        addNode("n", "'unschedulable':true");
        addPod("p", requests("1", "1Gi"));
        awaitRefused("p", "0/1 nodes are available: 1 node(s) were unschedulable.");
        assertThat(condition("p").text("type")).isEqualTo("PodScheduled");
        assertThat(condition("p").text("status")).isEqualTo("False");
        assertThat(condition("p").text("reason")).isEqualTo("Unschedulable");
        assertThat(condition("p").whole(0, "observedGeneration")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(events("FailedScheduling")).hasSize(1));

        patchNode("n", ObjectValue.of("spec", ObjectValue.of("unschedulable", Scalar.Null.NULL)));
        awaitOn("p", "n");
    }

    @Test
    void withoutNodesPodsWaitForTheFirst() {
        addPod("p", requests("1", "1Gi"));
        awaitRefused("p", "no nodes available to schedule pods");
        addNode("n", "");
        awaitOn("p", "n");
    }

    @Test
    void roomThatADeletedPodLeavesIsUsed() {
        addNode("n", "");
        addPod("big", requests("4", "1Gi"));
        awaitOn("big", "n");
        addPod("p", requests("1", "1Gi"));
        awaitRefused("p", "0/1 nodes are available: 1 Insufficient cpu.");
        api.delete(
                SchedulingLoop.PODS,
                new ObjectKey("ns", "big"),
                new DeleteOptions(Optional.empty(), OptionalLong.of(0), "", "", WriteOptions.DEFAULT));
        awaitOn("p", "n");
    }

    @Test
    void aFinishedPodLeavesItsRoom() {
        addNode("n", "");
        addPod("job", requests("4", "1Gi"));
        awaitOn("job", "n");
        api.patch(
                SchedulingLoop.PODS,
                new ObjectKey("ns", "job"),
                "status",
                PatchType.MERGE,
                ObjectValue.of("status", ObjectValue.of("phase", Value.of("Succeeded"))),
                WriteOptions.DEFAULT);
        addPod("p", requests("4", "1Gi"));
        awaitOn("p", "n");
    }

    @Test
    void gatedForeignAndAssignedPodsAreLeftAlone() {
        addNode("n", "");
        addPod("gated", "'schedulingGates':[{'name':'g'}]");
        addPod("foreign", "'schedulerName':'other'");
        addPod("p", "");
        awaitOn("p", "n");
        assertThat(pod("gated").spec().text("nodeName")).isEmpty();
        assertThat(pod("foreign").spec().text("nodeName")).isEmpty();

        api.patch(
                SchedulingLoop.PODS,
                new ObjectKey("ns", "gated"),
                "",
                PatchType.MERGE,
                ObjectValue.of("spec", ObjectValue.of("schedulingGates", ListValue.empty())),
                WriteOptions.DEFAULT);
        awaitOn("gated", "n");
    }

    @Test
    void aFailedBindingIsTriedAgain() {
        var failures = new AtomicInteger(1);
        api.onWrite(write -> {
            if (write.startsWith("create binding") && failures.getAndDecrement() > 0) {
                throw new ApiException(503, "ServiceUnavailable", "try later", ObjectValue.empty());
            }
        });
        addNode("n", "");
        addPod("p", requests("4", "1Gi"));
        awaitOn("p", "n");
        await().untilAsserted(() ->
                assertThat(events("FailedScheduling")).containsExactly("running \"DefaultBinder\": try later"));
    }

    @Test
    void aDeposedSchedulerBindsNothing() {
        addNode("n", "");
        addPod("first", "");
        awaitOn("first", "n");
        api.elect("scheduler", Long.MAX_VALUE);
        addPod("p", "");
        await().untilAsserted(() -> assertThat(events("FailedScheduling")).isNotEmpty());
        assertThat(pod("p").spec().text("nodeName")).isEmpty();
    }

    @Test
    void manyPodsNeverOvercommit() {
        for (int i = 0; i < 3; i++) {
            addNode("n" + i, "");
        }
        for (int i = 0; i < 30; i++) {
            addPod("p" + i, requests("1", "100Mi"));
        }
        await().untilAsserted(() -> assertThat(api.list(SchedulingLoop.PODS, "", ListOptions.ALL).items().stream()
                        .filter(pod -> !pod.spec().text("nodeName").isEmpty()))
                .hasSize(12));
        for (int i = 0; i < 3; i++) {
            var node = "n" + i;
            assertThat(api.list(SchedulingLoop.PODS, "", ListOptions.ALL).items().stream()
                            .filter(pod -> pod.spec().text("nodeName").equals(node)))
                    .hasSize(4);
        }
    }
}
