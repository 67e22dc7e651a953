package io.jukung.node.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The status of a pod as Kubernetes defines it, from what runs. Pure. Conditions of others (readiness
 * gates) are kept as they stand in the object.
 */
public final class PodStatus {

    private static final List<String> OWN_CONDITIONS =
            List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    /** Fields of the status that belong to the node. */
    public static final List<String> OWN_FIELDS = List.of(
            "observedGeneration",
            "phase",
            "reason",
            "message",
            "conditions",
            "hostIP",
            "hostIPs",
            "podIP",
            "podIPs",
            "startTime",
            "initContainerStatuses",
            "containerStatuses",
            "ephemeralContainerStatuses",
            "qosClass");

    private enum Phase {
        PENDING("Pending"),
        RUNNING("Running"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed");

        private final String wireName;

        Phase(String wireName) {
            this.wireName = wireName;
        }

        boolean terminal() {
            return this == SUCCEEDED || this == FAILED;
        }
    }

    private final PodView view;
    private final DesiredPod pod;
    private final ObjectValue before;
    private final List<ContainerStatus> inits;
    private final List<ContainerStatus> mains;

    private PodStatus(PodView view) {
        this.view = view;
        this.pod = view.pod();
        this.before = pod.object().status();
        this.inits = pod.initContainers().stream()
                .map(container -> ContainerStatus.of(view, container))
                .toList();
        this.mains = pod.containers().stream()
                .map(container -> ContainerStatus.of(view, container))
                .toList();
    }

    /** The whole status to publish. */
    public static ObjectValue of(PodView view) {
        return new PodStatus(view).build();
    }

    private ObjectValue build() {
        var coming = phase();
        // An end is told only once nothing runs any more: a controller may replace the pod at once.
        boolean quiet = view.observed().alive().isEmpty()
                && view.observed().readySandbox().isEmpty();
        var phase = coming.terminal() && !quiet ? present() : coming;
        if (pod.over()) {
            phase = before.text("phase").equals("Succeeded") ? Phase.SUCCEEDED : Phase.FAILED;
            coming = phase;
        }
        var status = ObjectValue.builder();
        if (pod.object().generation() > 0) {
            status.put("observedGeneration", pod.object().generation());
        }
        status.put("phase", phase.wireName).put("conditions", conditions(coming));
        if (phase.terminal() && view.memory().failure().isPresent()) {
            var failure = view.memory().failure().get();
            status.put("reason", failure.reason()).put("message", failure.message());
        } else if (pod.over()) {
            status.putIfPresent("reason", before.text("reason")).putIfPresent("message", before.text("message"));
        }
        addresses(status);
        status.put("startTime", before.has("startTime") ? before.text("startTime") : seconds(view.now()));
        if (!inits.isEmpty()) {
            status.put("initContainerStatuses", trees(inits));
        }
        status.put("containerStatuses", byName(mains));
        if (!pod.ephemeralContainers().isEmpty()) {
            status.put(
                    "ephemeralContainerStatuses",
                    byName(pod.ephemeralContainers().stream()
                            .map(container -> ContainerStatus.of(view, container))
                            .toList()));
        }
        status.put("qosClass", pod.qualityOfService().wireName());
        return status.build();
    }

    /** The phase of a pod whose end has begun and is not told yet. */
    private Phase present() {
        return mains.stream().allMatch(ContainerStatus::neverRan) ? Phase.PENDING : Phase.RUNNING;
    }

    private void addresses(ObjectValue.Builder status) {
        if (!view.nodeAddress().isEmpty()) {
            status.put("hostIP", view.nodeAddress())
                    .put("hostIPs", ListValue.of(ObjectValue.of("ip", Value.of(view.nodeAddress()))));
        }
        var addresses = pod.hostNetwork()
                ? view.observed()
                        .readySandbox()
                        .map(sandbox -> List.of(view.nodeAddress()))
                        .orElse(List.of())
                : view.observed().sandbox().map(Observation.Sandbox::addresses).orElse(List.of());
        if (!addresses.isEmpty()) {
            status.put("podIP", addresses.getFirst())
                    .put(
                            "podIPs",
                            ListValue.of(addresses.stream()
                                    .map(address -> ObjectValue.of("ip", Value.of(address)))
                                    .toList()));
        } else if (before.has("podIP")) {
            // Where the pod was, for those who look after its end.
            status.put("podIP", before.text("podIP")).put("podIPs", before.list("podIPs"));
        }
    }

    // ---- phase

