package io.jukung.chaos.sim.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.endpointslice.ServiceTurn;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One life of the loop that keeps the endpoints of Services, which select pods by their label {@code app}. */
final class PlaneServices {

    /** How often a flawed loop does not look at a pod that changed. */
    private static final double MISSED = 0.05;

    private final PlaneWorld world;
    private final PlaneInformer services;
    private final PlaneInformer pods;
    private final PlaneInformer slices;
    private final PlaneInformer endpoints;
    private final ServiceTurn turn = new ServiceTurn();
    private final PlaneLoop<ObjectKey> loop;

    PlaneServices(PlaneWorld world, Machine machine) {
        this.world = world;
        services = new PlaneInformer(world, machine, Kind.SERVICE);
        pods = new PlaneInformer(world, machine, Kind.POD);
        slices = new PlaneInformer(world, machine, Kind.ENDPOINT_SLICE);
        endpoints = new PlaneInformer(world, machine, Kind.ENDPOINTS);
        loop = new PlaneLoop<>(world, machine, informers(), this::reconcile);
        services.listen((key, before, now) -> queue(before, now, Optional.of(key)));
        endpoints.listen((key, before, now) -> queue(before, now, Optional.of(key)));
        slices.listen((key, before, now) -> queue(before, now, serviceOf(now == null ? before : now)));
        pods.listen(this::onPod);
    }

    List<PlaneInformer> informers() {
        return List.of(services, pods, slices, endpoints);
    }

    private void queue(@Nullable KubeObject before, @Nullable KubeObject now, Optional<ObjectKey> service) {
        if (before == null && now == null) {
            loop.wake();
        } else {
            service.ifPresent(loop::add);
        }
    }

    private void onPod(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before != null && now != null && ServiceTurn.same(before, now)) {
            return;
        }
        if (world.flaw() == PlaneFlaw.SERVICES_MISS_PODS && world.kernel().chance(MISSED)) {
            return;
        }
        var pod = now == null ? before : now;
        queue(before, now, pod == null ? Optional.empty() : selecting(pod));
    }

    private static Optional<ObjectKey> selecting(KubeObject pod) {
        return Optional.ofNullable(pod.labels().get("app")).map(name -> new ObjectKey(pod.namespace(), name));
    }

    private static Optional<ObjectKey> serviceOf(@Nullable KubeObject slice) {
        return slice == null
                ? Optional.empty()
                : ServiceTurn.serviceOf(slice).map(name -> new ObjectKey(slice.namespace(), name));
    }

    private Optional<Duration> reconcile(ObjectKey key, PlaneCalls calls) {
        var plan = turn.plan(
                key,
                services.get(key),
                pods.all().stream()
                        .filter(pod -> selecting(pod).filter(key::equals).isPresent())
                        .toList(),
                slices.all().stream()
                        .filter(slice -> serviceOf(slice).filter(key::equals).isPresent())
                        .toList(),
                endpoints.get(key));
        plan.actions().forEach(calls::run);
        return plan.again();
    }

    /** What of a Service's endpoints is not as it should be; empty: all is. */
    static String wrong(PlaneApi api, KubeObject service) {
        var ready = new HashSet<String>();
        for (var pod : api.all(Kind.POD.resource()).values()) {
            if (Pods.ready(pod)
                    && !pod.beingDeleted()
                    && selecting(pod).filter(service.key()::equals).isPresent()) {
                ready.add(pod.uid());
            }
        }
        var told = new HashSet<String>();
        for (var slice : api.all(Kind.ENDPOINT_SLICE.resource()).values()) {
            if (serviceOf(slice).filter(service.key()::equals).isEmpty()) {
                continue;
            }
            for (var endpoint : slice.tree().list("endpoints").objects()) {
                var uid = endpoint.text("targetRef", "uid");
                if (!told.add(uid) || !endpoint.object("conditions").flag("ready")) {
                    return "the slices of " + service.key() + " have pod " + uid + " twice, or not ready";
                }
            }
        }
        if (!told.equals(ready)) {
            return "the slices of " + service.key() + " have pods " + told + ", ready are " + ready;
        }
        var addresses = Optional.ofNullable(api.find(Kind.ENDPOINTS.resource(), service.key()))
                .map(known -> known.tree().list("subsets").objects().stream()
                        .mapToInt(subset -> subset.list("addresses").objects().size())
                        .sum())
                .orElse(0);
        return addresses == ready.size()
                ? ""
                : "the Endpoints of " + service.key() + " have " + addresses + " addresses";
    }
}
