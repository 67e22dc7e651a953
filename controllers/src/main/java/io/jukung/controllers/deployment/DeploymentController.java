package io.jukung.controllers.deployment;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Claims;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.controllers.loop.Pods;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches Deployments, ReplicaSets, and for Recreate the end of pods. */
public final class DeploymentController {

    private final Informer deployments;
    private final Informer replicaSets;
    private final ObjectIndex setsByOwner;
    private final ObjectIndex podsByOwner;
    private final Informer pods;
    private final Claims claims;
    private final PlanExecutor executor;
    private final Clock clock;

    private DeploymentController(LoopContext context) {
        deployments = context.informer(Kind.DEPLOYMENT);
        replicaSets = context.informer(Kind.REPLICA_SET);
        claims = new Claims(Kind.DEPLOYMENT, deployments);
        pods = context.informer(Kind.POD);
        setsByOwner = context.dependents(Kind.REPLICA_SET);
        podsByOwner = context.dependents(Kind.POD);
        executor = context.executor("deployment-controller");
        clock = context.clock();
    }

    /** Starts the loop. */
    public static ControlLoop<ObjectKey> start(LoopContext context) {
        var controller = new DeploymentController(context);
        return ControlLoop.start(
                context.settings("deployment", 4),
                List.of(
                        ControlLoop.Source.of(controller.deployments),
                        new ControlLoop.Source<>(controller.replicaSets, controller.claims::concerned),
                        new ControlLoop.Source<>(controller.pods, controller::recreated)),
                context.client(),
                controller::reconcile);
    }

    /** A pod that ended may let a Recreate go on. */
    private List<ObjectKey> recreated(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before == null || (now != null && !Pods.finished(now))) {
            return List.of();
        }
        return before
                .controller()
                .flatMap(owner -> replicaSets.get(new ObjectKey(key.namespace(), owner.name())))
                .flatMap(claims::controllerOf)
                .filter(owner -> deployments
                        .get(owner)
                        .filter(deployment ->
                                deployment.spec().text("strategy", "type").equals("Recreate"))
                        .isPresent())
                .stream()
                .toList();
    }

    private Optional<Duration> reconcile(ObjectKey key, ApiClient client) {
        var found = deployments.get(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var view = view(found.get());
        var plan = DeploymentPlanner.plan(view);
        try {
            return executor.run(plan, client);
        } catch (ApiException e) {
            if (e.alreadyExists()) {
                resolveCollision(view, client);
            } else if (plan.actions().getFirst() instanceof Action.Create create && refusesForGood(e)) {
                var _ = executor.run(
                        DeploymentPlanner.notCreated(view, create.object().name(), String.valueOf(e.getMessage())),
                        client);
            }
            throw e;
        }
    }

    /** Neither an outage nor a lost race nor the end of the namespace, which all pass by themselves. */
    private static boolean refusesForGood(ApiException e) {
        boolean namespaceEnds = e.status().list("details", "causes").objects().stream()
                .anyMatch(cause -> cause.text("reason").equals("NamespaceTerminating"));
        return !e.unavailable() && !e.conflict() && !e.notFound() && !namespaceEnds;
    }

    /** The ReplicaSet's name is taken: by our own, not yet seen, or by another template of the same hash. */
    private void resolveCollision(DeploymentView view, ApiClient client) {
        var deployment = view.deployment();
        long collisions = deployment.status().whole(0, "collisionCount");
        var template = deployment.spec().object("template");
        var name = deployment.name() + "-" + TemplateHash.of(template, collisions);
        var taken = client.get(Kind.REPLICA_SET.resource(), new ObjectKey(deployment.namespace(), name));
        if (Ownership.controls(deployment, taken)
                && DeploymentView.sameTemplate(taken.spec().object("template"), template)) {
            return;
        }
        var _ = executor.run(
                Plan.of(Action.Patch.of(
                        Kind.DEPLOYMENT,
                        deployment,
                        "status",
                        ObjectValue.of("status", ObjectValue.of("collisionCount", Value.of(collisions + 1))))),
                client);
    }

    private DeploymentView view(KubeObject deployment) {
        var candidates = Claims.candidates(deployment, setsByOwner, replicaSets);
        var view = new DeploymentView(deployment, candidates, false, clock.now());
        return view.recreate() ? new DeploymentView(deployment, candidates, oldPodsExist(view), clock.now()) : view;
    }

    private boolean oldPodsExist(DeploymentView view) {
        return view.old().stream()
                .flatMap(set -> podsByOwner.get(set.uid()).stream())
                .anyMatch(pod -> !Pods.finished(pod));
    }
}
