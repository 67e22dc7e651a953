package io.jukung.node.pod;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the container runtime holds of one pod.
 *
 * @param sandboxes newest first
 * @param containers newest first
 */
public record Observation(List<Sandbox> sandboxes, List<Instance> containers) {

    public static final Observation NOTHING = new Observation(List.of(), List.of());

    public Observation {
        sandboxes = sandboxes.stream()
                .sorted(Comparator.comparing(Sandbox::createdAt).reversed())
                .toList();
        containers = containers.stream()
                .sorted(Comparator.comparing(Instance::createdAt).reversed())
                .toList();
    }

    /**
     * The pod's namespaces and network.
     *
     * @param addresses the pod's; empty in the host's network
     */
    public record Sandbox(String id, int attempt, boolean ready, Instant createdAt, List<String> addresses) {
        public Sandbox {
            addresses = List.copyOf(addresses);
        }
    }

    /** Where a container stands in its life. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED
    }

    /**
     * One run of a container.
     *
     * @param attempt how many runs were before
     * @param crashes how many of them failed in a row before this one, for the back-off
     * @param specHash of the fields whose change restarts it
     * @param reason the runtime's, for an ended one, for example {@code OOMKilled}
     * @param message what it left in its termination message file
     */
    public record Instance(
            String id,
            String sandbox,
            String name,
            int attempt,
            int crashes,
            int specHash,
            State state,
            Instant createdAt,
            Instant startedAt,
            Instant finishedAt,
            int exitCode,
            String reason,
            String message,
            String image,
            String imageId) {}

    public Optional<Sandbox> sandbox() {
        return sandboxes.stream().findFirst();
    }

    /** The sandbox containers can run in now. */
    public Optional<Sandbox> readySandbox() {
        return sandbox().filter(Sandbox::ready);
    }

    /** The runs of a container, newest first. */
    public List<Instance> runs(String name) {
        return containers.stream().filter(run -> run.name().equals(name)).toList();
    }

    /** The newest run of a container, in whichever sandbox. */
    public Optional<Instance> latest(String name) {
        return runs(name).stream().findFirst();
    }

    /** The run before the newest. */
    public Optional<Instance> previous(String name) {
        return runs(name).stream().skip(1).findFirst();
    }

    /** The newest run in the present sandbox. */
    public Optional<Instance> current(String name) {
        var sandbox = sandbox();
        return latest(name)
                .filter(run -> sandbox.isPresent()
                        && run.sandbox().equals(sandbox.get().id()));
    }

    public List<Instance> alive() {
        return containers.stream().filter(run -> run.state() != State.EXITED).toList();
    }

    public boolean empty() {
        return sandboxes.isEmpty() && containers.isEmpty();
    }
}
