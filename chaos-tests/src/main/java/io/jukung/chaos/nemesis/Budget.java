package io.jukung.chaos.nemesis;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which faults leave a run recoverable. Crashes, pauses, partitions and full disks lose nothing, so they may hit everybody.
 * What a member had on disk may be lost of one at a time, and only if the others with their data whole are a majority; the next
 * one's turn is when the first has all again.
 *
 * @param members how many the cluster has now
 * @param damaged whose data is not whole
 */
record Budget(int members, Set<String> damaged) {

    Budget {
        damaged = Set.copyOf(damaged);
    }

    /** Why the data of one more member must not be touched; empty: it may. */
    Optional<String> refusal() {
        if (!damaged.isEmpty()) {
            return Optional.of("the data of " + new TreeSet<>(damaged) + " is not whole yet");
        }
        if (members - 1 < Whom.majority(members)) {
            return Optional.of("without one of " + members + " members there is no majority whose data is whole");
        }
        return Optional.empty();
    }
}
