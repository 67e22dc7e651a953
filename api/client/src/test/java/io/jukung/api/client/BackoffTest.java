package io.jukung.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1));

    @Test
    void doublesUpToItsMaximum() {
        assertThat(backoff.pause(1)).isEqualTo(Duration.ofMillis(5));
        assertThat(backoff.pause(2)).isEqualTo(Duration.ofMillis(10));
        assertThat(backoff.pause(8)).isEqualTo(Duration.ofMillis(640));
        assertThat(backoff.pause(9)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void jitterStaysBetweenHalfAndAll() {
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.jittered(3, random)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
        }
    }

    @Test
    void refusesSenselessBounds() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
