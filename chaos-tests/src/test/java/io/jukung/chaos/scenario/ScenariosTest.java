package io.jukung.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jukung.chaos.zoo.Zoo;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void eachHasANameOfItsOwn() {
        assertThat(Scenarios.all())
                .extracting(Scenario::id)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(30);
        for (var scenario : Scenarios.all()) {
            assertThat(Scenarios.named(scenario.id())).isSameAs(scenario);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scenarios.named("etcd-0"))
                .withMessageContaining("scenario: \"etcd-0\", expected one of etcd-13766, ");
    }

    @Test
    void theBugsTheyFailWithAreInTheZoo() {
        assertThat(Scenarios.all())
                .flatExtracting(Scenario::bugs)
                .allSatisfy(bug -> assertThat(Zoo.bug(bug).name()).isEqualTo(bug));
    }

    @Test
    void theDocumentationNamesEach() throws IOException {
        var page = Files.readString(RealTools.projectRoot().resolve("docs/chaos.md"));
        assertThat(Scenarios.all()).allSatisfy(scenario -> assertThat(page).contains("`" + scenario.id() + "`"));
    }
}
