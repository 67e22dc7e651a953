package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.Clusters;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
            assertThat(Nemeses.unavailable(cluster))
                    .containsKeys("power", "full-disk", "clock", "disk-errors", "brown-out");
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

    @Test
    void bitsRotBesideOtherDamageAndOnlyInTheLog() throws Exception {
        try (var cluster = cluster();
                var nemesis = Nemeses.named("corrupt,bit-rot", cluster)) {
            assertThat(nemesis.operations()).containsExactlyInAnyOrder("corrupt", "repair", "bit-rot", "bits-right");
        }
        try (var cluster = cluster();
                var nemesis = Nemeses.named("bit-rot", cluster)) {
            for (long seed = 0; seed < 20; seed++) {
                assertThat(Whom.word(first(nemesis, seed).value(), "kind")).isEqualTo("bit");
            }
        }
    }

    /** The power goes of all, as one left has what the others lose, and not before disks have failed for a while. */
    @Test
    void aBrownOutIsLongEnoughForAnAcknowledgement() throws Exception {
        try (var cluster = cluster()) {
            var during = new BrownOut(cluster, new Admin(cluster)).during();
            var whom = new HashSet<Whom>();
            for (long seed = 0; seed < 50; seed++) {
                var value = first(during, seed).value();
                whom.add(Whom.Target.of(value).whom());
                assertThat(Whom.number(value, "ms")).isBetween(300L, 1500L);
            }
            assertThat(whom).containsExactly(Whom.ALL);
        }
    }

    /** Elections take a second or so; clients give up a connection after a few seconds without an answer. */
    @Test
    void theLeaderIsStunnedForAnElectionAndNotMuchLonger() throws Exception {
        try (var cluster = cluster();
                var nemesis = Nemeses.named("stun", cluster)) {
            assertThat(nemesis.operations()).containsExactly("stun");
            for (long seed = 0; seed < 50; seed++) {
                assertThat(Whom.number(first(nemesis, seed).value(), "ms")).isBetween(700L, 2200L);
            }
        }
    }

    private static Invocation first(Nemesis nemesis, long seed) {
        return first(nemesis.during(), seed);
    }

    private static Invocation first(Generator generator, long seed) {
        var random = new SplittableRandom(seed);
        long now = 0;
        while (true) {
            switch (generator.next(new Context(now, List.of(Op.NEMESIS), 1, random))) {
                case Generator.Next.Emit(var invocation, var _) -> {
                    return invocation;
                }
                case Generator.Next.Wait(long until, var rest) -> {
                    now = until;
                    generator = rest;
                }
                case Generator.Next.Done() -> throw new AssertionError("it has an end");
            }
        }
    }
}
