package io.jukung.node.pod;

import io.jukung.node.probe.Health;
import io.jukung.node.probe.Probe;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a plan for one pod is made from.
 *
 * @param health what probes say, by container id; containers that are not in it have not been probed
 * @param nodeAddress this node's address, the pod's host address
 */
public record PodView(
        DesiredPod pod,
        Observation observed,
        PodMemory memory,
        Map<String, Health> health,
        String nodeAddress,
        Instant now) {

    public PodView {
        health = Map.copyOf(health);
    }

    /** The health of a run: without probes well, with probes not yet started or ready until they say so. */
    Health healthOf(ContainerSpec spec, Observation.Instance run) {
        var known = health.get(run.id());
        if (known != null) {
            return known;
        }
        boolean startup = spec.probe(Probe.Purpose.STARTUP).isPresent();
        boolean readiness = spec.probe(Probe.Purpose.READINESS).isPresent();
        return new Health(!startup, !startup && !readiness, Optional.empty());
    }

    /** Whether the pod has to end: deleted, past its deadline, failed by the node, or over already. */
    boolean ending() {
        return pod.terminating() || memory.failure().isPresent() || pod.over() || deadlinePassed();
    }

    boolean deadlinePassed() {
        return pod.activeUntil().filter(until -> !now.isBefore(until)).isPresent();
    }

    /**
     * Whether nothing is left to run by the restart policy: all main containers have ended for good, or an
     * init container has failed for good.
     */
    boolean complete() {
        for (var init : pod.initContainers()) {
            if (init.role() == ContainerSpec.Role.INIT) {
                var run = observed.latest(init.name());
                if (run.isPresent()
                        && run.get().state() == Observation.State.EXITED
                        && run.get().exitCode() != 0
                        && !init.restartPolicy(pod.restartPolicy())
                                .restarts(run.get().exitCode())) {
                    return true;
                }
            }
        }
        return !pod.containers().isEmpty()
                && pod.containers().stream()
                        .allMatch(container -> observed.latest(container.name())
                                .filter(run -> run.state() == Observation.State.EXITED
                                        && !pod.restartPolicy().restarts(run.exitCode()))
                                .isPresent());
    }

    /** The hindrance in effect for a container. */
    Optional<PodMemory.Hindrance> hindrance(String container) {
        return Optional.ofNullable(memory.hindrances().get(container));
    }
}
