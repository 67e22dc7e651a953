package io.jukung.chaos.command;

import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What runs did, added up.
 *
 * @param histories that were checked
 * @param seconds from the runs' begins to their last operations
 * @param ok operations of clients that succeeded
 * @param failed those that were refused, so that it is known that they did nothing
 * @param unknown those whose outcome nobody knows
 * @param faults what was done to clusters, and taken back, by name: how often
 */
record Tally(int histories, double seconds, long ok, long failed, long unknown, SortedMap<String, Long> faults) {

    static final Tally NONE = new Tally(0, 0, 0, 0, 0, new TreeMap<>());

    Tally {
        faults = Collections.unmodifiableSortedMap(new TreeMap<>(faults));
    }

    Tally with(History history) {
        var more = new TreeMap<>(faults);
        var ends = new EnumMap<Phase, Long>(Phase.class);
        long last = 0;
        for (var op : history.ops()) {
            last = Math.max(last, op.nanos());
            if (op.phase() == Phase.INVOKE) {
                continue;
            }
            if (op.isClient()) {
                ends.merge(op.phase(), 1L, Long::sum);
            } else if (!op.f().equals(Op.HEAL)) {
                more.merge(op.f(), 1L, Long::sum);
            }
        }
        return new Tally(
                histories + 1,
                seconds + last / 1e9,
                ok + ends.getOrDefault(Phase.OK, 0L),
                failed + ends.getOrDefault(Phase.FAIL, 0L),
                unknown + ends.getOrDefault(Phase.INFO, 0L),
                more);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d histories checked, %.0f s; operations: %d ok, %d refused, %d unknown; faults: %s",
                histories,
                seconds,
                ok,
                failed,
                unknown,
                faults);
    }
}
