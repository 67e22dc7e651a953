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

    private Validity judge(long bound) {
        return new Linearizable<>(new Register(), Set.of("read", "write", "cas"), bound)
                .check(Evidence.of(new History(ops)))
                .validity();
    }
}
