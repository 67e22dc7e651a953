package io.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.patch.MergePatch;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever order pods become ready or fail in, a rolling update keeps its bounds and ends. */
class RollingUpdatePropertiesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    /** ReplicaSets with pods that are ready or not; the planner moves sizes, chance moves readiness. */
    private static final class World {

        final int replicas;
        final Bounds bounds;
        final String strategy;
        final Map<String, KubeObject> sets = new TreeMap<>();
        final Map<String, Integer> ready = new TreeMap<>();
        int version = 1;

        World(int replicas, int surge, int unavailable) {
            this.replicas = replicas;
            strategy = "{maxSurge: " + surge + ", maxUnavailable: " + unavailable + "}";
            bounds = Bounds.of(Trees.tree(strategy), replicas);
        }

        private ObjectValue noted = ObjectValue.empty();

        KubeObject deployment() {
            var spec = Trees.object("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web, namespace: default, uid: d, generation: 1}
                    spec:
                      replicas: %d
                      selector: {matchLabels: {app: web}}
                      strategy: {type: RollingUpdate, rollingUpdate: %s}
                      template: {metadata: {labels: {app: web}}, spec: {image: v%d}}
                    """.formatted(replicas, strategy, version));
            return new KubeObject(MergePatch.apply(spec.tree(), noted));
        }

        DeploymentView view() {
            var seen = new ArrayList<KubeObject>();
            sets.forEach((name, set) -> seen.add(new KubeObject(set.tree()
                    .with(
                            "status",
                            Trees.tree("{replicas: %d, readyReplicas: %d, availableReplicas: %d, observedGeneration: 1}"
                                    .formatted(size(set), ready.get(name), ready.get(name)))))));
            return new DeploymentView(deployment(), seen, false, NOW);
        }

        static long size(KubeObject set) {
            return set.spec().whole(-1, "replicas");
        }

        long total() {
            return sets.values().stream().mapToLong(World::size).sum();
        }

        long available() {
            return ready.values().stream().mapToLong(count -> count).sum();
        }

        /** One turn of the controller; a ReplicaSet that shrinks deletes pods that are not ready first. */
        boolean turn() {
            boolean acted = false;
            for (var action : DeploymentPlanner.plan(view()).actions()) {
                switch (action) {
                    case Action.Create(var _, var object) -> {
                        acted = true;
                        var created = object.tree()
                                .withAt(Value.of("uid-" + version), "metadata", "uid")
                                .withAt(
                                        Value.of("2026-01-01T00:0" + version % 10 + ":00Z"),
                                        "metadata",
                                        "creationTimestamp");
                        sets.put(object.name(), new KubeObject(created));
                        ready.put(object.name(), 0);
                    }
                    case Action.Patch patch
                    when patch.kind().equals(Kind.REPLICA_SET) -> {
                        acted = true;
                        var name = patch.key().name();
                        var set = sets.get(name);
                        assertThat(set).isNotNull();
                        var tree = set.tree();
                        for (var annotation : patch.patch()
                                .object("metadata", "annotations")
                                .fields()
                                .entrySet()) {
                            tree = tree.withAt(annotation.getValue(), "metadata", "annotations", annotation.getKey());
                        }
                        long size = patch.patch().whole(size(set), "spec", "replicas");
                        sets.put(name, new KubeObject(tree.withAt(Value.of(size), "spec", "replicas")));
                        ready.merge(name, (int) size, Math::min);
                    }
                    case Action.Patch patch -> {
                        // What the Deployment says of itself: its revision brings the next turn.
                        noted = MergePatch.apply(noted, patch.patch());
                        acted |= patch.patch().at("metadata", "annotations") != null;
                    }
                    case Action.Tell _, Action.Delete _, Action.Replace _ -> {}
                }
            }
            return acted;
        }
    }

    @Property(tries = 200)
    void boundsHoldInEveryOrder(
            @ForAll @IntRange(min = 1, max = 12) int replicas,
            @ForAll @IntRange(max = 6) int surge,
            @ForAll @IntRange(max = 6) int unavailable,
            @ForAll long seed) {
        var random = new Random(seed);
        var world = new World(replicas, surge, unavailable);
        settle(world);
        for (int i = 0; i < 60; i++) {
            if (i % 20 == 5) {
                world.version++;
            }
            long availableBefore = world.available();
            long floor = Math.min(availableBefore, replicas - world.bounds.unavailable());
            world.turn();
            assertThat(world.total()).isLessThanOrEqualTo(replicas + world.bounds.surge());
            assertThat(world.available())
                    .as("the controller's own doing never goes below what must be available")
                    .isGreaterThanOrEqualTo(floor);
            change(world, random);
        }
        settle(world);
        var names = List.copyOf(world.sets.keySet());
        assertThat(names.stream()
                        .mapToLong(name -> World.size(world.sets.get(name)))
                        .filter(size -> size > 0))
                .containsExactly((long) replicas);
        assertThat(world.view().newest().map(DeploymentView::size)).contains((long) replicas);
    }

    /** Some pod becomes ready, or fails. */
    private static void change(World world, Random random) {
        for (var name : world.sets.keySet()) {
            int size = (int) World.size(world.sets.get(name));
            int step = random.nextInt(4) == 0 ? -1 : random.nextInt(3);
            world.ready.compute(name, (_, count) -> Math.clamp((count == null ? 0 : count) + step, 0, size));
        }
    }

    private static void settle(World world) {
        for (int i = 0; i < 500; i++) {
            world.sets.forEach((name, set) -> world.ready.put(name, (int) World.size(set)));
            if (!world.turn() && world.available() == world.replicas) {
                return;
            }
        }
        throw new AssertionError("the rollout does not end: " + world.sets);
    }
}
