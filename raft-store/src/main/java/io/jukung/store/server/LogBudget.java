package io.jukung.store.server;

/** Bounds how often something is logged: a few lines at once, then one a second. What is left out is counted. */
final class LogBudget {

    private static final int LINES_AT_ONCE = 10;
    private static final long NANOS_A_LINE = 1_000_000_000;

    private boolean used;
    private long fullAtNanos;
    private long leftOut;

    /**
     * Asks for a line.
     *
     * @param nowNanos of a clock that only goes forward
     * @return how many were left out since the last line; -1: this one is too
     */
    synchronized long take(long nowNanos) {
        // The time at which there would be room for all lines again; each line moves it by its own.
        long full = used && fullAtNanos - nowNanos > 0 ? fullAtNanos : nowNanos;
        if (full - nowNanos > (LINES_AT_ONCE - 1) * NANOS_A_LINE) {
            leftOut++;
            return -1;
        }
        used = true;
        fullAtNanos = full + NANOS_A_LINE;
        long since = leftOut;
        leftOut = 0;
        return since;
    }
}
