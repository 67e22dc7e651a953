package io.jukung.chaos.sim.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.deployment.DeploymentTurn;
import io.jukung.controllers.garbage.GarbageTurn;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Pods;
import io.jukung.controllers.podgc.PodGcTurn;
import io.jukung.controllers.replicaset.ReplicaSetTurn;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One life of the controllers' process: informers shared by a loop for each of them. */
final class PlaneControllers {

    private static final long NODE_LOST_AFTER = TimeUnit.SECONDS.toNanos(3);

    private record Garbage(Kind kind, ObjectKey key) {}

    private final PlaneWorld world;
    private final PlaneInformer deployments;
    private final PlaneInformer replicaSets;
    private final PlaneInformer pods;
    private final PlaneInformer nodes;
    private final PlaneLoop<ObjectKey> deploymentLoop;
    private final PlaneLoop<ObjectKey> replicaSetLoop;
    private final PlaneLoop<Garbage> garbageLoop;
    private final PlaneLoop<String> podGcLoop;
    /** Since when a node that pods name has been missing. */
    private final Map<String, Long> missingSince = new HashMap<>();

    PlaneControllers(PlaneWorld world, Machine machine) {
        this.world = world;
        deployments = new PlaneInformer(world, machine, Kind.DEPLOYMENT);
        replicaSets = new PlaneInformer(world, machine, Kind.REPLICA_SET);
        pods = new PlaneInformer(world, machine, Kind.POD);
        nodes = new PlaneInformer(world, machine, Kind.NODE);
        deploymentLoop =
                new PlaneLoop<>(world, machine, List.of(deployments, replicaSets, pods), this::reconcileDeployment);
        replicaSetLoop = new PlaneLoop<>(world, machine, List.of(replicaSets, pods), this::reconcileReplicaSet);
        garbageLoop = new PlaneLoop<>(world, machine, List.of(deployments, replicaSets, pods), this::collectGarbage);
        podGcLoop = new PlaneLoop<>(world, machine, List.of(pods, nodes), this::collectPods);
        deployments.listen(this::onDeployment);
        replicaSets.listen(this::onReplicaSet);
        pods.listen(this::onPod);
        nodes.listen((key, before, now) -> podGcLoop.wake());
        podGcLoop.add("pods");
    }

    List<PlaneInformer> informers() {
        return List.of(deployments, replicaSets, pods, nodes);
    }

    private void wakeAll() {
        deploymentLoop.wake();
        replicaSetLoop.wake();
        garbageLoop.wake();
        podGcLoop.wake();
    }

    private void onDeployment(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before == null && now == null) {
            wakeAll();
            return;
        }
        deploymentLoop.add(key);
        if (now == null && before != null) {
            orphaned(before, replicaSets);
        }
    }

    private void onReplicaSet(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before == null && now == null) {
            wakeAll();
            return;
        }
        replicaSetLoop.add(key);
        owner(before).ifPresent(deploymentLoop::add);
        owner(now).ifPresent(deploymentLoop::add);
        if (now == null && before != null) {
            orphaned(before, pods);
        } else {
            garbageLoop.add(new Garbage(Kind.REPLICA_SET, key));
        }
    }

    private void onPod(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before == null && now == null) {
            wakeAll();
            return;
        }
        owner(before).ifPresent(replicaSetLoop::add);
        owner(now).ifPresent(replicaSetLoop::add);
        if (now != null) {
            garbageLoop.add(new Garbage(Kind.POD, key));
        }
    }

    private static Optional<ObjectKey> owner(@Nullable KubeObject object) {
        return object == null
                ? Optional.empty()
                : object.controller().map(reference -> new ObjectKey(object.namespace(), reference.name()));
    }

    private void orphaned(KubeObject owner, PlaneInformer dependents) {
        for (var dependent : dependents.all()) {
            if (Ownership.controls(owner, dependent)) {
                garbageLoop.add(new Garbage(dependents.kind(), dependent.key()));
            }
        }
    }

    /** What an owner controls, and what has its labels and no controller. */
    private static List<KubeObject> candidates(KubeObject owner, PlaneInformer all) {
        var selector = LabelSelector.of(owner.spec().object("selector"));
        return all.all().stream()
                .filter(object -> Ownership.controls(owner, object)
                        || (object.controller().isEmpty() && selector.matches(object.labels())))
                .toList();
    }

    private static Optional<Duration> run(Plan plan, PlaneCalls calls) {
        plan.actions().forEach(calls::run);
        return plan.again();
    }

    private Optional<Duration> reconcileDeployment(ObjectKey key, PlaneCalls calls) {
        var deployment = deployments.get(key);
        return deployment.isEmpty()
                ? Optional.empty()
                : run(
                        DeploymentTurn.plan(
                                deployment.get(),
                                candidates(deployment.get(), replicaSets),
                                world.api().now()),
                        calls);
    }

    private Optional<Duration> reconcileReplicaSet(ObjectKey key, PlaneCalls calls) {
        var replicaSet = replicaSets.get(key);
        if (replicaSet.isEmpty()) {
            return Optional.empty();
        }
        var turn = new ReplicaSetTurn(
                replicaSet.get(),
                candidates(replicaSet.get(), pods),
                world.api().now());
        turn.actions().forEach(calls::run);
        turn.status().ifPresent(calls::run);
        if (world.flaw() == PlaneFlaw.WRITES_WITHOUT_NEED) {
            calls.patch(
                    Kind.REPLICA_SET.resource(),
                    key,
                    "status",
                    ObjectValue.of(
                            "status",
                            ObjectValue.of("observedAt", Value.of(world.kernel().now()))));
        }
        return turn.again();
    }

    private Optional<Duration> collectGarbage(Garbage key, PlaneCalls calls) {
        var informer = key.kind.equals(Kind.POD) ? pods : replicaSets;
        var object = informer.get(key.key);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        return run(
                GarbageTurn.plan(key.kind, object.get(), reference -> isPresent(object.get(), reference, calls)),
                calls);
    }

    private boolean isPresent(KubeObject object, OwnerReference reference, PlaneCalls calls) {
        var kind = reference.kind().equals(Kind.DEPLOYMENT.kind()) ? Kind.DEPLOYMENT : Kind.REPLICA_SET;
        var informer = kind.equals(Kind.DEPLOYMENT) ? deployments : replicaSets;
        var key = new ObjectKey(object.namespace(), reference.name());
        boolean cached = informer.get(key)
                .filter(owner -> owner.uid().equals(reference.uid()))
                .isPresent();
        return cached
                || calls.get(kind.resource(), key)
                        .filter(owner -> owner.uid().equals(reference.uid()))
                        .isPresent();
    }

    private Optional<Duration> collectPods(String key, PlaneCalls calls) {
        var lost = new HashSet<String>();
        long now = world.kernel().now();
        var known = new HashSet<String>();
        nodes.all().forEach(node -> known.add(node.name()));
        for (var pod : pods.all()) {
            var node = Pods.node(pod);
            if (node.isEmpty() || known.contains(node)) {
                missingSince.remove(node);
            } else if (now - missingSince.computeIfAbsent(node, fresh -> now) > NODE_LOST_AFTER) {
                lost.add(node);
            }
        }
        var _ = run(PodGcTurn.plan(pods.all(), lost, world.api().now()), calls);
        return Optional.of(Duration.ofSeconds(1));
    }
}
