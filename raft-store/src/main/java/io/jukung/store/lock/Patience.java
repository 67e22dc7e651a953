package io.jukung.store.lock;

import org.jspecify.annotations.Nullable;

/** Whether the client still waits, and what to stop when it does no more. */
final class Patience {

    private boolean ended;
    private @Nullable Runnable waiting;

    /** Runs {@code stop} when the client goes, at once if it has gone; replaces what was to be stopped before. */
    void waitWith(Runnable stop) {
        synchronized (this) {
            if (!ended) {
                waiting = stop;
                return;
            }
        }
        stop.run();
    }

    /** The client has gone. */
    void end() {
        Runnable stop;
        synchronized (this) {
            ended = true;
            stop = waiting;
            waiting = null;
        }
        if (stop != null) {
            stop.run();
        }
    }

    synchronized boolean ended() {
        return ended;
    }
}
