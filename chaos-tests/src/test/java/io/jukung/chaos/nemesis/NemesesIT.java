package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.cluster.Clusters;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generator.Next;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault is done and taken back as a run does it, only without the pauses; and all members serve afterwards. */
class NemesesIT {

    private static final int SERVE_SECONDS = 180;

    @TempDir
    private Path folder;

    @Test
    @Needs(
            root = true,
            tools = {"gcc", "ip", "nft", "mkfs.ext4"})
    void allFaultsOfOurs() throws Exception {
        var plan = new ClusterPlan(
                Product.JUKUNG,
                Placement.NAMESPACES,
                3,
                List.of(),
                List.of(),
                Map.of(),
                folder.toRealPath().resolve("ours"));
        try (var cluster = started(plan.on(Storage.IMAGE))) {
            assertThat(Nemeses.unavailable(cluster)).isEmpty();
            allOf(cluster, Nemeses.names());
        }
    }

    @Test
    @Needs(tools = "etcd")
    void faultsOfEtcdWithoutNamespaces() throws Exception {
        var plan = new ClusterPlan(
                Product.ETCD,
                Placement.LOOPBACK,
                3,
                List.of(),
                List.of(),
                Map.of(),
                folder.toRealPath().resolve("etcd"));
        try (var cluster = started(plan)) {
            var names = new ArrayList<>(Nemeses.names());
            names.removeAll(Nemeses.unavailable(cluster).keySet());
            assertThat(names).contains("kill", "pause", "partition", "links", "membership", "corrupt");
            // Last: etcd does not notice what was changed in its database, and may fail on it at any later restart.
            names.remove("corrupt");
            names.add("corrupt");
            allOf(cluster, names);
        }
    }

    private static Cluster started(ClusterPlan plan) throws Exception {
        var cluster = Clusters.create(plan);
        try {
            for (var member : cluster.members()) {
                cluster.start(member);
            }
            for (var member : cluster.members()) {
                cluster.awaitServing(member, SERVE_SECONDS);
            }
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static void allOf(Cluster cluster, List<String> names) throws Exception {
        for (var name : names) {
            long begun = System.nanoTime();
            try (var nemesis = Nemeses.named(name, cluster)) {
                var done = new ArrayList<String>();
                var missing = new TreeSet<>(nemesis.operations());
                var generator = nemesis.during();
                var random = new SplittableRandom(name.hashCode());
                long now = 0;
                while (!missing.isEmpty()) {
                    var emit = due(generator, random, now);
                    now = emit.now();
                    generator = emit.rest();
                    missing.remove(emit.invocation().f());
                    done.add(emit.invocation().f() + " " + nemesis.invoke(emit.invocation()));
                }
                nemesis.heal();
                for (var member : cluster.members()) {
                    cluster.awaitServing(member, SERVE_SECONDS);
                }
                System.out.println(name + " " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + done);
                assertThat(cluster.members()).as("after %s", done).hasSize(3);
            }
        }
    }

    private record Due(Invocation invocation, long now, Generator rest) {}

    private static Due due(Generator generator, RandomGenerator random, long now) {
        while (true) {
            switch (generator.next(new Context(now, List.of(Op.NEMESIS), 1, random))) {
                case Next.Emit(var invocation, var rest) -> {
                    return new Due(invocation, now, rest);
                }
                case Next.Wait(long until, var rest) -> {
                    now = until;
                    generator = rest;
                }
                case Next.Done() -> throw new AssertionError("it has an end");
            }
        }
    }
}
