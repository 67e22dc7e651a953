package io.jukung.store.disk;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * When a disk counts as stalled, and who leads instead.
 *
 * @param patience for one write or fsync of the log
 */
public record StallRules(Duration patience) {

    public boolean isStalled(long busyNanos) {
        return busyNanos > patience.toNanos();
    }

    /**
     * Who may take over: the voters that have something of the log, those that have most first.
     *
     * @param matchIndex last entry a member is known to have; -1 if none is
     */
    public List<Long> successors(long self, Set<Long> voters, LongUnaryOperator matchIndex) {
        record Candidate(long id, long match) {}
        return voters.stream()
                .filter(id -> id != self)
                .map(id -> new Candidate(id, matchIndex.applyAsLong(id)))
                .filter(candidate -> candidate.match() >= 0)
                .sorted(Comparator.comparingLong(Candidate::match).reversed().thenComparingLong(Candidate::id))
                .map(Candidate::id)
                .toList();
    }
}
