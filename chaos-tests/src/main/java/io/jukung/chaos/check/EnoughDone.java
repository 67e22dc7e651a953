package io.jukung.chaos.check;

import io.jukung.chaos.history.Phase;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That clients got something done: a run in which everything failed proves nothing. As Jepsen's {@code stats}, with numbers.
 */
public final class EnoughDone implements Checker {

    private final Map<String, Long> least;
    private final double ratio;

    /**
     * @param least how many of each {@code f} must have succeeded; others need one
     * @param ratio of successes to all operations, 0 to 1, that must be reached
     */
    public EnoughDone(Map<String, Long> least, double ratio) {
        this.least = Map.copyOf(least);
        this.ratio = ratio;
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio: " + ratio + ", expected 0 to 1");
        }
    }

    @Override
    public String name() {
        return "enough-done";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        SortedMap<String, Long> all = new TreeMap<>();
        SortedMap<String, Long> succeeded = new TreeMap<>();
        least.keySet().forEach(f -> all.put(f, 0L));
        for (var pair : evidence.history().pairs()) {
            all.merge(pair.begin().f(), 1L, Long::sum);
            if (pair.phase() == Phase.OK) {
                succeeded.merge(pair.begin().f(), 1L, Long::sum);
            }
        }
        long ok = succeeded.values().stream().mapToLong(Long::longValue).sum();
        long total = all.values().stream().mapToLong(Long::longValue).sum();
        all.forEach((f, count) -> {
            long done = succeeded.getOrDefault(f, 0L);
            findings.fact(f, done + " of " + count);
            if (done < least.getOrDefault(f, 1L)) {
                findings.violation(
                        "too few succeeded",
                        "%d of %d operations :%s succeeded, expected %d."
                                .formatted(done, count, f, least.getOrDefault(f, 1L)));
            }
        });
        findings.fact("all", ok + " of " + total);
        if (total == 0 || ok < ratio * total) {
            findings.violation(
                    "too few succeeded",
                    String.format(
                            Locale.ROOT, "%d of %d operations succeeded, expected %.0f %%.", ok, total, 100 * ratio));
        }
        return findings.verdict();
    }
}
