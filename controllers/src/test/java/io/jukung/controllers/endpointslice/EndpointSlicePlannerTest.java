package io.jukung.controllers.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointSlicePlannerTest {

    private static KubeObject service(String spec) {
        return Trees.object("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default, uid: s, labels: {team: a}}
                spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: web, protocol: TCP}]%s}
                """.formatted(spec));
    }

    private static KubeObject pod(String name, String address, boolean ready, String metadata) {
        return Trees.object("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: default, uid: uid-%1$s, labels: {app: web}%4$s}
                spec: {nodeName: n1, containers: [{name: c, ports: [{name: web, containerPort: 8080, protocol: TCP}]}]}
                status: {phase: Running, podIP: %2$s, conditions: [{type: Ready, status: "%3$s"}]}
                """.formatted(name, address, ready ? "True" : "False", metadata));
    }

    private static Plan plan(KubeObject service, List<KubeObject> pods, List<KubeObject> slices) {
        return EndpointSlicePlanner.plan(
                new ServiceView(service.key(), Optional.of(service), pods, slices, Optional.empty(), Optional.empty()));
    }

    private static List<ObjectValue> created(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Create.class::isInstance)
                .map(Action.Create.class::cast)
                .filter(create -> create.kind().equals(Kind.ENDPOINT_SLICE))
                .map(create -> create.object().tree())
                .toList();
    }

    private static KubeObject stored(ObjectValue created, String name) {
        return new KubeObject(
                created.withAt(Value.of(name), "metadata", "name").withAt(Value.of("uid-" + name), "metadata", "uid"));
    }

    @Test
    void aServiceWithoutPodsHasOneEmptySlice() {
        var slices = created(plan(service(", clusterIP: None"), List.of(), List.of()));
        assertThat(slices).hasSize(1);
        var slice = slices.getFirst();
        assertThat(slice.text("addressType")).isEqualTo("IPv4");
        assertThat(slice.texts("metadata", "labels"))
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .containsEntry("service.kubernetes.io/headless", "")
                .containsEntry("team", "a");
        assertThat(plan(service(", clusterIP: None"), List.of(), List.of(stored(slice, "web-x")))
                        .actions())
                .noneMatch(action -> action instanceof Action.Patch || action instanceof Action.Delete);
    }

    @Test
    void conditionsTellReadyServingAndTerminating() {
        var pods = List.of(
                pod("ready", "10.0.0.1", true, ""),
                pod("unready", "10.0.0.2", false, ""),
                pod("going", "10.0.0.3", true, ", deletionTimestamp: \"2026-01-01T00:00:00Z\""));
        var plan = plan(service(""), pods, List.of());
        var endpoints = created(plan).getFirst().list("endpoints").objects();
        assertThat(endpoints)
                .extracting(endpoint -> endpoint.list("addresses").texts().getFirst() + " "
                        + endpoint.flag("conditions", "ready")
                        + " " + endpoint.flag("conditions", "serving")
                        + " " + endpoint.flag("conditions", "terminating"))
                .containsExactlyInAnyOrder(
                        "10.0.0.1 true true false", "10.0.0.2 false false false", "10.0.0.3 false true true");
        var older = plan.actions().stream()
                .filter(Action.Create.class::isInstance)
                .map(action -> ((Action.Create) action).object())
                .filter(object -> object.kind().equals("Endpoints"))
                .findFirst()
                .orElseThrow();
        var subset = older.tree().list("subsets").objects().getFirst();
        assertThat(subset.list("addresses").objects())
                .extracting(address -> address.text("ip"))
                .containsExactly("10.0.0.1");
        assertThat(subset.list("notReadyAddresses").objects())
                .extracting(address -> address.text("ip"))
                .containsExactly("10.0.0.2");
    }

    @Test
    void publishedAnywayAnUnreadyPodIsReadyButNotServing() {
        var pods = List.of(pod("unready", "10.0.0.2", false, ""));
        var endpoint = created(plan(service(", publishNotReadyAddresses: true"), pods, List.of()))
                .getFirst()
                .list("endpoints")
                .objects()
                .getFirst();
        assertThat(endpoint.flag("conditions", "ready")).isTrue();
        assertThat(endpoint.flag("conditions", "serving")).isFalse();
    }

    @Test
    void podsWithoutAddressOrFinishedAreLeftOut() {
        var finished = new KubeObject(
                pod("done", "10.0.0.9", true, "").tree().withAt(Value.of("Succeeded"), "status", "phase"));
        var pods = List.of(pod("new", "\"\"", false, ""), finished);
        assertThat(created(plan(service(""), pods, List.of()))
                        .getFirst()
                        .list("endpoints")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void podsThatNameThePortDifferentlyGetASliceOfTheirOwn() {
        var other = new KubeObject(pod("other", "10.0.0.5", true, "")
                .tree()
                .withAt(
                        Trees.tree("{a: [{name: c, ports: [{name: web, containerPort: 9090}]}]}")
                                .list("a"),
                        "spec",
                        "containers"));
        var slices = created(plan(service(""), List.of(pod("a", "10.0.0.1", true, ""), other), List.of()));
        assertThat(slices)
                .extracting(slice -> slice.list("ports").objects().getFirst().whole(0, "port"))
                .containsExactlyInAnyOrder(8080L, 9090L);
    }

    private static List<KubeObject> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pod("p%03d".formatted(i), "10.0." + i / 250 + "." + (1 + i % 250), true, ""))
                .toList();
    }

    @Test
    void noSliceHoldsMoreThanAHundredAndOnePodsChangeTouchesOneSlice() {
        var pods = pods(250);
        var slices = created(plan(service(""), pods, List.of()));
        assertThat(slices).extracting(slice -> slice.list("endpoints").size()).containsExactly(100, 100, 50);
        var stored = IntStream.range(0, 3)
                .mapToObj(i -> stored(slices.get(i), "web-" + i))
                .toList();
        var changed = new ArrayList<>(pods);
        changed.set(120, pod("p120", "10.0.0.121", false, ""));
        var patches = plan(service(""), changed, stored).actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(action -> ((Action.Patch) action).key().name())
                .toList();
        assertThat(patches).containsExactly("web-1");
        var one = plan(service(""), pods(251), stored).actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(action -> ((Action.Patch) action).key().name())
                .toList();
        assertThat(one).containsExactly("web-2");
    }

    @Test
    void emptySlicesGo() {
        var stored = created(plan(service(""), pods(150), List.of())).stream()
                .map(slice -> stored(slice, "web-" + slice.list("endpoints").size()))
                .toList();
        var plan = plan(service(""), pods(100), stored);
        assertThat(plan.actions().stream()
                        .filter(Action.Delete.class::isInstance)
                        .map(action -> ((Action.Delete) action).object().name()))
                .containsExactly("web-50");
    }

    @Test
    void aServiceWithoutSelectorIsLeftAlone() {
        var manual = new KubeObject(service("").tree().withoutAt("spec", "selector"));
        assertThat(plan(manual, List.of(), List.of()).actions()).isEmpty();
    }
}
