package io.jukung.chaos.check.plane;

import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run that is over, as the rules look at it.
 *
 * @param healed from when on nothing was broken any more; empty if that never came
 * @param rest the time in which nothing was to be written; empty if there was none
 */
record PlaneRun(PlaneLog log, List<ClientOp> ops, Optional<Period> healed, Optional<Period> rest) {

    PlaneRun {
        ops = List.copyOf(ops);
    }

    /** Nanoseconds of the run's clock. */
    record Period(long begun, long ended) {

        boolean holds(long nanos) {
            return nanos > begun && nanos <= ended;
        }
    }

    static PlaneRun of(PlaneLog log, History history) {
        var ops = history.pairs().stream().map(ClientOp::of).toList();
        return new PlaneRun(log, ops, last(history, Op.HEAL), last(history, Op.REST));
    }

    /** From the begin of the last such operation of the nemesis to its end. */
    private static Optional<Period> last(History history, String f) {
        var times = new ArrayList<Op>();
        history.faults().filter(op -> op.f().equals(f)).forEach(times::add);
        int count = times.size();
        return count < 2
                ? Optional.empty()
                : Optional.of(new Period(
                        times.get(count - 2).nanos(), times.get(count - 1).nanos()));
    }
}
