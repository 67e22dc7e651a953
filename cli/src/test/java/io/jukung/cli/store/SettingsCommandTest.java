package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCommandTest {

    private static final ClusterSettings NOW = RuntimeSettings.of(
                    StoreConfig.of(
                            "a",
                            Path.of("a"),
                            URI.create("http://127.0.0.1:1"),
                            Map.of("a", List.of(URI.create("http://127.0.0.1:2")))),
                    ClusterSettings.getDefaultInstance())
            .message();

    @Test
    void eachSettingIsNamedAndWrittenAsItsFlag() {
        assertThat(SettingsCommand.texts(NOW).keySet())
                .allSatisfy(name -> assertThat(StoreFlags.find(name)).isPresent());
        var set = SettingsCommand.parse(
                List.of(
                        "quota-backend-bytes=8589934592",
                        "auto-compaction-retention=90m",
                        "max-txn-ops=500",
                        "watch-progress-notify-interval=5s",
                        "max-client-connections=5",
                        "snapshot-count=2000",
                        "warning-apply-duration=1s",
                        "warning-unary-request-duration=1500ms",
                        "disk-stall-threshold=3s",
                        "log-level=debug"),
                NOW);
        assertThat(SettingsCommand.texts(set))
                .containsEntry("quota-backend-bytes", "8589934592")
                .containsEntry("auto-compaction-mode", "periodic")
                .containsEntry("auto-compaction-retention", "1h30m0s")
                .containsEntry("max-txn-ops", "500")
                .containsEntry("watch-progress-notify-interval", "5s")
                .containsEntry("max-client-connections", "5")
                .containsEntry("snapshot-count", "2000")
                .containsEntry("warning-apply-duration", "1s")
                .containsEntry("warning-unary-request-duration", "1.5s")
                .containsEntry("disk-stall-threshold", "3s")
                .containsEntry("log-level", "debug");
        assertThat(SettingsCommand.field("disk-stall-threshold")).isEqualTo("disk-stall-threshold-millis");
        assertThat(SettingsCommand.field("max-txn-ops")).isEqualTo("max-txn-ops");
        assertThat(SettingsCommand.texts(SettingsCommand.parse(
                        List.of("auto-compaction-mode=revision", "auto-compaction-retention=9"), NOW)))
                .containsEntry("auto-compaction-retention", "9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-txn-ops|expected NAME=VALUE",
                "data-dir=/x|data-dir: there is no such setting, only quota-backend-bytes",
                "max-txn-ops=many|max-txn-ops=many: expected a whole number",
                "auto-compaction-mode=revision|is set together with auto-compaction-retention",
                "auto-compaction-retention=soon|expected a duration"
            })
    void whatCannotBeIsNamed(String assignment, String message) {
        assertThatThrownBy(() -> SettingsCommand.parse(List.of(assignment), NOW))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(message);
    }
}
