package io.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.patch.MergePatch;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static KubeObject deployment(String spec, String rest) {
        return Trees.object("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default, uid: d, generation: 2, annotations: {deployment.kubernetes.io/revision: "1"}}
                spec: {selector: {matchLabels: {app: web}}, progressDeadlineSeconds: 600, revisionHistoryLimit: 2, template: {metadata: {labels: {app: web}}, spec: {image: v2}}, %s}
                %s
                """.formatted(spec, rest));
    }

    /** A ReplicaSet of the Deployment; its age orders it, higher revisions being younger. */
    private static KubeObject set(String image, int revision, long size, long available, long desired, long max) {
        return Trees.object("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata:
                  name: web-%1$s
                  namespace: default
                  uid: %1$s
                  generation: 1
                  creationTimestamp: "2026-01-01T00:00:0%2$dZ"
                  labels: {app: web, pod-template-hash: %1$s}
                  annotations:
                    deployment.kubernetes.io/revision: "%2$d"
                    deployment.kubernetes.io/desired-replicas: "%5$d"
                    deployment.kubernetes.io/max-replicas: "%6$d"
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d, controller: true}]
                spec:
                  replicas: %3$d
                  template: {metadata: {labels: {app: web, pod-template-hash: %1$s}}, spec: {image: %1$s}}
                status: {replicas: %3$d, readyReplicas: %4$d, availableReplicas: %4$d, observedGeneration: 1}
                """.formatted(image, revision, size, available, desired, max));
    }

    private static DeploymentView view(KubeObject deployment, KubeObject... sets) {
        return new DeploymentView(deployment, List.of(sets), false, NOW);
    }

    /** The turn that acts, after those that only note what was found: a revision, a pause. */
    private static Plan acting(DeploymentView view) {
        var plan = DeploymentPlanner.plan(view);
        if (plan.actions().size() == 1
                && plan.actions().getFirst() instanceof Action.Patch note
                && note.subresource().equals("status")
                && !note.patch().object("status").has("observedGeneration")) {
            var noted = new KubeObject(MergePatch.apply(view.deployment().tree(), note.patch()));
            return acting(new DeploymentView(noted, view.candidates(), view.oldPodsExist(), view.now()));
        }
        return plan;
    }

    private static List<String> sizes(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(Action.Patch.class::cast)
                .filter(patch -> patch.kind().equals(Kind.REPLICA_SET))
                .filter(patch -> patch.patch().at("spec", "replicas") != null)
                .map(patch -> patch.key().name() + "=" + patch.patch().whole(-1, "spec", "replicas"))
                .toList();
    }

    private static List<String> told(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Tell.class::isInstance)
                .map(action -> ((Action.Tell) action).message())
                .toList();
    }

    private static ObjectValue status(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(Action.Patch.class::cast)
                .filter(patch -> patch.subresource().equals("status"))
                .findFirst()
                .orElseThrow()
                .patch()
                .object("status");
    }

    private static String progressing(Plan plan) {
        return Conditions.find(status(plan).list("conditions"), "Progressing")
                .map(condition -> condition.text("status") + " " + condition.text("reason"))
                .orElse("");
    }

    @Test
    void theFirstTurnMakesAReplicaSetOfTheTemplate() {
        var plan = DeploymentPlanner.plan(view(deployment("replicas: 4", "")));
        var created = plan.actions().stream()
                .filter(Action.Create.class::isInstance)
                .map(action -> ((Action.Create) action).object())
                .findFirst()
                .orElseThrow();
        var hash = created.labels().get("pod-template-hash");
        assertThat(created.name()).isEqualTo("web-" + hash);
        assertThat(created.spec().whole(0, "replicas")).isEqualTo(4);
        assertThat(created.spec().texts("selector", "matchLabels"))
                .containsEntry("app", "web")
                .containsEntry("pod-template-hash", hash);
        assertThat(created.annotations())
                .containsEntry("deployment.kubernetes.io/revision", "1")
                .containsEntry("deployment.kubernetes.io/desired-replicas", "4")
                .containsEntry("deployment.kubernetes.io/max-replicas", "5");
        assertThat(told(plan)).containsExactly("Scaled up replica set web-" + hash + " from 0 to 4");
        assertThat(progressing(plan)).isEqualTo("True NewReplicaSetCreated");
        // Counts follow when the new ReplicaSet is seen, and with them whether enough pods are available.
        assertThat(status(plan).names()).containsExactly("conditions");
    }

    @Test
    void aRolloutFirstSurgesThenTakesAway() {
        // 4 wanted: 1 more, 1 fewer available at most.
        var d = deployment("replicas: 4", "status: {conditions: [{type: Progressing, status: \"True\", reason: x}]}")
                .tree();
        var deployment = new KubeObject(
                d.withAt(Trees.tree("{deployment.kubernetes.io/revision: \"2\"}"), "metadata", "annotations"));
        assertThat(sizes(acting(view(deployment, set("v1", 1, 4, 4, 4, 5), set("v2", 2, 0, 0, 4, 5)))))
                .containsExactly("web-v2=1");
        assertThat(sizes(acting(view(deployment, set("v1", 1, 4, 4, 4, 5), set("v2", 2, 1, 0, 4, 5)))))
                .containsExactly("web-v1=3");
        assertThat(sizes(acting(view(deployment, set("v1", 1, 3, 3, 4, 5), set("v2", 2, 2, 0, 4, 5)))))
                .isEmpty();
        assertThat(sizes(acting(view(deployment, set("v1", 1, 3, 3, 4, 5), set("v2", 2, 2, 2, 4, 5)))))
                .containsExactly("web-v1=1");
    }

    @Test
    void brokenOldPodsGoFirst() {
        var deployment = deployment("replicas: 4", "");
        assertThat(sizes(acting(view(
                        deployment, set("v0", 1, 1, 0, 4, 5), set("v1", 2, 3, 3, 4, 5), set("v2", 3, 1, 0, 4, 5)))))
                .containsExactly("web-v0=0");
    }

    @Test
    void scalingInARolloutIsShared() {
        // 10 to 20 wanted with 25 % surge: 8 + 5 become what they are of 25.
        var deployment = deployment("replicas: 20", "status: {replicas: 13}");
        assertThat(sizes(acting(view(deployment, set("v1", 1, 8, 8, 10, 13), set("v2", 2, 5, 2, 10, 13)))))
                .containsExactlyInAnyOrder("web-v1=15", "web-v2=10");
        var toNone = deployment("replicas: 0", "status: {replicas: 13}");
        assertThat(sizes(acting(view(toNone, set("v1", 1, 8, 8, 10, 13), set("v2", 2, 5, 2, 10, 13)))))
                .containsExactlyInAnyOrder("web-v1=0", "web-v2=0");
    }

    @Test
    void pausedItIsOnlyScaled() {
        var deployment = deployment("replicas: 6, paused: true", "");
        var plan = acting(view(deployment, set("v1", 1, 4, 4, 4, 5)));
        assertThat(sizes(plan)).containsExactly("web-v1=6");
        assertThat(plan.actions()).noneMatch(Action.Create.class::isInstance);
        assertThat(progressing(plan)).isEqualTo("Unknown DeploymentPaused");
    }

    @Test
    void withoutProgressForTooLongItIsStuck() {
        var stuck = """
                status:
                  observedGeneration: 2
                  replicas: 4
                  updatedReplicas: 4
                  unavailableReplicas: 4
                  terminatingReplicas: 0
                  conditions:
                  - {type: Progressing, status: "True", reason: ReplicaSetUpdated, lastUpdateTime: "%s", lastTransitionTime: "2026-01-01T00:00:00Z"}
                """;
        var late = acting(
                view(deployment("replicas: 4", stuck.formatted("2026-01-01T00:00:00Z")), set("v2", 1, 4, 0, 4, 5)));
        assertThat(progressing(late)).isEqualTo("False ProgressDeadlineExceeded");
        var inTime = acting(
                view(deployment("replicas: 4", stuck.formatted("2026-01-01T00:00:10Z")), set("v2", 1, 4, 0, 4, 5)));
        assertThat(inTime.again()).contains(Duration.ofSeconds(11));
    }

    @Test
    void completeItForgetsTheOldestRevisionsBeyondTheLimit() {
        var plan = acting(view(
                deployment("replicas: 1", ""),
                set("a", 1, 0, 0, 1, 2),
                set("b", 2, 0, 0, 1, 2),
                set("c", 3, 0, 0, 1, 2),
                set("v2", 4, 1, 1, 1, 2)));
        assertThat(plan.actions().stream()
                        .filter(Action.Delete.class::isInstance)
                        .map(action -> ((Action.Delete) action).object().name()))
                .containsExactly("web-a");
        assertThat(progressing(plan)).isEqualTo("True NewReplicaSetAvailable");
    }

    @Test
    void rolledBackToTheOldReplicaSetGetsANewRevisionAndKeepsItsOldOne() {
        var plan = DeploymentPlanner.plan(
                view(deployment("replicas: 1", ""), set("v2", 1, 0, 0, 1, 2), set("v3", 2, 1, 1, 1, 2)));
        var patch = plan.actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(Action.Patch.class::cast)
                .filter(action -> action.kind().equals(Kind.REPLICA_SET))
                .findFirst()
                .orElseThrow();
        assertThat(patch.key().name()).isEqualTo("web-v2");
        assertThat(patch.patch().texts("metadata", "annotations"))
                .containsEntry("deployment.kubernetes.io/revision", "3")
                .containsEntry("deployment.kubernetes.io/revision-history", "1");
    }

    @Test
    void recreateWaitsForTheOldPods() {
        var deployment = deployment("replicas: 2, strategy: {type: Recreate}", "");
        var shrinking = DeploymentPlanner.plan(view(deployment, set("v1", 1, 2, 2, 2, 2)));
        assertThat(sizes(shrinking)).containsExactly("web-v1=0");
        assertThat(shrinking.actions()).noneMatch(Action.Create.class::isInstance);
        var waiting =
                DeploymentPlanner.plan(new DeploymentView(deployment, List.of(set("v1", 1, 0, 0, 2, 2)), true, NOW));
        assertThat(waiting.actions()).noneMatch(Action.Create.class::isInstance);
        var gone = DeploymentPlanner.plan(view(deployment, set("v1", 1, 0, 0, 2, 2)));
        assertThat(gone.actions()).anyMatch(Action.Create.class::isInstance);
    }

    @Test
    void aReplicaSetOfItsLabelsIsAdoptedAndOneThatStrayedIsReleased() {
        var orphan = new KubeObject(set("v1", 1, 1, 1, 1, 2).tree().withoutAt("metadata", "ownerReferences"));
        var adopting = DeploymentPlanner.plan(view(deployment("replicas: 1", ""), orphan));
        assertThat(adopting.actions()).hasSize(1);
        assertThat(((Action.Patch) adopting.actions().getFirst())
                        .patch()
                        .list("metadata", "ownerReferences")
                        .objects()
                        .getFirst()
                        .flag("controller"))
                .isTrue();
        var strayed = new KubeObject(
                set("v1", 1, 1, 1, 1, 2).tree().withAt(Trees.tree("{app: other}"), "metadata", "labels"));
        var releasing = DeploymentPlanner.plan(view(deployment("replicas: 1", ""), strayed));
        assertThat(releasing.actions()).hasSize(1);
        assertThat(((Action.Patch) releasing.actions().getFirst())
                        .patch()
                        .list("metadata", "ownerReferences")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void nothingIsWrittenWhenAllIsAsItShouldBe() {
        var view = view(deployment("replicas: 1", ""), set("v2", 1, 1, 1, 1, 2));
        var settled = new KubeObject(view.deployment().tree().with("status", withoutNulls(status(acting(view)))));
        assertThat(DeploymentPlanner.plan(view(settled, set("v2", 1, 1, 1, 1, 2)))
                        .actions())
                .isEmpty();
    }

    private static ObjectValue withoutNulls(ObjectValue status) {
        var kept = ObjectValue.builder();
        status.fields().forEach((name, value) -> {
            if (value != io.jukung.api.model.tree.Scalar.Null.NULL) {
                kept.put(name, value);
            }
        });
        return kept.build();
    }
}
