package io.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.loop.Trees;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

    @ParameterizedTest
    @CsvSource({
        // surge, unavailable, replicas: surge, unavailable
        "25%, 25%, 10, 3, 2",
        "25%, 25%, 3, 1, 0",
        "25%, 25%, 1, 1, 0",
        "0, 25%, 3, 0, 1",
        "0, 0, 3, 0, 1",
        "0%, 0%, 3, 0, 1",
        "1, 1, 3, 1, 1",
        "100%, 0, 3, 3, 0",
        "0, 100%, 3, 0, 3",
        "2, 5, 3, 2, 3",
        "1, 1, 0, 1, 0",
        "50%, 50%, 5, 3, 2",
        "1%, 1%, 100, 1, 1",
    })
    void roundsAsKubernetes(String maxSurge, String maxUnavailable, long replicas, long surge, long unavailable) {
        var update = Trees.tree("{maxSurge: " + maxSurge + ", maxUnavailable: " + maxUnavailable + "}");
        assertThat(Bounds.of(update, replicas)).isEqualTo(new Bounds(surge, unavailable));
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 1", "10, 3, 2"})
    void aQuarterIsUsual(long replicas, long surge, long unavailable) {
        assertThat(Bounds.of(Trees.tree("{}"), replicas)).isEqualTo(new Bounds(surge, unavailable));
    }
}
