package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ApiException;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import io.jukung.node.pod.DesiredPod;
import io.jukung.node.pod.PodAction;
import io.jukung.node.pod.PodMemory;
import io.jukung.node.pod.PodPlanner;
import io.jukung.node.pod.PodStatus;
import io.jukung.node.pod.PodView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node: a runtime that goes on when the daemon starts anew, and the daemon, which does for each pod what the product's planner
 * says and tells its status.
 */
final class PlaneNode {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(400);

    private final PlaneWorld world;
    private final String name;
    private final Machine machine;
    /** What runs, by pod uid: it outlives the daemon. */
    private final Map<String, PlaneRuntime> runtime = new TreeMap<>();

    private final Map<String, PodMemory> memories = new TreeMap<>();
    private final Set<String> scheduled = new HashSet<>();
    private @Nullable PlaneInformer pods;

    PlaneNode(PlaneWorld world, String name, long id) {
        this.world = world;
        this.name = name;
        machine = new Machine(world.kernel(), id);
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return machine.isUp();
    }

    List<PlaneInformer> informers() {
        return pods == null ? List.of() : List.of(pods);
    }

    void start() {
        machine.start();
        memories.clear();
        scheduled.clear();
        var informer = new PlaneInformer(
                world, machine, Kind.POD, pod -> Pods.node(pod).equals(name));
        pods = informer;
        informer.listen((key, before, now) -> {
            var pod = now == null ? before : now;
            if (pod == null) {
                // The first list is complete: what runs and is in no list is to end.
                List.copyOf(runtime.keySet()).forEach(this::soon);
            } else if (Pods.node(pod).equals(name)) {
                runtime.computeIfAbsent(pod.uid(), fresh -> new PlaneRuntime(pod))
                        .seen(pod);
                soon(pod.uid());
            }
        });
    }

    void restartDaemon() {
        machine.kill();
        start();
    }

    /** For good, with all that runs. */
    void lose() {
        machine.kill();
        runtime.keySet().forEach(uid -> world.api().rules().containersGone(uid, name));
        runtime.clear();
    }

    /** A container of some pod ends by itself. */
    void killContainer() {
        for (var entry : runtime.entrySet()) {
            if (entry.getValue().exitOne(world.api().now())) {
                soon(entry.getKey());
                return;
            }
        }
    }

    /** Pods of which something runs. */
    List<String> running() {
        return runtime.entrySet().stream()
                .filter(entry -> entry.getValue().isRunning())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void soon(String uid) {
        after(uid, world.kernel().around(STEP));
    }

    private void after(String uid, long nanos) {
        if (scheduled.add(uid)) {
            machine.after(nanos, () -> {
                scheduled.remove(uid);
                sync(uid);
            });
        }
    }

    private void sync(String uid) {
        var informer = pods;
        var running = runtime.get(uid);
        if (informer == null || !informer.synced() || running == null) {
            return;
        }
        var object = informer.get(running.key())
                .filter(present -> present.uid().equals(uid))
                .orElse(null);
        var plan = PodPlanner.plan(view(uid, running, object));
        for (var action : plan.actions()) {
            world.kernel()
                    .trace(
                            "%s %s: %s",
                            name, running.key().name(), action.getClass().getSimpleName());
            if (!carryOut(uid, running, action)) {
                return;
            }
        }
        if (object != null && !tell(uid, running, object)) {
            after(uid, RETRY);
            return;
        }
        if (!plan.actions().isEmpty()) {
            soon(uid);
        } else {
            plan.wakeAt()
                    .ifPresent(at -> after(
                            uid,
                            Math.max(1, Duration.between(world.api().now(), at).toNanos())));
        }
    }

    private PodView view(String uid, PlaneRuntime running, @Nullable KubeObject object) {
        return new PodView(
                new DesiredPod(object == null ? running.lastSeen() : object, object == null),
                running.observe(),
                memories.computeIfAbsent(uid, fresh -> PodMemory.FRESH),
                Map.of(),
                "192.0.2.1",
                world.api().now());
    }

    private void remember(String uid, boolean volumesReady, boolean released) {
        var memory = memories.getOrDefault(uid, PodMemory.FRESH);
        memories.put(
                uid,
                new PodMemory(
                        memory.hindrances(),
                        memory.starting(),
                        volumesReady,
                        memory.setUp(),
                        memory.failure(),
                        released));
    }

    /** Whether there is more to do for the pod. */
    private boolean carryOut(String uid, PlaneRuntime running, PodAction action) {
        var now = world.api().now();
        switch (action) {
            case PodAction.PrepareVolumes prepare -> remember(uid, true, false);
            case PodAction.CreateSandbox create -> running.createSandbox(create.attempt(), now);
            case PodAction.Start start -> {
                running.start(start, now);
                world.api().rules().containerStarted(uid, name);
            }
            case PodAction.Rest rest -> {
                var memory = memories.getOrDefault(uid, PodMemory.FRESH);
                var hindrances = new TreeMap<>(memory.hindrances());
                hindrances.put(rest.container().name(), rest.why());
                memories.put(
                        uid,
                        new PodMemory(
                                hindrances,
                                memory.starting(),
                                memory.volumesReady(),
                                memory.setUp(),
                                memory.failure(),
                                memory.released()));
            }
            case PodAction.Restart restart -> running.stop(List.of(restart.id()), now);
            case PodAction.Stop stop -> {
                var ids = new ArrayList<String>();
                stop.containers().forEach(container -> ids.add(container.id()));
                running.stop(ids, now);
                if (!running.isRunning()) {
                    world.api().rules().containersGone(uid, name);
                }
            }
            case PodAction.StopSandboxes stop -> running.stopSandboxes(stop.ids());
            case PodAction.Forget forget -> forget.containers().forEach(container -> running.forget(container.id()));
            case PodAction.ForgetSandboxes forget -> forget.ids().forEach(running::forgetSandbox);
            case PodAction.Release release -> remember(uid, false, true);
            case PodAction.ConfirmDeletion confirm -> {
                return confirmDeletion(uid, running);
            }
            case PodAction.Fail fail ->
                throw world.kernel()
                        .violated("no reason to fail", name + " fails " + running.key() + ": " + fail.why());
        }
        return true;
    }

    private boolean confirmDeletion(String uid, PlaneRuntime running) {
        try {
            new PlaneCalls(world).delete(Kind.POD.resource(), running.key(), uid, OptionalLong.of(0));
        } catch (ApiException e) {
            if (!e.conflict()) {
                after(uid, RETRY);
                return false;
            }
        }
        runtime.remove(uid);
        memories.remove(uid);
        return false;
    }

    /** Tells the pod's status where it has changed; false: it could not be told. */
    private boolean tell(String uid, PlaneRuntime running, KubeObject object) {
        var status = PodStatus.of(view(uid, running, object));
        try {
            new PlaneCalls(world)
                    .patch(
                            Kind.POD.resource(),
                            new ObjectKey(object.namespace(), object.name()),
                            "status",
                            ObjectValue.builder()
                                    .put(
                                            "metadata",
                                            ObjectValue.builder()
                                                    .put("uid", uid)
                                                    .build())
                                    .put("status", status)
                                    .build());
            return true;
        } catch (ApiException e) {
            return e.notFound() || e.conflict();
        }
    }
}
