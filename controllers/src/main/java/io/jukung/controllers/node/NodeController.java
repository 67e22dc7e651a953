package io.jukung.controllers.node;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.controllers.loop.Pods;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches Nodes, their Leases, and the pods of nodes that drive them away. */
public final class NodeController {

    private static final String LEASES = "kube-node-lease";

    private final Informer nodes;
    private final Informer leases;
    private final Informer pods;
    private final ObjectIndex podsByNode;
    private final PlanExecutor executor;
    private final PlanExecutor evictor;
    private final Clock clock;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Evacuation evacuation = new Evacuation();

    private final Duration grace;
    /** Uids of nodes that are not ready and whose pods have been told so: said once, as their kubelet may disagree. */
    private final Set<String> podsTold = ConcurrentHashMap.newKeySet();

    private NodeController(LoopContext context, Duration grace) {
        this.grace = grace;
        nodes = context.informer(Kind.NODE);
        leases = context.informer(Kind.LEASE);
        pods = context.informer(Kind.POD);
        podsByNode = ObjectIndex.of(pods, pod -> List.of(Pods.node(pod)));
        executor = context.executor("node-controller");
        evictor = context.executor("taint-eviction-controller");
        clock = context.clock();
    }

    /**
     * Starts the loop.
     *
     * @param grace without a sign of life for so long a node counts as silent
     */
    public static ControlLoop<ObjectKey> start(LoopContext context, Duration grace) {
        var controller = new NodeController(context, grace);
        return ControlLoop.start(
                context.settings("node", 4),
                List.of(
                        new ControlLoop.Source<>(controller.nodes, controller::changed),
                        new ControlLoop.Source<>(
                                controller.leases,
                                (key, before, now) -> key.namespace().equals(LEASES)
                                        ? List.of(new ObjectKey("", key.name()))
                                        : List.of()),
                        new ControlLoop.Source<>(controller.pods, controller::onEvictingNode)),
                context.client(),
                controller::reconcile);
    }

    /** A node that changes sides may change what is done to all the others that are not ready. */
    private List<ObjectKey> changed(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        var then = before == null ? "" : NodeView.readiness(before);
        if (now != null && NodeView.readiness(now).equals(then)) {
            return List.of(key);
        }
        return Stream.concat(
                        Stream.of(key),
                        nodes.all().stream()
                                .filter(node -> !NodeView.readiness(node).equals("True"))
                                .map(KubeObject::key))
                .distinct()
                .toList();
    }

    private List<ObjectKey> onEvictingNode(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (now == null || Pods.node(now).isEmpty()) {
            return List.of();
        }
        return nodes
                .get(new ObjectKey("", Pods.node(now)))
                .filter(node -> !Taints.executing(node).isEmpty())
                .map(KubeObject::key)
                .stream()
                .toList();
    }

    /** Asks for the node's turn only when it has to be emptied and is not yet. */
    private Optional<Duration> evacuation(KubeObject node, List<KubeObject> all) {
        var pause = Evacuation.pause(node, all);
        return pause.isEmpty() || !NodeView.troubled(node) || Taints.evacuating(node)
                ? pause.map(_ -> Duration.ZERO)
                : pause.map(each -> evacuation.begin(node, each, clock.nanoTime()));
    }

    private Optional<Duration> reconcile(ObjectKey key, ApiClient client) {
        var found = nodes.get(key);
        if (found.isEmpty()) {
            heartbeats.forget(key.name()).ifPresent(podsTold::remove);
            return Optional.empty();
        }
        var node = found.get();
        var lease = leases.get(new ObjectKey(LEASES, key.name()));
        var now = clock.now();
        var all = nodes.all();
        var view = new NodeView(
                node,
                grace.minus(heartbeats.silence(node, lease, clock.nanoTime())),
                podsByNode.get(key.name()),
                podsTold.contains(node.uid()),
                all.size(),
                evacuation(node, all),
                heartbeats.taintsSeen(node, now),
                now);
        var plan = NodePlanner.plan(view);
        var again = executor.run(plan, client);
        if (!view.troubled()) {
            podsTold.remove(node.uid());
        } else if (view.patience().isPositive() || NodeStatus.silenced(view).isEmpty()) {
            podsTold.add(node.uid());
        }
        if (plan.changes(Kind.POD)) {
            // Who is to be evicted is judged by what the pods are then; their change brings the next turn.
            return again;
        }
        return Plan.sooner(again, evictor.run(EvictionPlanner.plan(view), client));
    }
}
