package io.jukung.controllers.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Trees;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodGcPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static KubeObject pod(String name, String node, String phase, String metadata) {
        return Trees.object("""
                {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: default, uid: u%s}, spec: {nodeName: "%s"}, status: {phase: %s}}
                """.formatted(name, metadata, node, phase));
    }

    @Test
    void podsOfLostNodesFailAndGoAtOnce() {
        var plan = PodGcPlanner.plan(new PodGcView(
                List.of(
                        pod("lost", "gone", "Running", ""),
                        pod("finished", "gone", "Succeeded", ""),
                        pod("fine", "n1", "Running", ""),
                        pod("unbound", "", "Pending", ""),
                        pod("stopped", "", "Pending", ", deletionTimestamp: \"2026-01-01T00:00:00Z\"")),
                Set.of("gone"),
                NOW));
        assertThat(plan.actions().stream()
                        .filter(Action.Delete.class::isInstance)
                        .map(Action.Delete.class::cast)
                        .peek(delete -> assertThat(delete.graceSeconds()).hasValue(0))
                        .map(delete -> delete.object().name()))
                .containsExactly("lost", "finished", "stopped");
        assertThat(plan.actions().getFirst())
                .isInstanceOfSatisfying(
                        Action.Patch.class,
                        patch -> assertThat(patch.patch().text("status", "phase"))
                                .isEqualTo("Failed"));
    }
}
