package io.jukung.controllers.scheduler.queue;

import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;

/**
 * A pod that waits for a node.
 *
 * @param attempts how often it was tried
 * @param since when it came to where it waits now
 */
public record QueuedPod(PodInfo pod, int attempts, Instant since) {

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(10);

    /** When it may be tried again after a failure at {@code since}: 1 s after the first, doubling to 10 s. */
    public Instant backoffEnd() {
        int doublings = Math.clamp(attempts - 1, 0, 10);
        var backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
        return since.plus(backoff.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : backoff);
    }

    QueuedPod with(PodInfo newer) {
        return new QueuedPod(newer, attempts, since);
    }

    QueuedPod at(Instant now) {
        return new QueuedPod(pod, attempts, now);
    }

    QueuedPod tried() {
        return new QueuedPod(pod, attempts + 1, since);
    }
}
