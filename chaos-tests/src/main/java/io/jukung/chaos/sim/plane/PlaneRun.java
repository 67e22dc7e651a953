package io.jukung.chaos.sim.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.InvariantViolation;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.chaos.sim.kernel.Trace;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One run of the control plane: deployments, controllers, a scheduler, nodes, faults; then healing, and the reckoning. */
public final class PlaneRun {

    private static final long STEP = TimeUnit.SECONDS.toNanos(1);
    private static final long HEALING = TimeUnit.SECONDS.toNanos(400);
    private static final long QUIET = TimeUnit.SECONDS.toNanos(20);
    /** Until everybody has surely seen what happened. */
    private static final long SEEN = TimeUnit.SECONDS.toNanos(10);

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1500);

    private final Kernel kernel;
    private final PlaneWorld world;
    private final PlanePlan plan;
    private final SplittableRandom random;
    private final Machine controllerMachine;
    private final Machine schedulerMachine;
    private final List<PlaneNode> nodes = new ArrayList<>();
    private final List<PlaneInformer> informers = new ArrayList<>();
    private int faultsLeft;
    private boolean nodeLost;

    public PlaneRun(long seed, PlanePlan plan, PlaneFlaw flaw, Situations situations, Trace trace) {
        kernel = new Kernel(seed, trace);
        this.plan = plan;
        world = new PlaneWorld(kernel, plan, flaw, situations);
        random = kernel.random().split();
        controllerMachine = new Machine(kernel, 1);
        schedulerMachine = new Machine(kernel, 2);
        faultsLeft = plan.faults().isEmpty() ? 0 : plan.faultCount();
    }

    /** Runs to the end, or up to the first invariant that does not hold: the kernel knows it. */
    public Kernel run() {
        for (int i = 0; i < plan.nodes(); i++) {
            var node = new PlaneNode(world, "n" + i, 10 + i);
            nodes.add(node);
            world.api().addNode(node.name(), plan.podsPerNode());
            node.start();
        }
        for (int i = 0; i < plan.deployments(); i++) {
            world.api().addDeployment("d" + i, plan.replicas());
            world.api().addService("d" + i);
        }
        startControllers();
        startScheduler();
        nextFault();
        while (kernel.violation() == null && faultsLeft > 0) {
            kernel.runUntil(kernel.now() + STEP);
        }
        heal();
        long end = kernel.now() + HEALING;
        while (kernel.violation() == null && kernel.now() < end && !converged().isEmpty()) {
            kernel.runUntil(kernel.now() + STEP);
        }
        if (kernel.violation() == null) {
            reckon();
        }
        return kernel;
    }

    private void reckon() {
        try {
            var wrong = converged();
            kernel.require(wrong.isEmpty(), "convergence", "400 s after the last fault: %s", wrong);
            // What is on its way still arrives; then nothing may change any more.
            kernel.runUntil(kernel.now() + QUIET);
            long before = world.api().revision();
            kernel.runUntil(kernel.now() + QUIET);
            kernel.require(
                    world.api().revision() == before,
                    "quiet",
                    "%d writes in a time of %d s in which nothing happened",
                    world.api().revision() - before,
                    TimeUnit.NANOSECONDS.toSeconds(QUIET));
            var later = converged();
            kernel.require(later.isEmpty(), "convergence", "not any more: %s", later);
        } catch (InvariantViolation known) {
            // It is noted.
        }
    }

    private void startControllers() {
        controllerMachine.start();
        informers.addAll(new PlaneControllers(world, controllerMachine).informers());
        informers.addAll(new PlaneServices(world, controllerMachine).informers());
    }

    private void startScheduler() {
        schedulerMachine.start();
        informers.addAll(new PlaneScheduler(world, schedulerMachine).informers());
    }

    private void nextFault() {
        kernel.after(kernel.around(plan.faultNanos()), () -> {
            if (faultsLeft > 0) {
                var faults = List.copyOf(plan.faults());
                cause(faults.get(random.nextInt(faults.size())));
                faultsLeft--;
                nextFault();
            }
        });
    }

    private void later(Runnable undo) {
        kernel.after(kernel.around(SHORT), undo);
    }

    private void cause(PlaneFault fault) {
        kernel.trace("fault: %s", fault);
        switch (fault) {
            case CALLS_REFUSED -> {
                world.refuseCalls(plan.callFailures());
                later(() -> world.refuseCalls(0));
            }
            case ANSWERS_LOST -> {
                world.loseAnswers(plan.callFailures());
                later(() -> world.loseAnswers(0));
            }
            case SLOW_WATCHES -> {
                world.slowWatches(5 + random.nextInt(30));
                later(() -> world.slowWatches(1));
            }
            case BROKEN_WATCHES -> allInformers().forEach(PlaneInformer::breakOff);
            case COMPACTION -> {
                world.api().compact();
                world.servers().forEach(PlaneServer::breakOff);
            }
            case SERVER_RESTARTS -> {
                world.servers().get(random.nextInt(world.servers().size())).restart();
                allInformers().forEach(PlaneInformer::notice);
            }
            case CONTROLLERS_RESTART -> {
                world.situations().met(Situation.CONTROLLER_RESTARTED);
                controllerMachine.kill();
                startControllers();
            }
            case SCHEDULER_RESTARTS -> {
                schedulerMachine.kill();
                startScheduler();
            }
            case SCHEDULERS_OVERLAP -> {
                var second = new Machine(kernel, 3);
                second.start();
                var _ = new PlaneScheduler(world, second);
                world.overlapFor(SHORT + SEEN);
                later(second::kill);
            }
            case DAEMON_RESTARTS -> {
                var node = anyNode();
                if (node.isUp()) {
                    node.restartDaemon();
                }
            }
            case CONTAINER_DIES -> anyNode().killContainer();
            case NODE_LOST -> loseNode();
            case POD_DELETED -> deletePod();
            case SERVICE_REPLACED -> replaceService();
            case SCALED ->
                change(deployment -> ObjectValue.of(
                        "spec", ObjectValue.of("replicas", Value.of(random.nextInt(plan.replicas() * 2 + 1)))));
            case ROLLED_OUT ->
                change(deployment -> ObjectValue.of(
                        "spec",
                        ObjectValue.of(
                                "template",
                                PlaneApi.template(
                                        deployment.spec().object("selector", "matchLabels"),
                                        "v" + random.nextInt(3)))));
        }
    }

    private List<PlaneInformer> allInformers() {
        var all = new ArrayList<>(informers);
        nodes.forEach(node -> all.addAll(node.informers()));
        return all;
    }

    private PlaneNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void loseNode() {
        var node = anyNode();
        if (nodeLost || !node.isUp()) {
            return;
        }
        nodeLost = true;
        node.lose();
        world.situations().met(Situation.NODE_LOST_AND_PODS_MOVED);
        world.api().delete(Kind.NODE.resource(), new ObjectKey("", node.name()), "", OptionalLong.empty());
    }

    private void deletePod() {
        var pods = List.copyOf(world.api().all(Kind.POD.resource()).values());
        if (!pods.isEmpty()) {
            world.situations().met(Situation.REPLICA_DELETED_AND_REPLACED);
            var pod = pods.get(random.nextInt(pods.size()));
            world.api().delete(Kind.POD.resource(), pod.key(), "", OptionalLong.empty());
        }
    }

    private void replaceService() {
        var services = List.copyOf(world.api().all(Kind.SERVICE.resource()).values());
        if (!services.isEmpty()) {
            var service = services.get(random.nextInt(services.size()));
            world.situations().met(Situation.SERVICE_REPLACED);
            world.api().delete(Kind.SERVICE.resource(), service.key(), "", OptionalLong.empty());
            later(() -> world.api().addService(service.name()));
        }
    }

    private void change(java.util.function.Function<KubeObject, ObjectValue> patch) {
        var deployments =
                List.copyOf(world.api().all(Kind.DEPLOYMENT.resource()).values());
        var deployment = deployments.get(random.nextInt(deployments.size()));
        world.api().patch(Kind.DEPLOYMENT.resource(), deployment.key(), "", patch.apply(deployment));
    }

    private void heal() {
        kernel.trace("all is healed");
        world.refuseCalls(0);
        world.loseAnswers(0);
        world.slowWatches(1);
    }

    /** What is not as it should be; empty: all is. */
    private String converged() {
        var pods = world.api().all(Kind.POD.resource()).values();
        for (var deployment : world.api().all(Kind.DEPLOYMENT.resource()).values()) {
            long wanted = deployment.spec().whole(1, "replicas");
            long ready = deployment.status().whole(0, "readyReplicas");
            long updated = deployment.status().whole(0, "updatedReplicas");
            long total = deployment.status().whole(0, "replicas");
            if (ready != wanted || updated != wanted || total != wanted) {
                return deployment.name() + " wants " + wanted + ", status " + deployment.status();
            }
        }
        long wanted = world.api().all(Kind.DEPLOYMENT.resource()).values().stream()
                .mapToLong(deployment -> deployment.spec().whole(1, "replicas"))
                .sum();
        for (var service : world.api().all(Kind.SERVICE.resource()).values()) {
            var wrong = PlaneServices.wrong(world.api(), service);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        if (pods.size() != wanted) {
            return pods.size() + " pods where " + wanted + " are wanted";
        }
        var up = new HashSet<String>();
        var running = new HashSet<String>();
        for (var node : nodes) {
            if (node.isUp()) {
                up.add(node.name());
                running.addAll(node.running());
            }
        }
        var expected = new HashSet<String>();
        for (var pod : pods) {
            expected.add(pod.uid());
            if (!Pods.ready(pod) || !up.contains(Pods.node(pod))) {
                return pod.key() + " is not ready on a node that is there: " + pod.status();
            }
        }
        return running.equals(expected) ? "" : "pods " + expected + " should run, " + running + " do";
    }
}
