package io.jukung.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the node daemon knows of a pod that neither the API nor the runtime keeps. All of it may be
 * lost: it delays or explains, it never decides what should run.
 *
 * @param hindrances why containers do not start, by name
 * @param starting containers that are being brought up right now: image, creation, hook
 * @param volumesReady whether the volumes are in place
 * @param setUp why the pod itself cannot be set up
 * @param failure why the node ended the pod for good
 * @param released whether everything it held on the node has been given back
 */
public record PodMemory(
        Map<String, Hindrance> hindrances,
        Set<String> starting,
        boolean volumesReady,
        Optional<Hindrance> setUp,
        Optional<Failure> failure,
        boolean released) {

    public static final PodMemory FRESH =
            new PodMemory(Map.of(), Set.of(), false, Optional.empty(), Optional.empty(), false);

    public PodMemory {
        hindrances = Map.copyOf(hindrances);
        starting = Set.copyOf(starting);
    }

    /**
     * A reason to wait.
     *
     * @param reason as it stands in the container's waiting state
     * @param retryAt when to try again
     * @param backOff what was waited for, doubled by the next failure
     */
    public record Hindrance(String reason, String message, Instant retryAt, Duration backOff) {}

    /** The end that the node itself decided upon, for the pod's status. */
    public record Failure(String reason, String message) {}

    PodMemory hindered(String container, Hindrance hindrance) {
        var changed = new HashMap<>(hindrances);
        changed.put(container, hindrance);
        return new PodMemory(changed, starting, volumesReady, setUp, failure, released);
    }

    PodMemory unhindered(String container) {
        var changed = new HashMap<>(hindrances);
        changed.remove(container);
        return new PodMemory(changed, starting, volumesReady, setUp, failure, released);
    }

    PodMemory starting(String container, boolean now) {
        var changed = new HashSet<>(starting);
        if (now) {
            changed.add(container);
        } else {
            changed.remove(container);
        }
        return new PodMemory(hindrances, changed, volumesReady, setUp, failure, released);
    }

    PodMemory withVolumes(boolean ready) {
        return new PodMemory(hindrances, starting, ready, setUp, failure, released);
    }

    PodMemory withSetUp(Optional<Hindrance> hindrance) {
        return new PodMemory(hindrances, starting, volumesReady, hindrance, failure, released);
    }

    PodMemory failed(Failure why) {
        return new PodMemory(hindrances, starting, volumesReady, setUp, Optional.of(why), released);
    }

    PodMemory withReleased() {
        return new PodMemory(hindrances, starting, false, setUp, failure, true);
    }
}
