package io.jukung.controllers.endpointslice;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.PlanExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches Services, Pods (each concerns the Services that select or selected it), EndpointSlices and Endpoints. */
public final class EndpointSliceController {

    private final Informer services;
    private final Informer pods;
    private final Informer slices;
    private final Informer endpoints;
    private final ObjectIndex slicesByService;
    private final PlanExecutor executor;
    private final TriggerTimes triggers = new TriggerTimes();

    private EndpointSliceController(LoopContext context) {
        services = context.informer(Kind.SERVICE);
        pods = context.informer(Kind.POD);
        slices = context.informer(Kind.ENDPOINT_SLICE);
        endpoints = context.informer(Kind.ENDPOINTS);
        slicesByService = ObjectIndex.of(
                slices,
                slice -> serviceOf(slice).map(ObjectKey::toString).stream().toList());
        executor = context.executor("endpointslice-controller");
    }

    /** Starts the loop. */
    public static ControlLoop<ObjectKey> start(LoopContext context) {
        var controller = new EndpointSliceController(context);
        return ControlLoop.start(
                context.settings("endpointslice", 4),
                List.of(
                        ControlLoop.Source.of(controller.services),
                        new ControlLoop.Source<>(controller.pods, controller::selecting),
                        new ControlLoop.Source<>(controller.slices, EndpointSliceController::sliced),
                        ControlLoop.Source.of(controller.endpoints)),
                context.client(),
                controller::reconcile);
    }

    private Set<ObjectKey> selecting(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        var keys = new HashSet<ObjectKey>();
        if (before != null && now != null && Endpoint.same(before, now)) {
            return keys;
        }
        for (var service : services.inNamespace(key.namespace())) {
            if ((before != null && selects(service, before)) || (now != null && selects(service, now))) {
                keys.add(service.key());
            }
        }
        return keys;
    }

    private static boolean selects(KubeObject service, KubeObject pod) {
        var selector = service.spec().texts("selector");
        return !selector.isEmpty() && LabelSelector.ofLabels(selector).matches(pod.labels());
    }

    private static Set<ObjectKey> sliced(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        var keys = new HashSet<ObjectKey>();
        if (before != null) {
            serviceOf(before).ifPresent(keys::add);
        }
        if (now != null) {
            serviceOf(now).ifPresent(keys::add);
        }
        return keys;
    }

    private static Optional<ObjectKey> serviceOf(KubeObject slice) {
        var labels = slice.labels();
        return Optional.ofNullable(labels.get(EndpointSlicePlanner.SERVICE_NAME))
                .filter(_ -> EndpointSlicePlanner.MANAGER.equals(labels.get(EndpointSlicePlanner.MANAGED_BY)))
                .map(name -> new ObjectKey(slice.namespace(), name));
    }

    private Optional<Duration> reconcile(ObjectKey key, ApiClient client) {
        var service = services.get(key);
        var selected = service.isEmpty()
                ? List.<KubeObject>of()
                : pods.inNamespace(key.namespace()).stream()
                        .filter(pod -> selects(service.get(), pod))
                        .toList();
        if (service.isEmpty()) {
            triggers.forget(key);
        }
        var view = new ServiceView(
                key,
                service,
                selected,
                slicesByService.get(key.toString()),
                endpoints.get(key),
                service.flatMap(present -> triggers.next(present, selected)));
        return executor.run(EndpointSlicePlanner.plan(view), client);
    }
}
