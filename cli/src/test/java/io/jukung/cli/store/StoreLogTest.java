package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.store.FlagValues.Given;
import io.jukung.cli.store.LogSettings.Rotation;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class StoreLogTest {

    private static LogSettings settings(String... flags) {
        var given = new LinkedHashMap<String, Given>();
        for (var flag : flags) {
            int equals = flag.indexOf('=');
            given.put(
                    flag.substring(0, equals), new Given(flag.substring(equals + 1), "--" + flag.substring(0, equals)));
        }
        return LogSettings.of(new FlagValues(given));
    }

    @Test
    void aLineIsWhatToolsReadOfEtcds() {
        var logger = new LoggerContext().getLogger("io.jukung.Some");
        var event =
                new LoggingEvent("", logger, Level.WARN, "said \"{}\"", new IOException("broken"), new Object[] {"x"});
        event.setInstant(Instant.parse("2026-11-28T16:19:30.069219Z"));
        event.addKeyValuePair(new KeyValuePair("member", 7));
        var line = new JsonLines().doLayout(event);
        assertThat(line).endsWith(System.lineSeparator());
        var object = (ObjectValue) Json.read(line);
        assertThat(object.text("level")).isEqualTo("warn");
        assertThat(object.text("ts")).isEqualTo("2026-11-28T16:19:30.069219Z");
        assertThat(object.text("caller")).isEqualTo("io.jukung.Some");
        assertThat(object.text("msg")).isEqualTo("said \"x\"");
        assertThat(object.text("member")).isEqualTo("7");
        assertThat(object.text("error")).isEqualTo("java.io.IOException: broken");
        assertThat(object.text("stacktrace")).contains("StoreLogTest");
    }

    @Test
    void outputsAndRotationAreReadAsEtcdsAre() {
        assertThat(settings()).isEqualTo(new LogSettings(true, List.of("stderr"), null));
        assertThat(settings("log-format=console", "log-outputs=default,systemd/journal,stdout,/var/log/x"))
                .isEqualTo(new LogSettings(false, List.of("stderr", "stdout", "/var/log/x"), null));
        assertThat(settings(
                                "log-outputs=/var/log/x",
                                "enable-log-rotation=true",
                                "log-rotation-config-json={\"maxsize\": 5, \"maxage\": 3, \"compress\": true}")
                        .rotation())
                .isEqualTo(new Rotation(5, 3, 1000, false, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|{}|at least one output",
                "stderr|{}|needs one file",
                "/a,/b|{}|needs one file",
                "/a|{\"maxsize\": -1}|maxsize must be 0 to 1000000",
                "/a|{\"maxsise\": 1}|unknown field maxsise",
                "/a|[]|expected a JSON object",
                "/a|nonsense|expected a JSON object"
            })
    void whatCannotBeIsNamed(@Nullable String outputs, String rotation, String message) {
        assertThatThrownBy(() -> settings(
                        "log-outputs=" + (outputs == null ? "" : outputs),
                        "enable-log-rotation=true",
                        "log-rotation-config-json=" + rotation))
                .hasMessageContaining(message);
    }
}
