package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Pods;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What brought a turn for a Service about, by the times that objects carry: its making, or a change of a pod's readiness
 * since the turn before. Written beside the endpoints, so that people can measure how long a change took. Turns for one
 * Service must not overlap.
 */
final class TriggerTimes {

    private record Known(String uid, Map<String, Instant> readiness) {}

    private final Map<ObjectKey, Known> services = new ConcurrentHashMap<>();

    /** The first change since the last call; empty where none of these changed. */
    Optional<Instant> next(KubeObject service, List<KubeObject> pods) {
        var readiness = new HashMap<String, Instant>();
        for (var pod : pods) {
            Conditions.find(Pods.conditions(pod), "Ready")
                    .map(condition -> condition.text("lastTransitionTime"))
                    .filter(time -> !time.isEmpty())
                    .ifPresent(time -> readiness.put(pod.name(), Instant.parse(time)));
        }
        var before = services.put(service.key(), new Known(service.uid(), readiness));
        if (before == null || !before.uid().equals(service.uid())) {
            return service.creationTimestamp();
        }
        return readiness.entrySet().stream()
                .filter(now -> now.getValue().isAfter(before.readiness().getOrDefault(now.getKey(), Instant.MIN)))
                .map(Map.Entry::getValue)
                .min(Instant::compareTo);
    }

    void forget(ObjectKey service) {
        services.remove(service);
    }
}
