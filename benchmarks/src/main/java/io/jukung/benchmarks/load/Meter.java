package io.jukung.benchmarks.load;

/** Where senders of requests tell how each went. Any thread may tell. */
public final class Meter {

    private volatile Counts counts = new Counts();

    /** A request sent at this {@link System#nanoTime} was answered now. */
    void success(long start) {
        long now = System.nanoTime();
        counts.success(now - start, now);
    }

    /** Operations that were not requests of their own, such as events, happened now. */
    void events(long number) {
        counts.events(number, System.nanoTime());
    }

    /** Events came to watchers, beside the operations. */
    void watched(long number) {
        counts.watched(number);
    }

    void failure(Throwable failure) {
        counts.failure(String.valueOf(failure.getMessage()));
    }

    /** What was told since the last {@link #restart}. */
    Counts counts() {
        return counts;
    }

    /** Begins to count from nothing. */
    void restart() {
        counts = new Counts();
    }
}
