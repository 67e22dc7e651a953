package io.jukung.chaos.check.linearizable;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.Simulation;
import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LinearizableTest {

    private enum Fault {
        NONE,
        STALE_READ,
        LOST_WRITE,
        BLIND_CAS
    }

    /** Registers of small integers, so that values repeat, as Jepsen's. */
    private static final class World implements Simulation.World {
        private final Map<Edn, List<Edn>> registers = new HashMap<>();
        private final Fault fault;
        private final Random chance;

        World(Fault fault, long seed) {
            this.fault = fault;
            this.chance = new Random(seed);
        }

        @Override
        public Step next(int process, Random random) {
            var key = Edn.of(random.nextInt(3));
            var value = Edn.of(random.nextInt(5));
            return switch (random.nextInt(3)) {
                case 0 -> Step.of("read", Edn.vector(key, Edn.NIL));
                case 1 -> Step.of("write", Edn.vector(key, value));
                default -> Step.of("cas", Edn.vector(key, Edn.vector(Edn.of(random.nextInt(5)), value)));
            };
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            var pair = (Edn.Vector) step.value();
            var versions = registers.computeIfAbsent(pair.at(0), key -> new ArrayList<>(List.of(Edn.NIL)));
            boolean faulty = chance.nextInt(10) == 0;
            switch (step.f()) {
                case "read" -> {
                    int at = versions.size() - 1;
                    if (faulty && fault == Fault.STALE_READ) {
                        at = Math.max(0, at - 4);
                    }
                    return Effect.ok(Edn.vector(pair.at(0), versions.get(at)));
                }
                case "write" -> {
                    if (!(faulty && fault == Fault.LOST_WRITE)) {
                        versions.add(pair.at(1));
                    }
                }
                default -> {
                    var change = (Edn.Vector) pair.at(1);
                    if (!versions.getLast().equals(change.at(0)) && !(faulty && fault == Fault.BLIND_CAS)) {
                        return Effect.failed(step.value());
                    }
                    versions.add(change.at(1));
                }
            }
            return Effect.ok(step.value());
        }
    }

    private static History history(Fault fault, long seed, int operations) {
        return new Simulation(new World(fault, seed), seed, 6, operations, 0.03, 0.05).run();
    }

    @Test
    void acceptsWhatACorrectRegisterDoes() {
        for (long seed = 0; seed < 300; seed++) {
            var verdict = Linearizable.registers().check(Evidence.of(history(Fault.NONE, seed, 200)));
            assertThat(verdict.validity()).as("seed " + seed + ": " + verdict).isEqualTo(Validity.VALID);
        }
    }

    @Test
    void findsFaults() {
        for (var fault : List.of(Fault.STALE_READ, Fault.LOST_WRITE, Fault.BLIND_CAS)) {
            int found = 0;
            for (long seed = 0; seed < 20; seed++) {
                var verdict = Linearizable.registers().check(Evidence.of(history(fault, seed, 200)));
                if (verdict.validity() == Validity.INVALID) {
                    found++;
                    assertThat(KvWorld.rules(verdict)).containsExactly("not linearizable");
                    assertThat(verdict.violations().getFirst().explanation())
                            .contains("can be put in an order", "One of these had to be next");
                }
            }
            assertThat(found).as(fault + " found in 20 histories").isGreaterThan(7);
        }
    }

    private final List<Op> ops = new ArrayList<>();

    private void op(int process, Phase phase, String f, Edn value, long nanos) {
        ops.add(new Op(ops.size(), process, phase, f, Edn.vector(Edn.of(0), value), nanos, null, List.of(), List.of()));
    }

    @Test
    void anUnknownWriteMayHappenLate() {
        op(1, Phase.INVOKE, "write", Edn.of(1), 1);
        op(1, Phase.INFO, "write", Edn.of(1), 2);
        op(2, Phase.INVOKE, "read", Edn.NIL, 3);
        op(2, Phase.OK, "read", Edn.NIL, 4);
        op(2, Phase.INVOKE, "read", Edn.NIL, 5);
        op(2, Phase.OK, "read", Edn.of(1), 6);
        assertThat(judge(1000)).isEqualTo(Validity.VALID);
        op(2, Phase.INVOKE, "read", Edn.NIL, 7);
        op(2, Phase.OK, "read", Edn.NIL, 8);
        assertThat(judge(1000)).as("but only once").isEqualTo(Validity.INVALID);
    }

    @Test
    void aFailedWriteNeverHappens() {
        op(1, Phase.INVOKE, "write", Edn.of(1), 1);
        op(1, Phase.FAIL, "write", Edn.of(1), 2);
        op(2, Phase.INVOKE, "read", Edn.NIL, 3);
        op(2, Phase.OK, "read", Edn.of(1), 4);
        assertThat(judge(1000)).isEqualTo(Validity.INVALID);
    }

    @Test
    void givesUpAtItsBound() {
        for (int i = 0; i < 12; i++) {
            op(i, Phase.INVOKE, "write", Edn.of(i), i);
        }
        op(20, Phase.INVOKE, "read", Edn.NIL, 30);
        op(20, Phase.OK, "read", Edn.of(99), 31);
        assertThat(judge(1000)).isEqualTo(Validity.UNKNOWN);
        assertThat(judge(1_000_000)).isEqualTo(Validity.INVALID);
    }

    @Test
    void manyReadersAtATimeAreNoSearch() {
        int readers = 25;
        for (int round = 0; round < 20; round++) {
            long begin = round * 1000L;
            op(0, Phase.INVOKE, "write", Edn.of(round), begin);
            for (int reader = 1; reader <= readers; reader++) {
                op(reader, Phase.INVOKE, "read", Edn.NIL, begin + reader);
            }
            for (int reader = 1; reader <= readers; reader++) {
                boolean late = reader % 2 == 0 || round == 0;
                op(reader, Phase.OK, "read", Edn.of(late ? round : round - 1), begin + 100 + reader);
            }
            op(0, Phase.OK, "write", Edn.of(round), begin + 500);
        }
        assertThat(judge(20L * (readers + 2))).isEqualTo(Validity.VALID);
    }

    /** One of a small history; {@code ended} is {@link Long#MAX_VALUE} where nobody knows whether it happened. */
    private record Tiny(String f, int value, long begun, long ended) {}

    /** Whether these can be put in an order, by trying all. */
    private static boolean ordered(List<Tiny> left, int state) {
        if (left.stream().allMatch(op -> op.ended == Long.MAX_VALUE)) {
            return true;
        }
        long soonest = left.stream().mapToLong(Tiny::ended).min().orElseThrow();
        for (var op : left) {
            if (op.begun > soonest || (op.f.equals("read") && op.value != state)) {
                continue;
            }
            var others = new ArrayList<>(left);
            others.remove(op);
            if (ordered(others, op.f.equals("write") ? op.value : state)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void itAgreesWithTryingAllOrders() {
        int valid = 0;
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var history = new ArrayList<Tiny>();
            var events = new TreeMap<Long, Runnable>();
            ops.clear();
            op(99, Phase.INVOKE, "write", Edn.of(0), 0);
            op(99, Phase.OK, "write", Edn.of(0), 1);
            for (int process = 0; process < 7; process++) {
                boolean read = random.nextInt(3) > 0;
                boolean unknown = !read && random.nextInt(4) == 0;
                long begun = 10L + random.nextInt(40) * 100L + process;
                long ended = begun + 50L + random.nextInt(15) * 100L;
                int value = random.nextInt(3);
                int who = process;
                var f = read ? "read" : "write";
                history.add(new Tiny(f, value, begun, unknown ? Long.MAX_VALUE : ended));
                events.put(begun, () -> op(who, Phase.INVOKE, f, read ? Edn.NIL : Edn.of(value), begun));
                events.put(ended, () -> op(who, unknown ? Phase.INFO : Phase.OK, f, Edn.of(value), ended));
            }
            events.values().forEach(Runnable::run);
            boolean expected = ordered(history, 0);
            valid += expected ? 1 : 0;
            assertThat(judge(1_000_000)).as("seed " + seed).isEqualTo(expected ? Validity.VALID : Validity.INVALID);
        }
        assertThat(valid).isBetween(300, 2700);
    }

    private Validity judge(long bound) {
        return new Linearizable<>(new Register(), Set.of("read", "write", "cas"), bound)
                .check(Evidence.of(new History(ops)))
                .validity();
    }
}
