package io.jukung.node.pod;

import java.time.Duration;

/** The kubelet's back-off: 10 s, doubled with each failure up to 5 min; ten quiet minutes forgive all. */
public final class BackOff {

    public static final Duration FIRST = Duration.ofSeconds(10);
    public static final Duration LONGEST = Duration.ofMinutes(5);
    /** A run as long as this makes the next crash a first one. */
    public static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

    private BackOff() {}

    /** How long a container rests after its {@code crashes}-th failed run in a row; none after the first. */
    static Duration afterCrashes(int crashes) {
        if (crashes <= 1) {
            return Duration.ZERO;
        }
        // 2^5 * 10 s is past the longest already: more would only overflow.
        var doubled = FIRST.multipliedBy(1L << Math.min(crashes - 2, 5));
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /** The back-off after one of {@code before}. */
    static Duration next(Duration before) {
        if (before.isZero()) {
            return FIRST;
        }
        var doubled = before.multipliedBy(2);
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /** In messages: {@code 10s}, {@code 2m40s}, {@code 5m0s}. */
    static String text(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
    }
}
