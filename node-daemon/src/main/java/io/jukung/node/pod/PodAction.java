package io.jukung.node.pod;

import io.jukung.node.probe.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One step towards what a pod should be. Each is safe to repeat. */
public sealed interface PodAction {

    /** Puts the pod's folders and volumes in place. */
    record PrepareVolumes() implements PodAction {}

    /** Makes the pod's namespaces and network. */
    record CreateSandbox(int attempt) implements PodAction {}

    /**
     * Fetches the image if need be, then makes and starts a container.
     *
     * @param attempt how many runs were before
     * @param crashes how many of those failed in a row
     */
    record Start(ContainerSpec container, String sandbox, int attempt, int crashes) implements PodAction {}

    /** Notes that a container rests before its next run, and until when. */
    record Rest(ContainerSpec container, PodMemory.Hindrance why) implements PodAction {}

    /** Ends one container that is to run anew. */
    record Restart(ContainerSpec container, String id, Duration grace, Cause cause) implements PodAction {}

    /** Ends containers, all at once, hooks first; the sidecars after them, last one first. */
    record Stop(List<Observation.Instance> containers, Duration grace) implements PodAction {
        public Stop {
            containers = List.copyOf(containers);
        }
    }

    /** Ends sandboxes and gives their addresses back; their logs and states stay. */
    record StopSandboxes(List<String> ids) implements PodAction {
        public StopSandboxes {
            ids = List.copyOf(ids);
        }
    }

    /** Forgets dead containers, with their logs. */
    record Forget(List<Observation.Instance> containers) implements PodAction {
        public Forget {
            containers = List.copyOf(containers);
        }
    }

    /** Forgets dead sandboxes. */
    record ForgetSandboxes(List<String> ids) implements PodAction {
        public ForgetSandboxes {
            ids = List.copyOf(ids);
        }
    }

    /** Gives back volumes, folders and cgroups. */
    record Release() implements PodAction {}

    /** Tells the API that nothing is left, so that the object goes. */
    record ConfirmDeletion() implements PodAction {}

    /** Ends the pod for good, by the node's decision. */
    record Fail(PodMemory.Failure why) implements PodAction {}

    /** Why a running container is ended to be started anew. */
    sealed interface Cause {
        record Unhealthy(Probe.Purpose probe) implements Cause {}

        record DefinitionChanged() implements Cause {}

        record SandboxGone() implements Cause {}

        /** As the event says it. */
        default String message(String container) {
            return switch (this) {
                case Unhealthy(var probe) ->
                    "Container " + container + " failed " + probe.title().toLowerCase(java.util.Locale.ROOT)
                            + " probe, will be restarted";
                case DefinitionChanged() -> "Container " + container + " definition changed, will be restarted";
                case SandboxGone() -> "Stopping container " + container;
            };
        }
    }

    /**
     * A plan.
     *
     * @param wakeAt when to look again though nothing changed
     */
    record Plan(List<PodAction> actions, Optional<java.time.Instant> wakeAt) {
        public Plan {
            actions = List.copyOf(actions);
        }
    }
}
