package io.jukung.controllers.podgc;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.controllers.loop.Pods;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at all pods every 20 seconds; a single key. */
public final class PodGcController {

    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Informer pods;
    private final Informer nodes;
    private final PlanExecutor executor;
    private final Clock clock;
    /** Nodes that pods name and that are not there, with the monotonic time this was first seen. */
    private final Map<String, Long> missing = new HashMap<>();

    /** The only key. */
    public enum Key {
        ALL_PODS
    }

    private PodGcController(LoopContext context) {
        pods = context.informer(Kind.POD);
        nodes = context.informer(Kind.NODE);
        executor = context.executor("pod-garbage-collector");
        clock = context.clock();
    }

    /** Starts the loop. */
    public static ControlLoop<Key> start(LoopContext context) {
        var controller = new PodGcController(context);
        var loop = ControlLoop.<Key>start(
                context.settings("podgc", 1),
                List.of(
                        new ControlLoop.Source<>(controller.pods, (key, before, now) -> List.of()),
                        new ControlLoop.Source<>(
                                controller.nodes,
                                (key, before, now) -> now == null ? List.of(Key.ALL_PODS) : List.of())),
                context.client(),
                (_, client) -> controller.reconcile(client));
        loop.enqueue(Key.ALL_PODS);
        return loop;
    }

    private Optional<Duration> reconcile(ApiClient client) {
        var view = new PodGcView(pods.all(), lostNodes(client), clock.now());
        var _ = executor.run(PodGcPlanner.plan(view), client);
        return Optional.of(PERIOD);
    }

    private Set<String> lostNodes(ApiClient client) {
        var named = new HashSet<String>();
        pods.all().forEach(pod -> named.add(Pods.node(pod)));
        named.removeIf(
                name -> name.isEmpty() || nodes.get(new ObjectKey("", name)).isPresent());
        missing.keySet().retainAll(named);
        long now = clock.nanoTime();
        var lost = new HashSet<String>();
        for (var name : named) {
            long since = missing.computeIfAbsent(name, _ -> now);
            if (now - since >= QUARANTINE.toNanos() && absent(name, client)) {
                lost.add(name);
            }
        }
        return lost;
    }

    private static boolean absent(String node, ApiClient client) {
        try {
            client.get(Kind.NODE.resource(), new ObjectKey("", node));
            return false;
        } catch (ApiException e) {
            if (e.notFound()) {
                return true;
            }
            throw e;
        }
    }
}
