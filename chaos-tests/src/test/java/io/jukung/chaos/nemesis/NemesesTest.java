package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.Clusters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster of which no member runs. */
class NemesesTest {

    @TempDir
    private Path folder;

    private Cluster cluster() throws Exception {
        return Clusters.create(new ClusterPlan(
                Product.ETCD, Placement.LOOPBACK, 3, List.of(), List.of(), Map.of(), folder.resolve("run")));
    }

    @Test
    void anUnknownNameIsToldWithAllThatThereAre() throws Exception {
        try (var cluster = cluster()) {
            assertThatThrownBy(() -> Nemeses.named("kill,partitoin", cluster))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("partitoin")
                    .hasMessageContaining(String.join(",", Nemeses.names()));
        }
    }

    @Test
    void whatCannotBeHadSaysWhy() throws Exception {
        try (var cluster = cluster()) {
            assertThatThrownBy(() -> Nemeses.named("power", cluster)).hasMessageContaining("expected IMAGE");
            assertThat(Nemeses.unavailable(cluster)).containsKeys("power", "full-disk", "clock", "disk-errors");
            assertThat(Nemeses.unavailable(cluster)).doesNotContainKeys("kill", "partition", "membership");
        }
    }

    @Test
    void operationsOfSomeAreDoneByTheirs() throws Exception {
        try (var cluster = cluster();
                var nemesis = Nemeses.named("kill, partition", cluster)) {
            assertThat(nemesis.name()).isEqualTo("kill,partition");
            assertThat(nemesis.operations())
                    .containsExactlyInAnyOrder("kill", "start", "start-partition", "stop-partition");
        }
    }
}
