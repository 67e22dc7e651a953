package io.jukung.cli.backup;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish that a long command ends: SIGTERM or SIGINT, after which it still ends its work in order. */
final class Ending implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean wanted;

    Ending() {
        this(() -> {});
    }

    private Ending(Runnable also) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            wanted = true;
            also.run();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** For work that is of no use unless it is finished: the present thread, which does it, is interrupted. */
    static Ending interrupting() {
        return new Ending(Thread.currentThread()::interrupt);
    }

    boolean wanted() {
        return wanted;
    }

    /** The work has ended. */
    @Override
    public void close() {
        done.countDown();
    }
}
