package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ZooRotationTest {

    private final ZooRotation rotation = new ZooRotation(Zoo.bugs());

    private List<Bug> turns(long from) {
        return LongStream.range(from, from + Zoo.bugs().size())
                .mapToObj(rotation::at)
                .toList();
    }

    @Test
    void everyBugHasItsTurn() {
        assertThat(turns(0)).containsExactlyInAnyOrderElementsOf(Zoo.bugs());
        assertThat(turns(-20)).containsExactlyInAnyOrderElementsOf(Zoo.bugs());
        assertThat(turns(Zoo.bugs().size())).isEqualTo(turns(0));
    }

    @Test
    void aDayIsATurn() {
        var day = LocalDate.of(2026, 11, 29);

        assertThat(rotation.on(day)).isEqualTo(rotation.at(day.toEpochDay()));
        assertThat(rotation.on(day.plusDays(1))).isNotEqualTo(rotation.on(day));
    }

    @Test
    void thereMustBeOne() {
        assertThatThrownBy(() -> new ZooRotation(List.of())).hasMessage("bugs: none, expected at least one");
    }
}
