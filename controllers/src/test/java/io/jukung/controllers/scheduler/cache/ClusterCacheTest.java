package io.jukung.controllers.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterCacheTest {

    private static final ObjectKey P = new ObjectKey("ns", "p");

    private final ClusterCache cache = new ClusterCache();
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static Node node(String name) {
        return new Node(name, Map.of(), List.of(), false, Resources.of(4000, 1L << 33), 110, Map.of());
    }

    private static PodInfo pod(String node) {
        var json =
                "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\"},\"spec\":{\"nodeName\":\"%s\",\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}"
                        .formatted(node);
        return PodInfo.of(new KubeObject(Json.readObject(json.getBytes(StandardCharsets.UTF_8))));
    }

    private long cpuOn(String node) {
        return cache.snapshot().nodes().stream()
                .filter(info -> info.name().equals(node))
                .map(NodeInfo::requested)
                .mapToLong(Resources::milliCpu)
                .sum();
    }

    @Test
    void anAssumedPodCountsAtOnceAndOnceOnlyWhenConfirmed() {
        cache.putNode(node("a"));
        cache.assume(pod(""), "a");
        assertThat(cpuOn("a")).isEqualTo(1000);
        cache.putPod(pod("a"));
        assertThat(cache.isAssumed(P)).isFalse();
        assertThat(cpuOn("a")).isEqualTo(1000);
        assertThat(cache.forget(P)).as("confirmed").isFalse();
        assertThat(cpuOn("a")).isEqualTo(1000);
    }

    @Test
    void aFailedBindingFreesTheNode() {
        cache.putNode(node("a"));
        cache.assume(pod(""), "a");
        assertThat(cache.forget(P)).isTrue();
        assertThat(cpuOn("a")).isZero();
        assertThatThrownBy(() -> {
                    cache.assume(pod(""), "a");
                    cache.assume(pod(""), "a");
                })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAssumptionEndsOnlyAfterItsBindingAndWithoutConfirmation() {
        cache.putNode(node("a"));
        cache.assume(pod(""), "a");
        assertThat(cache.expire(now.plusSeconds(3600))).isEmpty();
        cache.bound(P, now);
        assertThat(cache.expire(now.plusSeconds(29))).isEmpty();
        assertThat(cache.expire(now.plusSeconds(30))).hasSize(1);
        assertThat(cpuOn("a")).isZero();
    }

    @Test
    void anotherNodeThanAssumedWins() {
        cache.putNode(node("a"));
        cache.putNode(node("b"));
        cache.assume(pod(""), "a");
        cache.putPod(pod("b"));
        assertThat(cpuOn("a")).isZero();
        assertThat(cpuOn("b")).isEqualTo(1000);
    }

    @Test
    void podsOfANodeThatComesLaterOrAgainAreCounted() {
        cache.putPod(pod("a"));
        cache.putNode(node("a"));
        assertThat(cpuOn("a")).isEqualTo(1000);
        cache.removeNode("a");
        assertThat(cache.snapshot().nodes()).isEmpty();
        cache.putNode(node("a"));
        assertThat(cpuOn("a")).isEqualTo(1000);
        cache.removeNode("a");
        cache.removePod(P);
        cache.putNode(node("a"));
        assertThat(cpuOn("a")).isZero();
    }

    @Test
    void aSnapshotDoesNotChangeAndIsSharedWhileNothingDoes() {
        cache.putNode(node("a"));
        var before = cache.snapshot();
        assertThat(cache.snapshot()).isSameAs(before);
        cache.putPod(pod("a"));
        assertThat(before.nodes().getFirst().pods()).isEmpty();
        assertThat(cache.snapshot().nodes().getFirst().pods()).hasSize(1);
    }
}
