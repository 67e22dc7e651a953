package io.jukung.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentRolloutTest {

    private static KubeObject deployment(long wanted, long observed, long replicas, long updated, long available) {
        return new KubeObject(ObjectValue.empty()
                .withAt(Value.of("web"), "metadata", "name")
                .withAt(Value.of("u1"), "metadata", "uid")
                .withAt(Value.of(2), "metadata", "generation")
                .withAt(Value.of(wanted), "spec", "replicas")
                .withAt(Value.of(observed), "status", "observedGeneration")
                .withAt(Value.of(replicas), "status", "replicas")
                .withAt(Value.of(updated), "status", "updatedReplicas")
                .withAt(Value.of(available), "status", "availableReplicas"));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, 3, 3, 3, spec update to be observed",
        "3, 2, 3, 1, 3, 1 out of 3 new replicas",
        "3, 2, 4, 3, 3, 1 old replicas are pending termination",
        "3, 2, 3, 3, 2, 2 of 3 updated replicas are available",
    })
    void tellsWhatIsStillMissing(
            long wanted, long observed, long replicas, long updated, long available, String message) {
        var progress = DeploymentRollout.progress(deployment(wanted, observed, replicas, updated, available));
        assertThat(progress.complete()).isFalse();
        assertThat(progress.failed()).isFalse();
        assertThat(progress.message()).contains(message);
    }

    @Test
    void isCompleteWhenAllIsNewAndAvailable() {
        assertThat(DeploymentRollout.progress(deployment(3, 2, 3, 3, 3)).complete())
                .isTrue();
    }

    @Test
    void failsOncePastTheDeadline() {
        var late = deployment(3, 2, 3, 1, 1)
                .tree()
                .withAt(
                        ListValue.of(ObjectValue.builder()
                                .put("type", "Progressing")
                                .put("reason", "ProgressDeadlineExceeded")
                                .build()),
                        "status",
                        "conditions");
        assertThat(DeploymentRollout.progress(new KubeObject(late)).failed()).isTrue();
    }

    private static KubeObject revision(String owner, long number) {
        var reference =
                ObjectValue.builder().put("uid", owner).put("controller", true).build();
        return new KubeObject(ObjectValue.empty()
                .withAt(Value.of("web-" + number), "metadata", "name")
                .withAt(
                        ObjectValue.of("deployment.kubernetes.io/revision", Value.of(Long.toString(number))),
                        "metadata",
                        "annotations")
                .withAt(ListValue.of(reference), "metadata", "ownerReferences")
                .withAt(Value.of("hash" + number), "spec", "template", "metadata", "labels", "pod-template-hash")
                .withAt(Value.of("web"), "spec", "template", "metadata", "labels", "app"));
    }

    @Test
    void ordersTheRevisionsItOwns() {
        var owned = DeploymentRollout.revisions(
                deployment(1, 2, 1, 1, 1), List.of(revision("u1", 10), revision("u2", 3), revision("u1", 9)));
        assertThat(owned).extracting(DeploymentRollout::revision).containsExactly(9L, 10L);
    }

    @Test
    void goesBackToTheOneBeforeWithoutItsHash() {
        var template = DeploymentRollout.templateOf(List.of(revision("u1", 1), revision("u1", 2)), 0);
        assertThat(template.texts("metadata", "labels")).containsOnlyKeys("app");
    }

    @Test
    void saysWhenThereIsNothingToGoBackTo() {
        assertThatThrownBy(() -> DeploymentRollout.templateOf(List.of(revision("u1", 1)), 0))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no rollout history found");
        assertThatThrownBy(() -> DeploymentRollout.templateOf(List.of(revision("u1", 1)), 7))
                .hasMessageContaining("unable to find specified revision 7");
    }
}
