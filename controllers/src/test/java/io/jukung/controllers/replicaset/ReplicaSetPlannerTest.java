package io.jukung.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.ApiException;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaSetPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static KubeObject replicaSet(int replicas, String extra) {
        return Trees.object("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web, namespace: default, uid: rs, generation: 3}
                spec: {replicas: %d, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, tier: x}, annotations: {a: b}}, spec: {containers: []}}%s}
                """.formatted(replicas, extra));
    }

    private static KubeObject pod(String name, String metadata, String spec, String status) {
        return Trees.object("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, uid: %s, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: rs, controller: true}], creationTimestamp: "2026-01-01T00:00:00Z"%s}
                spec: {%s}
                status: {%s}
                """.formatted(name, name, metadata, spec, status));
    }

    private static KubeObject running(String name) {
        return pod(name, "", "nodeName: n1", ready("2026-01-01T00:00:00Z"));
    }

    private static String ready(String since) {
        return "phase: Running, conditions: [{type: Ready, status: \"True\", lastTransitionTime: \"" + since + "\"}]";
    }

    private static ReplicaSetView view(KubeObject replicaSet, KubeObject... pods) {
        return new ReplicaSetView(replicaSet, List.of(pods), Map.of(), NOW);
    }

    @Test
    void missingPodsAreMadeOfTheTemplate() {
        var plan = ReplicaSetPlanner.plan(view(replicaSet(3, ""), running("a")));
        assertThat(plan.batch()).hasSize(2);
        var pod = ((Action.Create) plan.batch().getFirst()).object();
        assertThat(pod.tree().text("metadata", "generateName")).isEqualTo("web-");
        assertThat(pod.labels()).containsEntry("tier", "x");
        assertThat(pod.annotations()).containsEntry("a", "b");
        assertThat(pod.controller()).hasValueSatisfying(owner -> {
            assertThat(owner.uid()).isEqualTo("rs");
            assertThat(owner.blockOwnerDeletion()).isTrue();
        });
    }

    @Test
    void atMostFiveHundredATurn() {
        assertThat(ReplicaSetPlanner.plan(view(replicaSet(2_000, ""))).batch()).hasSize(500);
    }

    @Test
    void finishedAndTerminatingPodsDoNotCount() {
        var failed = pod("failed", "", "", "phase: Failed");
        var going = pod("going", ", deletionTimestamp: \"2026-01-01T00:59:00Z\"", "nodeName: n1", "phase: Running");
        var view = view(replicaSet(1, ""), failed, going);
        assertThat(ReplicaSetPlanner.plan(view).batch()).hasSize(1).allMatch(Action.Create.class::isInstance);
        var status = ReplicaSetStatus.patch(view, null).orElseThrow().object("status");
        assertThat(status.whole(-1, "replicas")).isZero();
        assertThat(status.whole(-1, "terminatingReplicas")).isEqualTo(1);
    }

    @Test
    void theLeastUsefulPodsGoFirst() {
        KubeObject[] pods = {
            pod("h-older", ", x: 1", "nodeName: n1", ready("2026-01-01T00:00:00Z")),
            pod("g-young", "", "nodeName: n1", ready("2026-01-01T00:59:58Z")),
            pod("f-crowded", "", "nodeName: n2", ready("2026-01-01T00:00:00Z")),
            pod(
                    "e-cheap",
                    ", annotations: {controller.kubernetes.io/pod-deletion-cost: \"-5\"}",
                    "nodeName: n1",
                    ready("2026-01-01T00:00:00Z")),
            pod("d-unready", "", "nodeName: n1", "phase: Running"),
            pod("c-unknown", "", "nodeName: n1", "phase: Unknown"),
            pod("b-pending", "", "nodeName: n1", "phase: Pending"),
            pod("a-unbound", "", "", "phase: Pending"),
        };
        var order = new DeletionOrder(Map.of("n1", 6L, "n2", 9L), NOW);
        assertThat(Arrays.stream(pods).sorted(order.comparator()).map(KubeObject::name))
                .containsExactly(
                        "a-unbound",
                        "b-pending",
                        "c-unknown",
                        "d-unready",
                        "e-cheap",
                        "f-crowded",
                        "g-young",
                        "h-older");
    }

    @Test
    void restartsDecideBetweenOtherwiseEqualOnes() {
        var order = new DeletionOrder(Map.of(), NOW);
        var calm = pod("calm", "", "nodeName: n1", "phase: Running");
        var restless =
                pod("restless", "", "nodeName: n1", "phase: Running, containerStatuses: [{name: c, restartCount: 4}]");
        assertThat(order.comparator().compare(restless, calm)).isNegative();
    }

    @Test
    void claimsAreSettledBeforeAnythingIsCounted() {
        var orphan = new KubeObject(running("orphan").tree().withoutAt("metadata", "ownerReferences"));
        var strayed =
                new KubeObject(running("strayed").tree().withAt(Trees.tree("{app: other}"), "metadata", "labels"));
        var plan = ReplicaSetPlanner.plan(view(replicaSet(1, ""), orphan, strayed));
        assertThat(plan.claims()).hasSize(2);
        assertThat(plan.batch()).isEmpty();
    }

    @Test
    void oneThatIsBeingDeletedNeitherMakesNorAdopts() {
        var dying = new KubeObject(replicaSet(3, "")
                .tree()
                .withAt(io.jukung.api.model.tree.Value.of("2026-01-01T00:00:00Z"), "metadata", "deletionTimestamp"));
        var orphan = new KubeObject(running("orphan").tree().withoutAt("metadata", "ownerReferences"));
        var plan = ReplicaSetPlanner.plan(view(dying, orphan));
        assertThat(plan.claims()).isEmpty();
        assertThat(plan.batch()).isEmpty();
    }

    @Test
    void availableIsReadyForLongEnough() {
        var view = view(
                replicaSet(2, ", minReadySeconds: 30"),
                pod("old", "", "nodeName: n1", ready("2026-01-01T00:59:30Z")),
                pod("new", "", "nodeName: n1", ready("2026-01-01T00:59:50Z")));
        var status = ReplicaSetStatus.patch(view, null).orElseThrow().object("status");
        assertThat(status.whole(0, "readyReplicas")).isEqualTo(2);
        assertThat(status.whole(0, "availableReplicas")).isEqualTo(1);
        assertThat(status.whole(0, "fullyLabeledReplicas")).isZero();
        assertThat(status.whole(0, "observedGeneration")).isEqualTo(3);
        assertThat(ReplicaSetStatus.nextAvailable(view)).contains(Duration.ofSeconds(20));
    }

    @Test
    void aFailureIsACondition() {
        var refused = new ApiException(403, "Forbidden", "exceeded quota", ObjectValue.empty());
        var status = ReplicaSetStatus.patch(view(replicaSet(1, "")), refused)
                .orElseThrow()
                .object("status");
        var condition = status.list("conditions").objects().getFirst();
        assertThat(condition.text("type")).isEqualTo("ReplicaFailure");
        assertThat(condition.text("reason")).isEqualTo("FailedCreate");
        assertThat(condition.text("message")).isEqualTo("exceeded quota");
    }
}
