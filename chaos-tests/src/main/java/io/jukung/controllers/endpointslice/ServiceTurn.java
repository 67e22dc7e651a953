package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Plan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** For the simulation: the product's core of a Service's turn, without the threads around it. */
@NullMarked
public final class ServiceTurn {

    private final TriggerTimes triggers = new TriggerTimes();

    /**
     * Plans a turn.
     *
     * @param pods those it selects
     * @param slices the managed ones that name the Service
     */
    public Plan plan(
            ObjectKey key,
            Optional<KubeObject> service,
            List<KubeObject> pods,
            List<KubeObject> slices,
            Optional<KubeObject> endpoints) {
        if (service.isEmpty()) {
            triggers.forget(key);
        }
        return EndpointSlicePlanner.plan(new ServiceView(
                key, service, pods, slices, endpoints, service.flatMap(present -> triggers.next(present, pods))));
    }

    /** Whether a pod that changed is to Services what it was. */
    public static boolean same(KubeObject before, KubeObject now) {
        return Endpoint.same(before, now);
    }

    /** The name of the Service that a slice of this loop belongs to. */
    public static Optional<String> serviceOf(KubeObject slice) {
        var labels = slice.labels();
        return EndpointSlicePlanner.MANAGER.equals(labels.get(EndpointSlicePlanner.MANAGED_BY))
                ? Optional.ofNullable(labels.get(EndpointSlicePlanner.SERVICE_NAME))
                : Optional.empty();
    }
}
