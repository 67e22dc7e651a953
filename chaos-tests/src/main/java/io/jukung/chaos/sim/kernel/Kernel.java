package io.jukung.chaos.sim.kernel;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Virtual time: an event at a time, by one thread. What is due at the same nanosecond runs in the order it was asked for. */
public final class Kernel {

    /** Nothing sensible takes so many: something goes round in circles. */
    private static final long MAX_EVENTS = 3_000_000;

    /** An event that may be called off. */
    public static final class Event {
        private final long at;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        private Event(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        public void cancel() {
            cancelled = true;
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.<Event>comparingLong(event -> event.at).thenComparingLong(event -> event.number));
    private final SplittableRandom random;
    private final Trace trace;
    private long now;
    private long scheduled;
    private long ran;
    private @Nullable InvariantViolation violation;

    public Kernel(long seed, Trace trace) {
        this.random = new SplittableRandom(seed);
        this.trace = trace;
    }

    /** Virtual nanoseconds since the begin. */
    public long now() {
        return now;
    }

    /** All chance of a run, but for its configuration. */
    public SplittableRandom random() {
        return random;
    }

    /** True once in so many, on average; never for 0 or less. */
    public boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Around {@code mean}, at least 1, mostly near it and sometimes much longer. */
    public long around(long mean) {
        return Math.max(1, (long) (-Math.log(1 - random.nextDouble()) * mean));
    }

    public Event after(long nanos, Runnable task) {
        var event = new Event(now + Math.max(0, nanos), scheduled++, task);
        events.add(event);
        return event;
    }

    /** Notes an event of the run. */
    public void trace(String format, Object... arguments) {
        trace.add(now, format, arguments);
    }

    /** Ends the run; the first to say so counts. Thrown too, as whoever found it cannot go on. */
    public InvariantViolation violated(String invariant, String explanation) {
        var found = new InvariantViolation(invariant, explanation);
        if (violation == null) {
            violation = found;
            trace("VIOLATED %s: %s", invariant, explanation);
        }
        return found;
    }

    /** Fails the run unless {@code holds}; {@code explanation} is a format. */
    public void require(boolean holds, String invariant, String explanation, Object... arguments) {
        if (!holds) {
            throw violated(invariant, text(explanation, arguments));
        }
    }

    /** The format came through from a caller; only what fails is ever formatted. */
    @SuppressWarnings("AnnotateFormatMethod")
    private static String text(String format, Object... arguments) {
        var text = new StringBuilder();
        try (var formatter = new java.util.Formatter(text, java.util.Locale.ROOT)) {
            formatter.format(format, arguments);
        }
        return text.toString();
    }

    public @Nullable InvariantViolation violation() {
        return violation;
    }

    public long events() {
        return ran;
    }

    /** Runs what is due up to then, and stops at once when an invariant does not hold. */
    public void runUntil(long nanos) {
        while (violation == null) {
            var next = events.peek();
            if (next == null || next.at > nanos) {
                now = Math.max(now, nanos);
                return;
            }
            events.poll();
            if (next.cancelled) {
                continue;
            }
            now = next.at;
            if (++ran > MAX_EVENTS) {
                violated("ends", "more than " + MAX_EVENTS + " events");
                return;
            }
            try {
                next.task.run();
            } catch (InvariantViolation known) {
                // It is noted.
            } catch (RuntimeException | Error e) {
                var at = e.getStackTrace();
                violated(
                        "no exception",
                        e + (at.length == 0 ? "" : " at " + at[0]) + (at.length < 2 ? "" : ", " + at[1]));
                var found = violation;
                if (found != null) {
                    found.addSuppressed(e);
                }
            }
        }
    }
}
