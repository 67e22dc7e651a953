package io.jukung.chaos.check.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.Simulation;
import io.jukung.chaos.check.Simulation.Effect;
import io.jukung.chaos.check.Simulation.Step;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocksTest {

    /** A lock that a holder loses now and then without knowing, with a fence that is looked at or not. */
    private static final class World implements Simulation.World {
        private final boolean fenced;
        private final boolean exclusive;
        private final Map<Integer, Long> believes = new HashMap<>();
        private final Set<Integer> holders = new HashSet<>();
        private long fence;

        World(boolean fenced, boolean exclusive) {
            this.fenced = fenced;
            this.exclusive = exclusive;
        }

        @Override
        public Step next(int process, Random random) {
            var mine = believes.get(process);
            if (mine == null) {
                return Step.of("acquire", Edn.of("lock"));
            }
            return random.nextInt(4) == 0
                    ? Step.of("release", Edn.of("lock"))
                    : Step.of("write", Edn.dict("lock", Edn.of("lock"), "fence", Edn.of(mine)));
        }

        @Override
        public Effect apply(int process, Step step, long nanos) {
            switch (step.f()) {
                case "acquire" -> {
                    if (!holders.isEmpty() && exclusive) {
                        return Effect.failed(step.value());
                    }
                    holders.clear();
                    holders.add(process);
                    believes.put(process, ++fence);
                }
                case "release" -> {
                    holders.remove(process);
                    believes.remove(process);
                }
                default -> {
                    if (fenced && believes.getOrDefault(process, 0L) < fence) {
                        return Effect.failed(step.value());
                    }
                }
            }
            return Effect.ok(step.value());
        }
    }

    private static Evidence run(boolean fenced, boolean exclusive, long seed) {
        return Evidence.of(new Simulation(new World(fenced, exclusive), seed, 4, 200, 0, 0).run());
    }

    @Test
    void fencingAcceptsFencesThatHold() {
        for (long seed = 0; seed < 200; seed++) {
            var evidence = run(true, false, seed);
            assertThat(new Fencing("write").check(evidence).validity()).isEqualTo(Validity.VALID);
            var exclusion = new MutualExclusion(false).check(evidence);
            assertThat(exclusion.validity()).as("reported only").isEqualTo(Validity.VALID);
            var exclusive = run(true, true, seed);
            assertThat(new MutualExclusion(true).check(exclusive).violations()).isEmpty();
        }
    }

    @Test
    void fencingFindsFencesThatDoNot() {
        int found = 0;
        for (long seed = 0; seed < 20; seed++) {
            var verdict = new Fencing("write").check(run(false, false, seed));
            found += KvWorld.rules(verdict).equals(List.of("older fence accepted")) ? 1 : 0;
            assertThat(KvWorld.rules(new MutualExclusion(true).check(run(false, false, seed))))
                    .containsExactly("held by two");
            assertThat(new MutualExclusion(false).check(run(false, false, seed)).facts())
                    .hasEntrySatisfying(
                            "overlaps",
                            overlaps -> assertThat(Long.parseLong(overlaps)).isPositive());
        }
        assertThat(found).isGreaterThan(15);
    }

    private final List<Op> ops = new ArrayList<>();

    private LocksTest act(String f, int process, String holder, long generation, long begun, long ended) {
        var value = Edn.dict("name", Edn.of("x"), "holder", Edn.of(holder), "generation", Edn.of(generation));
        ops.add(new Op(ops.size(), process, Phase.INVOKE, f, value, begun, null, List.of(), List.of()));
        ops.add(new Op(ops.size(), process, Phase.OK, f, value, ended, null, List.of(), List.of()));
        return this;
    }

    private Verdict judge(Checker checker) {
        var verdict = checker.check(Evidence.of(new History(ops)));
        ops.clear();
        return verdict;
    }

    @Test
    void elections() {
        var checker = new Elections(Optional.of(Duration.ofNanos(10)));
        act("renew", 1, "a", 1, 0, 1)
                .act("act", 1, "a", 1, 2, 5)
                .act("act", 2, "b", 2, 4, 8)
                .act("act", 1, "a", 1, 7, 9);
        var verdict = judge(checker);
        assertThat(verdict.validity()).as("concurrent: " + verdict).isEqualTo(Validity.VALID);
        assertThat(verdict.facts()).containsEntry("terms that overlap", "1");
        act("act", 2, "b", 2, 4, 6).act("act", 1, "a", 1, 7, 9);
        assertThat(KvWorld.rules(judge(checker))).containsExactly("older generation accepted");
        act("act", 2, "b", 1, 4, 6).act("act", 1, "a", 1, 7, 9);
        assertThat(KvWorld.rules(judge(checker))).containsExactly("two holders of one generation");
        act("renew", 1, "a", 1, 0, 1).act("act", 1, "a", 1, 11, 12);
        assertThat(KvWorld.rules(judge(checker))).containsExactly("acted past its renew deadline");
    }

    @Test
    void electionsOverManySeeds() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            long now = 0;
            for (int generation = 1; generation < 30; generation++) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    act("act", generation % 3, "h" + generation % 3, generation, now + 1, now += 2 + random.nextInt(9));
                }
            }
            assertThat(judge(new Elections(Optional.empty())).validity()).isEqualTo(Validity.VALID);
        }
    }
}
