package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One word for what a pod does, and its counts: what {@code kubectl get pods} shows. */
final class PodSummary {

    private PodSummary() {}

    private static boolean sidecar(ObjectValue container) {
        return container.text("restartPolicy").equals("Always");
    }

    private static Set<String> sidecars(ObjectValue pod) {
        return pod.list("spec", "initContainers").objects().stream()
                .filter(PodSummary::sidecar)
                .map(container -> container.text("name"))
                .collect(Collectors.toSet());
    }

    /** Containers that are meant to run as long as the pod does. */
    static int containers(ObjectValue pod) {
        return pod.list("spec", "containers").size() + sidecars(pod).size();
    }

    static long readyContainers(ObjectValue pod) {
        var sidecars = sidecars(pod);
        long aside = pod.list("status", "initContainerStatuses").objects().stream()
                .filter(status ->
                        sidecars.contains(status.text("name")) && status.flag("started") && status.flag("ready"))
                .count();
        if (initializing(pod)) {
            return aside;
        }
        return aside
                + statuses(pod).stream()
                        .filter(status -> status.flag("ready") && status.at("state", "running") != null)
                        .count();
    }

    static long restarts(ObjectValue pod) {
        var sidecars = sidecars(pod);
        var init = pod.list("status", "initContainerStatuses").objects();
        if (initializing(pod)) {
            return init.stream()
                    .mapToLong(status -> status.whole(0, "restartCount"))
                    .sum();
        }
        long aside = init.stream()
                .filter(status -> sidecars.contains(status.text("name")))
                .mapToLong(status -> status.whole(0, "restartCount"))
                .sum();
        return aside
                + statuses(pod).stream()
                        .mapToLong(status -> status.whole(0, "restartCount"))
                        .sum();
    }

    /** When a container ended last before it was started again, or "". */
    static String lastRestart(ObjectValue pod) {
        var last = "";
        for (var list : List.of("initContainerStatuses", "containerStatuses")) {
            for (var status : pod.list("status", list).objects()) {
                var ended = status.text("lastState", "terminated", "finishedAt");
                last = ended.compareTo(last) > 0 ? ended : last;
            }
        }
        return last;
    }

    private static List<ObjectValue> statuses(ObjectValue pod) {
        return pod.list("status", "containerStatuses").objects();
    }

    /** Whether an init container has not done its part yet. */
    private static boolean initializing(ObjectValue pod) {
        return !initReason(pod).isEmpty();
    }

    static String reason(ObjectValue pod) {
        var reason =
                pod.text("status", "reason").isEmpty() ? pod.text("status", "phase") : pod.text("status", "reason");
        if (gated(pod)) {
            reason = "SchedulingGated";
        }
        var init = initReason(pod);
        if (!init.isEmpty()) {
            reason = init;
        } else {
            reason = containersReason(pod, reason);
        }
        if (pod.object("metadata").has("deletionTimestamp")) {
            if (pod.text("status", "reason").equals("NodeLost")) {
                return "Unknown";
            }
            var phase = pod.text("status", "phase");
            return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
        }
        return reason;
    }

    private static boolean gated(ObjectValue pod) {
        return pod.list("status", "conditions").objects().stream()
                .anyMatch(condition -> condition.text("type").equals("PodScheduled")
                        && condition.text("reason").equals("SchedulingGated"));
    }

    private static String initReason(ObjectValue pod) {
        var sidecars = sidecars(pod);
        var statuses = pod.list("status", "initContainerStatuses").objects();
        int total = pod.list("spec", "initContainers").size();
        for (int i = 0; i < statuses.size(); i++) {
            var status = statuses.get(i);
            var ended = status.object("state", "terminated");
            boolean over = status.at("state", "terminated") != null && ended.whole(0, "exitCode") == 0;
            if (over || (sidecars.contains(status.text("name")) && status.flag("started"))) {
                continue;
            }
            if (status.at("state", "terminated") != null) {
                return "Init:" + ended(ended);
            }
            var waiting = status.text("state", "waiting", "reason");
            return waiting.isEmpty() || waiting.equals("PodInitializing")
                    ? "Init:" + i + "/" + total
                    : "Init:" + waiting;
        }
        return "";
    }

    private static String ended(ObjectValue terminated) {
        if (!terminated.text("reason").isEmpty()) {
            return terminated.text("reason");
        }
        long signal = terminated.whole(0, "signal");
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.whole(0, "exitCode");
    }

    private static String containersReason(ObjectValue pod, String otherwise) {
        var reason = otherwise;
        boolean running = false;
        for (var status : statuses(pod).reversed()) {
            var waiting = status.text("state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (status.at("state", "terminated") != null) {
                reason = ended(status.object("state", "terminated"));
            } else if (status.flag("ready") && status.at("state", "running") != null) {
                running = true;
            }
        }
        // A pod of which something still runs has not completed.
        if (reason.equals("Completed") && running) {
            return ready(pod) ? "Running" : "NotReady";
        }
        return reason;
    }

    private static boolean ready(ObjectValue pod) {
        return pod.list("status", "conditions").objects().stream()
                .anyMatch(condition -> condition.text("type").equals("Ready")
                        && condition.text("status").equals("True"));
    }
}
