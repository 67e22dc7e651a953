package io.jukung.controllers.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static KubeObject node(String ready, String spec) {
        return Trees.object("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: n1
                  uid: n1
                  creationTimestamp: "2026-01-01T00:00:00Z"
                  annotations: {node.alpha.kubernetes.io/ttl: "0"}
                spec: {%s}
                status: {conditions: [{type: Ready, status: "%s", lastHeartbeatTime: "2026-01-01T00:59:00Z"}, {type: DiskPressure, status: "False"}]}
                """.formatted(spec, ready));
    }

    private static KubeObject pod(String name, String tolerations) {
        return Trees.object("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, uid: %s}
                spec: {nodeName: n1, tolerations: [%s]}
                status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
                """.formatted(name, name, tolerations));
    }

    private static Plan plan(KubeObject node, int silentSeconds, boolean evacuates, KubeObject... pods) {
        return NodePlanner.plan(view(node, silentSeconds, evacuates, pods));
    }

    private static NodeView view(KubeObject node, int silentSeconds, boolean evacuates, KubeObject... pods) {
        return new NodeView(
                node,
                Duration.ofSeconds(40L - silentSeconds),
                List.of(pods),
                false,
                1,
                Optional.of(Duration.ofSeconds(evacuates ? 0 : 7)),
                Map.of(),
                NOW);
    }

    private static Plan evictions(KubeObject node, KubeObject... pods) {
        return EvictionPlanner.plan(view(node, 0, true, pods));
    }

    private static Optional<ObjectValue> patch(Plan plan, Kind kind) {
        return plan.actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(Action.Patch.class::cast)
                .filter(patch -> patch.kind().equals(kind))
                .map(Action.Patch::patch)
                .findFirst();
    }

    private static Stream<String> taints(Plan plan) {
        return patch(plan, Kind.NODE).orElseThrow().list("spec", "taints").objects().stream()
                .map(taint -> taint.text("key") + ":" + taint.text("effect"));
    }

    private static Stream<String> deleted(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Delete.class::isInstance)
                .map(action -> ((Action.Delete) action).object().name());
    }

    @Test
    void aNodeThatSpeaksIsLeftAloneAndLookedAtInTime() {
        var plan = plan(node("True", ""), 15, true, pod("a", ""));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.again()).contains(Duration.ofSeconds(25));
    }

    @Test
    void afterFortySecondsOfSilenceNothingIsKnownOfIt() {
        var plan = plan(node("True", ""), 40, true, pod("a", ""));
        var conditions = patch(plan, Kind.NODE)
                .orElseThrow()
                .list("status", "conditions")
                .objects();
        assertThat(conditions)
                .extracting(condition ->
                        condition.text("type") + " " + condition.text("status") + " " + condition.text("reason"))
                .containsExactly(
                        "Ready Unknown NodeStatusUnknown",
                        "DiskPressure Unknown NodeStatusUnknown",
                        "MemoryPressure Unknown NodeStatusNeverUpdated",
                        "PIDPressure Unknown NodeStatusNeverUpdated");
    }

    @Test
    void unknownItIsTaintedAndItsPodsAreNotReady() {
        var plan = plan(node("Unknown", ""), 0, true, pod("a", ""));
        assertThat(taints(plan))
                .containsExactly(
                        "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute");
        var ready = patch(plan, Kind.POD)
                .orElseThrow()
                .list("status", "conditions")
                .objects()
                .getFirst();
        assertThat(ready.text("status")).isEqualTo("False");
    }

    @Test
    void readyAgainItsTaintsGoAndThoseOfOthersStay() {
        var plan = plan(
                node(
                        "True",
                        "taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}, {key: mine, effect: NoSchedule}]"),
                0,
                true);
        assertThat(taints(plan)).containsExactly("mine:NoSchedule");
    }

    @Test
    void cordonedItIsTainted() {
        assertThat(taints(plan(node("True", "unschedulable: true"), 0, true)))
                .containsExactly("node.kubernetes.io/unschedulable:NoSchedule");
    }

    @Test
    void whenAllSeemGoneNothingIsDrivenAway() {
        assertThat(taints(plan(node("Unknown", ""), 0, false)))
                .containsExactly("node.kubernetes.io/unreachable:NoSchedule");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 10",
        "0, 1, -",
        "0, 5, -",
        "2, 2, 10",
        "2, 3, -",
        "3, 3, 10",
        "9, 11, -",
        "30, 60, 100",
        "50, 10, 10"
    })
    void theMoreNodesAreNotReadyTheSlowerTheyAreEmptied(int ready, int notReady, String seconds) {
        var troubled = node("Unknown", "");
        var nodes = Stream.concat(
                        Stream.generate(() -> node("True", "")).limit(ready),
                        Stream.generate(() -> troubled).limit(notReady))
                .toList();
        assertThat(Evacuation.pause(troubled, nodes).map(pause -> "" + pause.toSeconds()))
                .isEqualTo(Optional.of(seconds).filter(text -> !text.equals("-")));
    }

    @Test
    void aZoneThatIsGoneIsEmptiedWhileOthersAreThere() {
        var gone = new KubeObject(
                node("Unknown", "").tree().withAt(Value.of("a"), "metadata", "labels", "topology.kubernetes.io/zone"));
        assertThat(Evacuation.pause(gone, List.of(gone, gone, gone, node("True", ""))))
                .contains(Duration.ofSeconds(10));
    }

    @Test
    void oneNodeOfAZoneBeginsAtATime() {
        var evacuation = new Evacuation();
        var pause = Duration.ofSeconds(10);
        var node = node("Unknown", "");
        assertThat(evacuation.begin(node, pause, Long.MAX_VALUE - 5)).isZero();
        assertThat(evacuation.begin(node, pause, Long.MAX_VALUE - 5 + pause.toNanos() - 1))
                .isEqualTo(Duration.ofNanos(1));
        assertThat(evacuation.begin(node, pause, Long.MAX_VALUE - 5 + pause.toNanos()))
                .isZero();
    }

    @Test
    void whatMustWaitIsLookedAtAgainThen() {
        var held = plan(node("Unknown", ""), 0, false);
        assertThat(held.again()).contains(Duration.ofSeconds(7));
        assertThat(taints(held)).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
    }

    private static final String TAINTED =
            "taints: [{key: node.kubernetes.io/unreachable, effect: NoSchedule}, {key: node.kubernetes.io/unreachable, effect: NoExecute, timeAdded: \"2026-01-01T00:59:00Z\"}]";

    private static String tolerating(String seconds) {
        return "{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute" + seconds + "}";
    }

    @Test
    void podsGoWhenTheirTolerationEnds() {
        var plan = evictions(
                node("Unknown", TAINTED),
                pod("none", ""),
                pod("short", tolerating(", tolerationSeconds: 59")),
                pod("long", tolerating(", tolerationSeconds: 300")),
                pod("forever", tolerating("")),
                pod("all", "{operator: Exists}"));
        assertThat(deleted(plan)).containsExactly("none", "short");
        assertThat(plan.again()).contains(Duration.ofMinutes(4));
    }

    @Test
    void aValueMustMatchUnlessExistenceIsEnough() {
        var tainted = "taints: [{key: k, value: v, effect: NoExecute, timeAdded: \"2026-01-01T00:00:00Z\"}]";
        var plan = evictions(
                node("True", tainted),
                pod("equal", "{key: k, operator: Equal, value: v, effect: NoExecute}"),
                pod("other", "{key: k, value: w}"),
                pod("exists", "{key: k, operator: Exists}"),
                pod("schedule", "{key: k, operator: Exists, effect: NoSchedule}"));
        assertThat(deleted(plan)).containsExactly("other", "schedule");
    }

    @Test
    void podsThatWereToldAreNotToldAgain() {
        var node = node("Unknown", "");
        var told = new NodeView(
                node, Duration.ofSeconds(1), List.of(pod("a", "")), true, 1, Optional.empty(), Map.of(), NOW);
        assertThat(NodePlanner.plan(told).changes(Kind.POD)).isFalse();
        assertThat(plan(node, 0, true, pod("a", "")).changes(Kind.POD)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1, 0",
        "'', 101, 15",
        "0, 95, 0",
        "15, 95, 15",
        "15, 89, 0",
        "30, 450, 30",
        "30, 449, 15",
        "15, 9000, 300"
    })
    void theMoreNodesTheLongerTheyKeepWhatTheyRead(String present, int nodes, long seconds) {
        var node = new KubeObject(node("True", "")
                .tree()
                .withAt(Value.of(present), "metadata", "annotations", "node.alpha.kubernetes.io/ttl"));
        assertThat(TimeToLive.seconds(node, nodes)).isEqualTo(seconds);
    }

    @Test
    void silenceIsMeasuredFromTheLastNewSign() {
        var heartbeats = new Heartbeats();
        var lease = Trees.object("{spec: {renewTime: \"2026-01-01T00:00:00.000000Z\"}}");
        var renewed = Trees.object("{spec: {renewTime: \"2020-01-01T00:00:00.000000Z\"}}");
        var node = node("True", "");
        assertThat(heartbeats.silence(node, Optional.of(lease), 0)).isZero();
        assertThat(heartbeats.silence(node, Optional.of(lease), 30_000)).isEqualTo(Duration.ofNanos(30_000));
        // A node's clock may have gone back: any change is a sign.
        assertThat(heartbeats.silence(node, Optional.of(renewed), 40_000)).isZero();
        assertThat(heartbeats.silence(node, Optional.of(renewed), 41_000)).isEqualTo(Duration.ofNanos(1_000));
        heartbeats.forget("n1");
        assertThat(heartbeats.silence(node, Optional.of(renewed), 50_000)).isZero();
    }
}
