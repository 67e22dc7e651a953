package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.Prose;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction of a history.
 *
 * @param number counts them, in the order of their begins
 * @param index of its begin in the history
 * @param micros what it did, with results where it is known to have happened
 * @param ended {@link Long#MAX_VALUE} if it is not known whether it happened
 */
record Transaction(
        int number,
        long index,
        int process,
        Phase phase,
        List<Micro> micros,
        long begun,
        long ended,
        List<Call> calls) {

    /** One step: {@code [f key value]}. */
    record Micro(String f, Edn key, Edn value) {
        boolean reads() {
            return f.equals("r");
        }
    }

    Transaction {
        micros = List.copyOf(micros);
        calls = List.copyOf(calls);
    }

    boolean ok() {
        return phase == Phase.OK;
    }

    /** A history's operations {@code f}. */
    static List<Transaction> of(History history, String f) {
        var transactions = new ArrayList<Transaction>();
        for (var pair : history.pairs()) {
            if (!pair.begin().f().equals(f)) {
                continue;
            }
            boolean ok = pair.phase() == Phase.OK;
            var told = ok ? pair.end().orElseThrow() : pair.begin();
            transactions.add(new Transaction(
                    transactions.size(),
                    pair.begin().index(),
                    pair.begin().process(),
                    pair.phase(),
                    micros(told),
                    pair.begin().nanos(),
                    ok ? pair.end().orElseThrow().nanos() : Long.MAX_VALUE,
                    pair.end().map(Op::calls).orElse(List.of())));
        }
        return transactions;
    }

    private static List<Micro> micros(Op op) {
        if (!(op.value() instanceof Edn.Vector(var elements))) {
            throw new IllegalArgumentException(
                    "operation " + op.index() + ": expected a vector of steps, not " + Prose.of(op.value()));
        }
        return elements.stream()
                .map(element -> {
                    if (element instanceof Edn.Vector(var parts)
                            && parts.size() == 3
                            && parts.getFirst() instanceof Edn.Keyword(var name)) {
                        return new Micro(name, parts.get(1), parts.get(2));
                    }
                    throw new IllegalArgumentException(
                            "operation " + op.index() + ": expected a step [:f k v], not " + Prose.of(element));
                })
                .toList();
    }

    String name() {
        return "T" + index;
    }

    String said() {
        var steps = micros.stream()
                .map(micro -> "[:" + micro.f() + " " + Prose.of(micro.key()) + " " + Prose.of(micro.value()) + "]")
                .toList();
        return "%s (op %d, process %d, %s, %s to %s): %s"
                .formatted(
                        name(),
                        index,
                        process,
                        phase.keyword(),
                        Prose.time(begun),
                        Prose.time(ended),
                        String.join(" ", steps));
    }
}
