package io.jukung.chaos.sim;

import java.util.EnumMap;
import java.util.Map;

/** How often each situation has come up. */
public final class Situations {

    private final Map<Situation, Long> counts = new EnumMap<>(Situation.class);

    public void met(Situation situation) {
        counts.merge(situation, 1L, Long::sum);
    }

    public void add(Situations others) {
        others.counts.forEach((situation, count) -> counts.merge(situation, count, Long::sum));
    }

    public long count(Situation situation) {
        return counts.getOrDefault(situation, 0L);
    }

    /** Of those that came up. */
    public Map<Situation, Long> counts() {
        return new EnumMap<>(counts.isEmpty() ? Map.of(Situation.LEADER_CHANGED, 0L) : counts);
    }
}
