package io.jukung.chaos.report;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations from begin to end, clients' and faults', in the order of their begins; takes any history, even a broken one. */
final class Spans {

    /**
     * An operation.
     *
     * @param from position of its begin in the history
     * @param to position of its end; the number of events if it has none
     */
    record Span(Op begin, @Nullable Op end, int from, int to) {

        Phase phase() {
            return end == null ? Phase.INFO : end.phase();
        }

        /** Nanoseconds; until the end of the history if it has no end. */
        long latency(long over) {
            return (end == null ? over : end.nanos()) - begin.nanos();
        }

        /** What it did, or was to do. */
        Edn value() {
            return end != null && end.phase() == Phase.OK ? end.value() : begin.value();
        }

        String text() {
            return begin.f() + " " + EdnWriter.toString(value());
        }
    }

    private Spans() {}

    static List<Span> of(History history) {
        var ops = history.ops();
        var open = new HashMap<Integer, Integer>();
        var ends = new HashMap<Integer, Integer>();
        var begins = new ArrayList<Integer>();
        for (int i = 0; i < ops.size(); i++) {
            var op = ops.get(i);
            if (op.phase() == Phase.INVOKE || beginsFault(ops, op, open.get(op.process()))) {
                open.put(op.process(), i);
                begins.add(i);
                continue;
            }
            var begin = open.remove(op.process());
            if (begin == null) {
                begins.add(i);
                ends.put(i, i);
            } else {
                ends.put(begin, i);
            }
        }
        return begins.stream().map(begin -> span(ops, begin, ends.get(begin))).toList();
    }

    /** Jepsen says {@code :info} also where a fault begins. */
    private static boolean beginsFault(List<Op> ops, Op op, @Nullable Integer open) {
        return !op.isClient() && (open == null || !ops.get(open).f().equals(op.f()));
    }

    /** When the history is over, nanoseconds. */
    static long over(History history) {
        return history.ops().isEmpty() ? 0 : history.ops().getLast().nanos();
    }

    private static Span span(List<Op> ops, int begin, @Nullable Integer end) {
        return end == null
                ? new Span(ops.get(begin), null, begin, ops.size())
                : new Span(ops.get(begin), ops.get(end), begin, end);
    }
}
