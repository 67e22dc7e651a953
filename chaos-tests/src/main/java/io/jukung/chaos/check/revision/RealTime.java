package io.jukung.chaos.check.revision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What had been seen by when: a revision that somebody was told of was committed before. */
final class RealTime {

    /** With {@code said} the sight in a line. */
    record Sight(long ended, long revision, Supplier<String> said) {}

    private final List<Sight> sights;
    /** By index of {@code sights}: the one of the highest revision up to there. */
    private final List<Sight> highest = new ArrayList<>();

    RealTime(List<Sight> sights) {
        this.sights =
                sights.stream().sorted(Comparator.comparingLong(Sight::ended)).toList();
        for (var sight : this.sights) {
            var before = highest.isEmpty() ? sight : highest.getLast();
            highest.add(before.revision() >= sight.revision() ? before : sight);
        }
    }

    /** The highest that was seen strictly before a time. */
    Optional<Sight> before(long nanos) {
        int low = 0;
        int high = sights.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sights.get(middle).ended() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(highest.get(low - 1));
    }
}
