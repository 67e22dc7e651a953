package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ApiException;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.scheduler.SchedulerCore;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One life of the scheduler's process: its core, told by two informers, and bindings that take their time. */
final class PlaneScheduler {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(500);

    private final PlaneWorld world;
    private final Machine machine;
    private final SchedulerCore core = new SchedulerCore();
    private final SplittableRandom random;
    private final PlaneInformer nodes;
    private final PlaneInformer pods;
    private boolean scheduled;

    PlaneScheduler(PlaneWorld world, Machine machine) {
        this.world = world;
        this.machine = machine;
        random = world.kernel().random().split();
        nodes = new PlaneInformer(world, machine, Kind.NODE);
        pods = new PlaneInformer(world, machine, Kind.POD);
        nodes.listen((key, before, now) -> {
            if (before != null || now != null) {
                core.node(key, now, world.api().now());
            }
            wake(1_000_000);
        });
        pods.listen((key, before, now) -> {
            if (before != null || now != null) {
                core.pod(key, now, world.api().now());
            }
            wake(1_000_000);
        });
        wake(LOOK_AGAIN);
    }

    List<PlaneInformer> informers() {
        return List.of(nodes, pods);
    }

    private void wake(long nanos) {
        if (!scheduled) {
            scheduled = true;
            machine.after(nanos, () -> {
                scheduled = false;
                decide();
            });
        }
    }

    private void decide() {
        if (nodes.synced() && pods.synced()) {
            var decision = core.next(world.api().now(), random);
            if (decision.isPresent()) {
                var chosen = decision.get();
                machine.after(world.kernel().around(3_000_000), () -> bind(chosen));
                wake(500_000);
                return;
            }
        }
        wake(LOOK_AGAIN);
    }

    private void bind(SchedulerCore.Decision decision) {
        var pod = decision.pod();
        try {
            new PlaneCalls(world).bind(pod.key(), pod.object().uid(), decision.node());
            core.bound(pod, world.api().now());
        } catch (ApiException e) {
            world.kernel().trace("binding %s to %s fails: %s", pod.key().name(), decision.node(), e.reason());
            core.notBound(pod, world.api().now());
        }
        wake(1_000_000);
    }
}
