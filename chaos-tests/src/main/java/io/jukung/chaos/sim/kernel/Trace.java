package io.jukung.chaos.sim.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened. Of all of it there is a hash, equal for equal runs; the last events are kept as text only where somebody wants
 * to read them, which makes a run several times slower.
 */
public final class Trace {

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private record Line(long nanos, String format, List<Object> arguments) {}

    private final int keep;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long hash = 1;
    private long count;

    /**
     * An empty trace.
     *
     * @param keep how many of the last events are kept as text; 0: none
     */
    public Trace(int keep) {
        this.keep = keep;
    }

    /**
     * Notes an event.
     *
     * @param arguments numbers, strings and enums: what has the same hash in every run
     */
    public void add(long nanos, String format, Object... arguments) {
        count++;
        mix(nanos);
        mix(format.hashCode());
        for (Object argument : arguments) {
            mix(argument instanceof Enum<?> constant ? constant.name().hashCode() : argument.hashCode());
        }
        if (keep > 0) {
            if (lines.size() == keep) {
                lines.removeFirst();
            }
            lines.add(new Line(nanos, format, List.of(arguments)));
        }
    }

    private void mix(long input) {
        long mixed = (hash ^ input) * MULTIPLIER;
        hash = mixed ^ (mixed >>> 32);
    }

    public long hash() {
        return hash;
    }

    public long count() {
        return count;
    }

    /** The last events, oldest first, each with its virtual time in seconds. */
    public List<String> lines() {
        var text = new ArrayList<String>(lines.size());
        for (Line line : lines) {
            text.add(String.format(Locale.ROOT, "%10.6f  ", line.nanos / 1e9)
                    + String.format(Locale.ROOT, line.format, line.arguments.toArray()));
        }
        return text;
    }
}
