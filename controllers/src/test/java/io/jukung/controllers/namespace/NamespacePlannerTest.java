package io.jukung.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Trees;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespacePlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static final KubeObject DYING = Trees.object("""
            {apiVersion: v1, kind: Namespace, metadata: {name: ns, uid: u, resourceVersion: "5", deletionTimestamp: "2026-01-01T00:00:00Z"}, spec: {finalizers: [kubernetes, mine]}, status: {phase: Terminating}}
            """);

    private static List<Action> plan(Map<Kind, List<KubeObject>> content, Map<Kind, String> failures) {
        return NamespacePlanner.plan(new NamespaceView(DYING, content, failures, NOW))
                .actions();
    }

    @Test
    void contentIsDeletedAndTheReasonToWaitIsTold() {
        var pod = Trees.object(
                "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ns, uid: p, finalizers: [x/y]}}");
        var dying = Trees.object(
                "{apiVersion: v1, kind: Pod, metadata: {name: q, namespace: ns, uid: q, deletionTimestamp: \"2026-01-01T00:00:00Z\"}}");
        var actions = plan(Map.of(Kind.POD, List.of(pod, dying)), Map.of());
        assertThat(actions.stream()
                        .filter(Action.Delete.class::isInstance)
                        .map(action -> ((Action.Delete) action).object().name()))
                .containsExactly("p");
        var conditions = ((Action.Patch) actions.getFirst()).patch().list("status", "conditions");
        assertThat(Conditions.find(conditions, "NamespaceContentRemaining")
                        .orElseThrow()
                        .text("message"))
                .isEqualTo("Some resources are remaining: pods. has 2 resource instances");
        assertThat(Conditions.find(conditions, "NamespaceFinalizersRemaining")
                        .orElseThrow()
                        .text("message"))
                .isEqualTo("Some content in the namespace has finalizers remaining: x/y in 1 resource instances");
        assertThat(actions).noneMatch(Action.Replace.class::isInstance);
    }

    @Test
    void podsGoBeforeTheRest() {
        var pod = Trees.object("{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ns, uid: p}}");
        var service = Trees.object("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: ns, uid: s}}");
        assertThat(plan(Map.of(Kind.POD, List.of(pod), Kind.SERVICE, List.of(service)), Map.of()).stream()
                        .filter(Action.Delete.class::isInstance)
                        .map(action -> ((Action.Delete) action).object().name()))
                .containsExactly("p");
    }

    @Test
    void whatCannotBeListedMayStillBeThere() {
        var actions = plan(Map.of(), Map.of(Kind.SECRET, "no server"));
        assertThat(actions).noneMatch(Action.Replace.class::isInstance);
    }

    @Test
    void emptyItIsLetGo() {
        var replaced = (Action.Replace) plan(Map.of(), Map.of()).getLast();
        assertThat(replaced.subresource()).isEqualTo("finalize");
        assertThat(replaced.object().spec().list("finalizers").texts()).containsExactly("mine");
        assertThat(replaced.object().resourceVersion()).isEmpty();
    }
}
