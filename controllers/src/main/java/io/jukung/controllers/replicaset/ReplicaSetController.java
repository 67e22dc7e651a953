package io.jukung.controllers.replicaset;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Claims;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.controllers.loop.Pods;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches ReplicaSets and Pods; a pod concerns its controller, or while it has none whoever selects it. */
public final class ReplicaSetController {

    private final Informer replicaSets;
    private final Informer pods;
    private final ObjectIndex podsByOwner;
    private final ObjectIndex siblings;
    private final PlanExecutor executor;
    private final Clock clock;

    private ReplicaSetController(LoopContext context) {
        replicaSets = context.informer(Kind.REPLICA_SET);
        pods = context.informer(Kind.POD);
        podsByOwner = context.dependents(Kind.POD);
        siblings = context.dependents(Kind.REPLICA_SET);
        executor = context.executor("replicaset-controller");
        clock = context.clock();
    }

    /** Starts the loop. */
    public static ControlLoop<ObjectKey> start(LoopContext context) {
        var controller = new ReplicaSetController(context);
        return ControlLoop.start(
                context.settings("replicaset", 8),
                List.of(
                        ControlLoop.Source.of(controller.replicaSets),
                        new ControlLoop.Source<>(
                                controller.pods, new Claims(Kind.REPLICA_SET, controller.replicaSets)::concerned)),
                context.client(),
                controller::reconcile);
    }

    private Optional<Duration> reconcile(ObjectKey key, ApiClient client) {
        var replicaSet = replicaSets.get(key);
        return replicaSet.isEmpty() ? Optional.empty() : reconcile(view(replicaSet.get()), client);
    }

    private Optional<Duration> reconcile(ReplicaSetView view, ApiClient client) {
        var plan = ReplicaSetPlanner.plan(view);
        var _ = executor.run(Plan.of(plan.claims()), client);
        var outcome = executor.runInBatches(plan.batch(), client);
        var _ = executor.run(Plan.of(tell(view, plan, outcome)), client);
        var failure = outcome.failure().orElse(null);
        ReplicaSetStatus.patch(view, failure)
                .map(patch -> Action.Patch.of(Kind.REPLICA_SET, view.replicaSet(), "status", patch))
                .ifPresent(patch -> executor.run(Plan.of(patch), client));
        if (failure != null) {
            throw failure;
        }
        return ReplicaSetStatus.nextAvailable(view);
    }

    private static List<Action> tell(
            ReplicaSetView view, ReplicaSetPlanner.PodPlan plan, PlanExecutor.BatchOutcome outcome) {
        var replicaSet = view.replicaSet();
        var news = new ArrayList<Action>();
        for (var pod : outcome.objects()) {
            news.add(Action.Tell.normal(replicaSet, "SuccessfulCreate", "Created pod: " + pod.name()));
        }
        if (outcome.failure().isEmpty()) {
            for (var action : plan.batch()) {
                if (action instanceof Action.Delete delete) {
                    news.add(Action.Tell.normal(
                            replicaSet,
                            "SuccessfulDelete",
                            "Deleted pod: " + delete.object().name()));
                }
            }
        }
        outcome.failure().map(ApiException::getMessage).ifPresent(message -> {
            boolean creating = plan.batch().getFirst() instanceof Action.Create;
            news.add(Action.Tell.warning(
                    replicaSet,
                    creating ? "FailedCreate" : "FailedDelete",
                    (creating ? "Error creating: " : "Error deleting: ") + message));
        });
        return news;
    }

    private ReplicaSetView view(KubeObject replicaSet) {
        return new ReplicaSetView(
                replicaSet, Claims.candidates(replicaSet, podsByOwner, pods), siblingsByNode(replicaSet), clock.now());
    }

    private Map<String, Long> siblingsByNode(KubeObject replicaSet) {
        var owner = replicaSet.controller().map(OwnerReference::uid);
        var group = owner.isEmpty() ? List.of(replicaSet) : siblings.get(owner.get());
        var counts = new HashMap<String, Long>();
        for (var sibling : group) {
            for (var pod : podsByOwner.get(sibling.uid())) {
                if (Pods.active(pod)) {
                    counts.merge(Pods.node(pod), 1L, Long::sum);
                }
            }
        }
        return counts;
    }
}
