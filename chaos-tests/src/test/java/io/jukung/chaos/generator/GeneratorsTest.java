package io.jukung.chaos.generator;

import static io.jukung.chaos.generator.Generators.afterOks;
import static io.jukung.chaos.generator.Generators.any;
import static io.jukung.chaos.generator.Generators.clients;
import static io.jukung.chaos.generator.Generators.cycle;
import static io.jukung.chaos.generator.Generators.eachWorker;
import static io.jukung.chaos.generator.Generators.endless;
import static io.jukung.chaos.generator.Generators.independent;
import static io.jukung.chaos.generator.Generators.limit;
import static io.jukung.chaos.generator.Generators.mix;
import static io.jukung.chaos.generator.Generators.nemesis;
import static io.jukung.chaos.generator.Generators.none;
import static io.jukung.chaos.generator.Generators.once;
import static io.jukung.chaos.generator.Generators.phases;
import static io.jukung.chaos.generator.Generators.rate;
import static io.jukung.chaos.generator.Generators.reserve;
import static io.jukung.chaos.generator.Generators.sequence;
import static io.jukung.chaos.generator.Generators.sleep;
import static io.jukung.chaos.generator.Generators.timeLimit;
import static io.jukung.chaos.generator.Generators.untilOk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratorsTest {

    private static final long MILLI = 1_000_000;

    private static List<String> names(List<Op> ops) {
        return ops.stream().filter(op -> op.phase() == Phase.INVOKE).map(Op::f).toList();
    }

    private static List<Op> begins(List<Op> ops) {
        return ops.stream().filter(op -> op.phase() == Phase.INVOKE).toList();
    }

    @Test
    void theSameSeedGivesTheSameHistory() {
        var generator = limit(
                200,
                any(
                        clients(rate(
                                100,
                                mix(
                                        endless("a", Edn.NIL),
                                        endless("b", c -> Edn.of(c.random().nextInt()))))),
                        nemesis(cycle(sequence(sleep(Duration.ofMillis(50)), once("kill", Edn.NIL))))));
        assertThat(new Simulated(5, 7).run(generator)).isEqualTo(new Simulated(5, 7).run(generator));
        assertThat(new Simulated(5, 7).run(generator)).isNotEqualTo(new Simulated(5, 8).run(generator));
    }

    @Test
    void aSequenceIsInOrderAndALimitIsOne() {
        var ops = new Simulated(1, 1).run(sequence(limit(2, endless("a", Edn.NIL)), none(), once("b", Edn.NIL)));
        assertThat(names(ops)).containsExactly("a", "a", "b");
    }

    @Test
    void aCycleOfNothingEnds() {
        assertThat(new Simulated(1, 1).run(cycle(none()))).isEmpty();
    }

    @Test
    void aRateIsKeptOnAverage() {
        var ops = begins(new Simulated(10, 3).run(timeLimit(Duration.ofSeconds(10), rate(100, endless("a", Edn.NIL)))));
        assertThat(ops.size()).isBetween(900, 1100);
        assertThatIllegalArgumentException().isThrownBy(() -> rate(0, none())).withMessageContaining("rate: 0");
    }

    @Test
    void aTimeLimitEndsEvenAnEndlessSleep() {
        var simulated = new Simulated(1, 1);
        assertThat(simulated.run(timeLimit(Duration.ofSeconds(1), sleep(Duration.ofDays(1)))))
                .isEmpty();
        assertThat(simulated.nanos()).isEqualTo(1000 * MILLI);
    }

    @Test
    void aMixHasAllOfItsParts() {
        var counts = names(new Simulated(3, 1)
                        .run(limit(
                                300,
                                mix(endless("a", Edn.NIL), endless("b", Edn.NIL), limit(10, endless("c", Edn.NIL))))))
                .stream()
                .collect(Collectors.groupingBy(f -> f, Collectors.counting()));
        assertThat(counts).containsEntry("c", 10L);
        assertThat(counts.get("a")).isBetween(100L, 190L);
    }

    @Test
    void aPhaseBeginsWhenAllOfTheOneBeforeHaveEnded() {
        var ops = new Simulated(4, 1).run(phases(limit(9, endless("a", Edn.NIL)), limit(9, endless("b", Edn.NIL))));
        var lastA = ops.stream()
                .filter(op -> op.f().equals("a"))
                .mapToLong(Op::index)
                .max()
                .orElseThrow();
        var firstB = ops.stream()
                .filter(op -> op.f().equals("b"))
                .mapToLong(Op::index)
                .min()
                .orElseThrow();
        assertThat(firstB).isGreaterThan(lastA);
        assertThat(names(ops)).hasSize(18);
    }

    @Test
    void untilOkGoesOnAfterFailuresAndEndsAtTheFirstOk() {
        var ops = new Simulated(2, 1, (n, _) -> n < 4 ? (n % 2 == 0 ? Phase.FAIL : Phase.INFO) : Phase.OK)
                .run(clients(untilOk(endless("a", Edn.NIL))));
        assertThat(ops.stream().map(Op::phase).filter(phase -> phase != Phase.INVOKE))
                .containsExactly(Phase.FAIL, Phase.INFO, Phase.FAIL, Phase.INFO, Phase.OK);
        assertThat(begins(ops).stream().map(Op::process).distinct().count())
                .as("an unknown end retires the process")
                .isGreaterThan(1);
    }

    @Test
    void eachWorkerDoesItsOwn() {
        var ops = begins(new Simulated(4, 1).run(eachWorker(limit(2, endless("a", Edn.NIL)))));
        assertThat(ops.stream().collect(Collectors.groupingBy(Op::process, Collectors.counting())))
                .isEqualTo(Map.of(0, 2L, 1, 2L, 2, 2L, 3, 2L));
    }

    @Test
    void reservedWorkersDoOnlyTheirOwn() {
        var ops = begins(new Simulated(5, 1)
                .run(limit(
                        200,
                        reserve(
                                List.of(
                                        new Generators.Share(2, endless("a", Edn.NIL)),
                                        new Generators.Share(1, eachWorker(2, 3, limit(3, endless("b", Edn.NIL))))),
                                endless("c", Edn.NIL)))));
        assertThat(ops.stream()
                        .collect(Collectors.groupingBy(Op::f, Collectors.mapping(Op::process, Collectors.toSet()))))
                .isEqualTo(Map.of("a", Set.of(0, 1), "b", Set.of(2), "c", Set.of(3, 4)));
    }

    @Test
    void independentKeysHaveGroupsOfTheirOwnAndAllComeToTheirEnd() {
        var ops = begins(new Simulated(6, 1).run(independent(2, 3, 10, k -> limit(5, endless("w", Edn.of(k * 100))))));
        assertThat(ops).hasSize(50);
        var keys = ops.stream().collect(Collectors.groupingBy(op -> ((Edn.Vector) op.value()).at(0)));
        assertThat(keys).hasSize(10);
        keys.forEach((key, of) -> {
            assertThat(of).hasSize(5);
            assertThat(of.stream().map(op -> op.process() / 2).distinct()).hasSize(1);
            long k = ((Edn.Int) key).value();
            assertThat(of).allSatisfy(op -> assertThat(op.value()).isEqualTo(Edn.vector(key, Edn.of(k * 100))));
        });
    }

    @Test
    void faultsBeginAfterLoad() {
        var ops = new Simulated(3, 1)
                .run(limit(50, any(clients(endless("a", Edn.NIL)), afterOks(20, nemesis(endless("kill", Edn.NIL))))));
        long before = ops.stream()
                .takeWhile(Op::isClient)
                .filter(op -> op.phase() == Phase.OK)
                .count();
        assertThat(before).isGreaterThanOrEqualTo(20);
        assertThat(names(ops)).contains("kill");
    }

    @Test
    void clientsAndNemesisDoTheirOwn() {
        var ops = begins(new Simulated(2, 1)
                .run(any(clients(limit(5, endless("a", Edn.NIL))), nemesis(limit(3, endless("kill", Edn.NIL))))));
        assertThat(ops)
                .hasSize(8)
                .allSatisfy(op -> assertThat(op.isClient()).isEqualTo(op.f().equals("a")));
    }
}
