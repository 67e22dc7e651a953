package io.jukung.store.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of a member has been started, bottom up; stopped once, top down. */
final class StartedParts {

    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Whether they have been stopped, or are being stopped. */
    boolean areStopped() {
        return stopped.get();
    }

    void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("closing {}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