    private Phase phase() {
        if (view.memory().failure().isPresent()) {
            return Phase.FAILED;
        }
        boolean nothingAlive = view.observed().alive().isEmpty();
        if (pod.terminating() && nothingAlive && !view.observed().containers().isEmpty()) {
            return mains.stream().allMatch(ContainerStatus::endedWell) ? Phase.SUCCEEDED : Phase.FAILED;
        }
        boolean initFailed = inits.stream().anyMatch(ContainerStatus::failedForGood);
        if (initFailed) {
            return Phase.FAILED;
        }
        boolean initializing = inits.stream().anyMatch(init -> !init.initialized());
        boolean neverRan = mains.stream().anyMatch(ContainerStatus::neverRan);
        if (initializing && mains.stream().allMatch(ContainerStatus::neverRan)) {
            return Phase.PENDING;
        }
        if (neverRan || mains.isEmpty()) {
            return Phase.PENDING;
        }
        if (mains.stream().allMatch(ContainerStatus::endedForGood)) {
            return mains.stream().allMatch(ContainerStatus::endedWell) ? Phase.SUCCEEDED : Phase.FAILED;
        }
        return Phase.RUNNING;
    }

    // ---- conditions

    private ListValue conditions(Phase phase) {
        var all = new ArrayList<Value>();
        for (var foreign : before.list("conditions").objects()) {
            if (!OWN_CONDITIONS.contains(foreign.text("type"))) {
                all.add(foreign);
            }
        }
        all.add(condition(
                "PodReadyToStartContainers", view.observed().readySandbox().isPresent(), "", ""));
        all.add(initialized(phase));
        var containersReady = containersReady(phase);
        all.add(ready(containersReady));
        all.add(containersReady);
        all.add(condition("PodScheduled", true, "", ""));
        return ListValue.of(all);
    }

    private ObjectValue initialized(Phase phase) {
        if (phase == Phase.SUCCEEDED) {
            return condition("Initialized", true, "PodCompleted", "");
        }
        var incomplete = inits.stream()
                .filter(init -> !init.initialized())
                .map(ContainerStatus::name)
                .toList();
        return incomplete.isEmpty()
                ? condition("Initialized", true, "", "")
                : condition(
                        "Initialized",
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: " + names(incomplete));
    }

    private ObjectValue containersReady(Phase phase) {
        return switch (phase) {
            case SUCCEEDED -> condition("ContainersReady", false, "PodCompleted", "");
            case FAILED -> condition("ContainersReady", false, "PodFailed", "");
            case PENDING, RUNNING -> {
                var unready = Stream.concat(inits.stream().filter(ContainerStatus::sidecar), mains.stream())
                        .filter(container -> !container.ready())
                        .map(ContainerStatus::name)
                        .toList();
                yield unready.isEmpty()
                        ? condition("ContainersReady", true, "", "")
                        : condition(
                                "ContainersReady",
                                false,
                                "ContainersNotReady",
                                "containers with unready status: " + names(unready));
            }
        };
    }

    /** Ready is what the containers are, and what every readiness gate says. */
    private ObjectValue ready(ObjectValue containersReady) {
        if (containersReady.text("status").equals("False")) {
            return condition("Ready", false, containersReady.text("reason"), containersReady.text("message"));
        }
        var reasons = new ArrayList<String>();
        for (var gate : pod.spec().list("readinessGates").objects()) {
            var type = gate.text("conditionType");
            var status = before.list("conditions").objects().stream()
                    .filter(condition -> condition.text("type").equals(type))
                    .map(condition -> condition.text("status"))
                    .findFirst();
            if (status.isEmpty()) {
                reasons.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!status.get().equals("True")) {
                reasons.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but " + status.get());
            }
        }
        return reasons.isEmpty()
                ? condition("Ready", true, "", "")
                : condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", reasons));
    }

    private ObjectValue condition(String type, boolean holds, String reason, String message) {
        var status = holds ? "True" : "False";
        var since = before.list("conditions").objects().stream()
                .filter(condition -> condition.text("type").equals(type)
                        && condition.text("status").equals(status))
                .map(condition -> condition.text("lastTransitionTime"))
                .filter(time -> !time.isEmpty())
                .findFirst()
                .orElse(seconds(view.now()));
        var condition = ObjectValue.builder().put("type", type);
        if (pod.object().generation() > 0) {
            condition.put("observedGeneration", pod.object().generation());
        }
        return condition
                .put("status", status)
                .put("lastProbeTime", Scalar.Null.NULL)
                .put("lastTransitionTime", since)
                .putIfPresent("reason", reason)
                .putIfPresent("message", message)
                .build();
    }

    private static String names(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    /** As the kubelet orders them, whatever the spec's order; those of init containers keep theirs. */
    private static ListValue byName(List<ContainerStatus> statuses) {
        return trees(statuses.stream()
                .sorted(Comparator.comparing(ContainerStatus::name))
                .toList());
    }

    private static ListValue trees(List<ContainerStatus> statuses) {
        return ListValue.of(statuses.stream().map(ContainerStatus::toTree).toList());
    }

    static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
