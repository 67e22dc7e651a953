package io.jukung.cli.rest;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How a pod is, judged from its status. */
public final class PodHealth {

    /** Reasons to wait that pass by themselves. */
    private static final Set<String> UNDER_WAY = Set.of("", "ContainerCreating", "PodInitializing");

    private PodHealth() {}

    /** Why the pod does not run, in a sentence; empty where it runs or only needs time. */
    public static Optional<String> trouble(KubeObject pod) {
        var name = "pod " + pod.namespace() + "/" + pod.name();
        if (pod.beingDeleted()) {
            return Optional.empty();
        }
        if (pod.status().text("phase").equals("Failed")) {
            return Optional.of(name + " failed" + because(pod.status()));
        }
        return Stream.concat(
                        conditions(pod, "PodScheduled")
                                .filter(condition -> condition.text("reason").equals("Unschedulable"))
                                .map(condition -> name + " finds no node: " + condition.text("message")),
                        containers(pod)
                                .filter(container -> !UNDER_WAY.contains(container.text("state", "waiting", "reason")))
                                .map(container -> name + ", container " + container.text("name")
                                        + because(container.object("state", "waiting"))))
                .findFirst();
    }

    private static String because(ObjectValue state) {
        var reason = state.text("reason");
        var message = state.text("message");
        return (reason.isEmpty() ? "" : ": " + reason) + (message.isEmpty() ? "" : ": " + message);
    }

    /**
     * Whether the pod is ready and all its containers were started after {@code since}: what a status of before
     * says, nobody has looked at since.
     */
    public static boolean isReadySince(KubeObject pod, Instant since) {
        var statuses = pod.status().list("containerStatuses").objects();
        return !pod.beingDeleted()
                && !statuses.isEmpty()
                && conditions(pod, "Ready")
                        .anyMatch(condition -> condition.text("status").equals("True"))
                && statuses.stream().allMatch(container -> startedAfter(container, since));
    }

    private static boolean startedAfter(ObjectValue container, Instant since) {
        try {
            // Written in whole seconds.
            return !Instant.parse(container.text("state", "running", "startedAt"))
                    .isBefore(Instant.ofEpochSecond(since.getEpochSecond()));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Stream<ObjectValue> conditions(KubeObject pod, String type) {
        return pod.status().list("conditions").objects().stream()
                .filter(condition -> condition.text("type").equals(type));
    }

    private static Stream<ObjectValue> containers(KubeObject pod) {
        return List.of("initContainerStatuses", "containerStatuses").stream()
                .flatMap(list -> pod.status().list(list).objects().stream());
    }
}
