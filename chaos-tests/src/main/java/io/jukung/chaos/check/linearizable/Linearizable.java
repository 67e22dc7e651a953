package io.jukung.chaos.check.linearizable;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Whether operations on independent objects each seem to happen at one moment between begin and end. It trusts no revision.
 * Objects are told apart by the first element of their operations' values, {@code [k v]}: each is judged for itself, which is
 * enough (Herlihy and Wing: linearizability is local).
 *
 * @param <S> the state of an object
 */
public final class Linearizable<S> implements Checker {

    /** States of one object that fit the memory of a run's harness. */
    public static final long BOUND = 1_000_000;

    private static final int SHOWN = 12;

    private final SequentialModel<S> model;
    private final Set<String> fs;
    private final long bound;

    /**
     * @param fs operations that are of the model; others are left out
     * @param bound of the states explored for one object, after which it is unknown
     */
    public Linearizable(SequentialModel<S> model, Set<String> fs, long bound) {
        this.model = model;
        this.fs = Set.copyOf(fs);
        this.bound = bound;
    }

    /** Of registers with {@code :read}, {@code :write} and {@code :cas}. */
    public static Linearizable<Register.State> registers() {
        return new Linearizable<>(new Register(), Set.of("read", "write", "cas"), BOUND);
    }

    @Override
    public String name() {
        return "linearizable";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var objects = objects(evidence.history());
        long operations = 0;
        long explored = 0;
        for (var object : objects.entrySet()) {
            operations += object.getValue().size();
            switch (new Search<>(model, object.getValue(), bound).run()) {
                case Search.Result.Linearizable(var states) -> explored += states;
                case Search.Result.GaveUp(var states) -> {
                    explored += states;
                    findings.unknown("gave up on key " + Prose.of(object.getKey()) + " after " + states + " states");
                }
                case Search.Result.Impossible impossible -> {
                    explored += impossible.explored();
                    findings.violation(
                            "not linearizable",
                            explain(object.getKey(), impossible),
                            impossible.stuck().stream().map(Operation::index).toList());
                }
            }
        }
        findings.fact("keys", objects.size());
        findings.fact("operations", operations);
        findings.fact("states explored", explored);
        return findings.verdict();
    }

    private SequencedMap<Edn, List<Operation>> objects(History history) {
        var objects = new LinkedHashMap<Edn, List<Operation>>();
        for (var pair : history.pairs()) {
            if (!fs.contains(pair.begin().f()) || pair.phase() == Phase.FAIL) {
                continue;
            }
            boolean known = pair.phase() == Phase.OK;
            var input = independent(pair.begin());
            var operation = new Operation(
                    pair.begin().index(),
                    pair.begin().process(),
                    pair.begin().f(),
                    input.at(1),
                    known ? independent(pair.end().orElseThrow()).at(1) : Edn.NIL,
                    known,
                    pair.begin().nanos(),
                    known ? pair.end().orElseThrow().nanos() : Long.MAX_VALUE,
                    known ? pair.end().orElseThrow().calls() : List.of());
            if (known || !model.reads(operation)) {
                objects.computeIfAbsent(input.at(0), key -> new ArrayList<>()).add(operation);
            }
        }
        return objects;
    }

    private static Edn.Vector independent(Op op) {
        if (op.value() instanceof Edn.Vector vector && vector.elements().size() == 2) {
            return vector;
        }
        throw new IllegalArgumentException("operation " + op.index() + ": expected a value [k v], not " + op.value());
    }

    private static String explain(Edn key, Search.Result.Impossible impossible) {
        var lines = new ArrayList<String>();
        int all = impossible.done().size();
        lines.add("Key " + Prose.of(key) + ": " + all + " operations can be put in an order, the last of them:");
        impossible.done().subList(Math.max(0, all - SHOWN), all).forEach(done -> lines.add("  " + said(done)));
        lines.add("which leaves " + impossible.state() + ". One of these had to be next, and none can be:");
        impossible.stuck().stream().limit(SHOWN).forEach(stuck -> lines.add("  " + said(stuck)));
        return String.join("\n", lines);
    }

    private static String said(Operation operation) {
        return "op %d, process %d: %s %s%s, begun %s, ended %s"
                .formatted(
                        operation.index(),
                        operation.process(),
                        operation.f(),
                        Prose.of(operation.input()),
                        operation.f().equals("read") ? " " + Prose.of(operation.output()) : "",
                        Prose.time(operation.begun()),
                        Prose.time(operation.ended()));
    }
}
