package io.jukung.chaos.check.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlPlaneTest {

    private static final int SEEDS = 40;
    private static final ControlPlane CHECKER = new ControlPlane(Duration.ofSeconds(20));

    @Test
    void whatKeepsAllPromisesIsValid() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            var verdict = CHECKER.check(new PlaneWorld(seed, Flaw.NONE).run());
            assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
            assertThat(verdict.validity())
                    .as("seed %d: %s", seed, verdict.facts())
                    .isEqualTo(Validity.VALID);
        }
    }

    @Test
    void muchIsLookedAt() {
        var facts = CHECKER.check(new PlaneWorld(1, Flaw.NONE).run()).facts();
        for (var fact : new String[] {
            "pods bound",
            "pods created by loops",
            "pods deleted by loops",
            "ReplicaSets sized",
            "writes acknowledged",
            "lists compared",
            "events of watches compared",
            "looks at the runtime"
        }) {
            assertThat(Long.parseLong(facts.get(fact))).as(fact).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachFlawIsFoundByItsRule(Flaw flaw) {
        int done = 0;
        int found = 0;
        Optional<Verdict> missed = Optional.empty();
        for (long seed = 0; seed < SEEDS && done < 2; seed++) {
            var world = new PlaneWorld(seed, flaw);
            var verdict = CHECKER.check(world.run());
            if (!world.done()) {
                continue;
            }
            done++;
            boolean named = verdict.validity() == Validity.INVALID
                    && verdict.violations().stream()
                            .anyMatch(violation -> violation.rule().equals(flaw.rule()));
            found += named ? 1 : 0;
            missed = named ? missed : Optional.of(verdict);
        }
        assertThat(done).as("seeds that gave it a chance").isPositive();
        assertThat(found)
                .as("found of %d, missed for example in %s", done, missed)
                .isEqualTo(done);
    }
}
