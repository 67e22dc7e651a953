package io.jukung.api.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "1h0m0s, PT1H",
        "1m0.5s, PT1M0.5S",
        "90m, PT90M",
        "-1h2m3s, PT-1H-2M-3S",
        "1.5ms, PT0.0015S",
        "7us, PT0.000007S",
        "3ns, PT0.000000003S",
        "0, PT0S"
    })
    void readsGosForm(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1h0m0s", "1m0.5s", "-1h2m3s", "1.5ms", "7µs", "3ns", "999ms", "1.000000001s"})
    void writesWhatGoWrites(String text) {
        assertThat(GoDuration.text(GoDuration.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1", "s", "1s2", "1x", "9999999999999999999h", "PT1S"})
    void refusesWhatIsNoLength(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }

    @Test
    void theLongestFitsNanoseconds() {
        var longest = Duration.ofNanos(Long.MAX_VALUE);

        assertThat(GoDuration.parse(GoDuration.text(longest))).isEqualTo(longest);
    }
}
