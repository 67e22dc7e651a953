package io.jukung.chaos.check.cycles;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.Simulation;
import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Both checkers of transactions, on stores that do one transaction at a time, rightly or not. */
class TransactionsTest {

    private enum Fault {
        NONE,
        /** All reads of a transaction from some time ago: serializable, but not strictly. */
        STALE_SNAPSHOT,
        /** Each read on its own from now or some time ago. */
        FRACTURED_READ,
        REFUSED_BUT_APPLIED,
        ACKNOWLEDGED_BUT_LOST
    }

    private static final class World implements Simulation.World {
        private final boolean lists;
        private final Fault fault;
        private final Random chance;
        private final List<Map<Edn, List<Edn>>> states = new ArrayList<>(List.of(Map.of()));
        private int values;

        World(boolean lists, Fault fault, long seed) {
            this.lists = lists;
            this.fault = fault;
            this.chance = new Random(~seed);
        }

        @Override
        public Step next(int process, Random random) {
            var steps = new ArrayList<Edn>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                var key = Edn.of(random.nextInt(5));
                steps.add(
                        random.nextBoolean()
                                ? Edn.vector(Edn.keyword("r"), key, Edn.NIL)
                                : Edn.vector(Edn.keyword(lists ? "append" : "w"), key, Edn.of(++values)));
            }
            return Step.of("txn", Edn.vector(steps));
        }

        @Override
        public boolean appliesRefused() {
            return fault == Fault.REFUSED_BUT_APPLIED;
        }

        private Map<Edn, List<Edn>> past() {
            return states.get(Math.max(0, states.size() - 1 - chance.nextInt(12)));
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            boolean faulty = chance.nextInt(8) == 0;
            var before = faulty && fault == Fault.STALE_SNAPSHOT ? past() : states.getLast();
            var mine = new HashMap<Edn, List<Edn>>();
            var next = new HashMap<>(states.getLast());
            var told = new ArrayList<Edn>();
            for (var element : ((Edn.Vector) step.value()).elements()) {
                var micro = (Edn.Vector) element;
                var key = micro.at(1);
                if (micro.at(0).equals(Edn.keyword("r"))) {
                    var from = faulty && fault == Fault.FRACTURED_READ && !mine.containsKey(key) ? past() : before;
                    var list = new ArrayList<>(from.getOrDefault(key, List.of()));
                    list.addAll(mine.getOrDefault(key, List.of()));
                    told.add(Edn.vector(micro.at(0), key, read(list)));
                } else {
                    mine.computeIfAbsent(key, k -> new ArrayList<>()).add(micro.at(2));
                    next.merge(key, List.of(micro.at(2)), TransactionsTest::joined);
                    told.add(micro);
                }
            }
            if (!(faulty && fault == Fault.ACKNOWLEDGED_BUT_LOST)) {
                states.add(next);
            }
            return Effect.ok(Edn.vector(told));
        }

        private Edn read(List<Edn> list) {
            return list.isEmpty() ? Edn.NIL : lists ? Edn.vector(list) : list.getLast();
        }
    }

    private static List<Edn> joined(List<Edn> a, List<Edn> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static Evidence run(boolean lists, Fault fault, long seed) {
        return Evidence.of(new Simulation(new World(lists, fault, seed), seed, 6, 120, 0.05, 0.05).run());
    }

    @Test
    void acceptWhatACorrectStoreDoes() {
        for (long seed = 0; seed < 250; seed++) {
            var list = new ListAppend().check(run(true, Fault.NONE, seed));
            assertThat(list.validity()).as("seed " + seed + ": " + list).isEqualTo(Validity.VALID);
            var register = new RwRegister().check(run(false, Fault.NONE, seed));
            assertThat(register.validity()).as("seed " + seed + ": " + register).isEqualTo(Validity.VALID);
        }
    }

    private static void found(boolean lists, Fault fault, int atLeast, String... rules) {
        var found = new TreeSet<String>();
        int invalid = 0;
        for (long seed = 0; seed < 40; seed++) {
            var evidence = run(lists, fault, seed);
            var verdict = lists ? new ListAppend().check(evidence) : new RwRegister().check(evidence);
            found.addAll(KvWorld.rules(verdict));
            invalid += verdict.validity() == Validity.INVALID ? 1 : 0;
        }
        assertThat(found.containsAll(List.of(rules))).as(fault + ": " + found).isTrue();
        assertThat(invalid).as(fault + " found in 40 histories").isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void listAppendFindsFaults() {
        found(true, Fault.STALE_SNAPSHOT, 35, "G-single-realtime");
        found(true, Fault.FRACTURED_READ, 35, "G-single");
        found(true, Fault.REFUSED_BUT_APPLIED, 30, "G1a");
        found(true, Fault.ACKNOWLEDGED_BUT_LOST, 35, "G-single");
    }

    @Test
    void rwRegisterFindsFaults() {
        // Without revisions it knows little of the order of versions.
        found(false, Fault.STALE_SNAPSHOT, 10, "G-single-realtime");
        found(false, Fault.FRACTURED_READ, 20);
        found(false, Fault.REFUSED_BUT_APPLIED, 20, "G1a");
    }
}
