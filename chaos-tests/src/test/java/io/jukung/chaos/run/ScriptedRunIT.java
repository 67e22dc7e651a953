package io.jukung.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.scenario.Scenario;
import io.jukung.chaos.scenario.Scenarios;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scenario passes with the product, is violated with a bug it is for, and shows nothing where its situation never came. */
@Needs(
        tools = {"ip", "nft"},
        root = true)
class ScriptedRunIT {

    @TempDir
    private Path folder;

    private Runner.Result play(Scenario scenario, Optional<String> bug, Script script) throws Exception {
        var plan = scenario.plan(Product.JUKUNG, Placement.NAMESPACES, bug);
        return ScriptedRun.play(plan, folder.resolve(bug.orElse("none")), script);
    }

    @Test
    void aScenarioFindsItsBugAndNothingElse() throws Exception {
        var scenario = Scenarios.named("etcd-17247");
        var right = play(scenario, Optional.empty(), scenario.script());
        assertThat(right.record().verdicts())
                .allSatisfy(verdict -> assertThat(verdict.validity())
                        .as("%s %s %s", verdict.checker(), verdict.facts(), verdict.violations())
                        .isEqualTo(Validity.VALID));
        assertThat(right.exitCode()).isZero();

        var wrong = play(scenario, Optional.of("revision-split"), scenario.script());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.record().verdicts())
                .flatExtracting(Verdict::violations)
                .extracting(Verdict.Violation::rule)
                .contains("split revision");
    }

    @Test
    void whereTheSituationNeverCameNothingIsShown() throws Exception {
        var result = play(Scenarios.named("etcd-15271"), Optional.empty(), stage -> {
            stage.actor("n1").put("a", "1").must();
            Stage.need(stage.snapshots("n1") > 0, "n1 got a snapshot");
        });
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.vacuous()).isTrue();
        assertThat(result.record().verdicts().getFirst().violations())
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.explanation()).isEqualTo("it did not come about that n1 got a snapshot"));
    }
}
