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
final class RoleLifetime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RoleLifetime.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean ending;

    RoleLifetime() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::endAsAsked));
    }

    /**
     * Java's own exit code after a signal is 143, which systemd takes for a failure. Whoever leaves otherwise has
     * closed this first.
     */
    private void endAsAsked() {
        if (end()) {
            Runtime.getRuntime().halt(0);
        }
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

    @Override
    public void close() {
        end();
    }

    /** Closes all parts; whether there was anything to end. */
    private synchronized boolean end() {
        if (ending) {
            return false;
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
        return true;
    }
}
