package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a pod takes of its node, by Kubernetes' rule: containers and sidecars run together; an init
 * container runs with the sidecars started before it; the pod needs the larger of the two, and its
 * overhead on top. Requests of the pod itself replace the containers' sum.
 */
final class PodRequests {

    /** What a container without a request counts for in scores, so that such pods spread too. */
    private static final long DEFAULT_MILLI_CPU = 100;

    private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

    private PodRequests() {}

    static Resources requests(ObjectValue podSpec) {
        return total(podSpec, container -> Resources.of(container.object("resources", "requests")));
    }

    /** The requests with a default where a container asks for no CPU or memory; for scores only. */
    static Resources forScores(ObjectValue podSpec) {
        return total(podSpec, container -> {
            var requests = container.object("resources", "requests");
            var asked = Resources.of(requests);
            return Resources.of(
                    requests.has("cpu") ? asked.milliCpu() : DEFAULT_MILLI_CPU,
                    requests.has("memory") ? asked.memory() : DEFAULT_MEMORY);
        });
    }

    private static Resources total(ObjectValue podSpec, Function<ObjectValue, Resources> of) {
        var together = Resources.NONE;
        for (var container : podSpec.list("containers").objects()) {
            together = together.plus(of.apply(container));
        }
        var sidecars = Resources.NONE;
        var starting = Resources.NONE;
        for (var container : podSpec.list("initContainers").objects()) {
            var requests = of.apply(container);
            if (isSidecar(container)) {
                sidecars = sidecars.plus(requests);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(requests));
            }
        }
        var containers = together.plus(sidecars).max(starting);
        return replacedBy(containers, podSpec.object("resources", "requests"))
                .plus(Resources.of(podSpec.object("overhead")));
    }

    private static Resources replacedBy(Resources containers, ObjectValue podLevel) {
        if (podLevel.isEmpty()) {
            return containers;
        }
        var asked = Resources.of(podLevel);
        return new Resources(
                podLevel.has("cpu") ? asked.milliCpu() : containers.milliCpu(),
                podLevel.has("memory") ? asked.memory() : containers.memory(),
                containers.ephemeralStorage(),
                containers.extended());
    }

    /** Containers and sidecars. */
    static List<ObjectValue> running(ObjectValue podSpec) {
        var running = new ArrayList<>(podSpec.list("containers").objects());
        podSpec.list("initContainers").objects().stream()
                .filter(PodRequests::isSidecar)
                .forEach(running::add);
        return running;
    }

    private static boolean isSidecar(ObjectValue initContainer) {
        return initContainer.text("restartPolicy").equals("Always");
    }
}
