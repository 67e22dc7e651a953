package io.jukung.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All events of a run, in the order of the clock. */
public record History(List<Op> ops) {

    public History {
        ops = List.copyOf(ops);
    }

    /**
     * An operation from begin to end.
     *
     * @param end empty: the run was over before it ended, which is as an {@link Phase#INFO}
     */
    public record Pair(Op begin, Optional<Op> end) {

        /** How it ended. */
        public Phase phase() {
            return end.map(Op::phase).orElse(Phase.INFO);
        }
    }

    /** Clients' operations in the order of their begins. */
    public List<Pair> pairs() {
        var ends = new HashMap<Long, Op>();
        var open = new HashMap<Integer, Long>();
        var begins = new ArrayList<Op>();
        for (var op : ops) {
            if (!op.isClient()) {
                continue;
            }
            if (op.phase() == Phase.INVOKE) {
                if (open.put(op.process(), op.index()) != null) {
                    throw new IllegalArgumentException(
                            "process " + op.process() + " begins operation " + op.index() + " within another");
                }
                begins.add(op);
            } else {
                var begin = open.remove(op.process());
                if (begin == null) {
                    throw new IllegalArgumentException("operation " + op.index() + " ends without a begin");
                }
                ends.put(begin, op);
            }
        }
        return begins.stream()
                .map(begin -> new Pair(begin, Optional.ofNullable(ends.get(begin.index()))))
                .toList();
    }

    /** Every request of every client. */
    public Stream<Call> calls() {
        return ops.stream().flatMap(op -> op.calls().stream());
    }

    /** Every watch of every client. */
    public Stream<WatchStream> streams() {
        return ops.stream().flatMap(op -> op.streams().stream());
    }

    /** Begins and ends of faults. */
    public Stream<Op> faults() {
        return ops.stream().filter(op -> !op.isClient());
    }
}
