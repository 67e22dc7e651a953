package io.jukung.node.probe;

/**
 * How far one probe of one container has come.
 *
 * @param streak results in a row like the last one
 */
public record ProbeProgress(Verdict verdict, boolean lastPassed, int streak) {

    /** What counts of a probe: it changes only when a threshold is reached. */
    public enum Verdict {
        UNKNOWN,
        PASSING,
        FAILING
    }

    public static ProbeProgress starting(Verdict verdict) {
        return new ProbeProgress(verdict, verdict == Verdict.PASSING, 0);
    }

    /** After one more result. */
    public ProbeProgress after(boolean passed, Probe probe) {
        int newStreak = passed == lastPassed ? Math.min(streak + 1, Integer.MAX_VALUE - 1) : 1;
        int threshold = passed ? probe.successThreshold() : probe.failureThreshold();
        var newVerdict = newStreak >= threshold ? (passed ? Verdict.PASSING : Verdict.FAILING) : verdict;
        return new ProbeProgress(newVerdict, passed, newStreak);
    }
}
