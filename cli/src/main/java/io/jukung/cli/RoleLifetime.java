package io.jukung.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that a role's process runs. They are closed in the opposite order when the process is asked to
 * end (SIGTERM, Ctrl-C) or when a later part fails to start.
 */
final class RoleLifetime {

    private static final Logger log = LoggerFactory.getLogger(RoleLifetime.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean ending;

    RoleLifetime() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::end));
    }

    /** Adds a started part. */
    synchronized <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Returns when the process is asked to end. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Closes all parts; idempotent. */
    synchronized void end() {
        if (ending) {
            return;
        }
        ending = true;
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The other parts must still be closed.
                log.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
        ended.countDown();
    }
}
