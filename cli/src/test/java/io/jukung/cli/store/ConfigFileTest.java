package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.store.FlagValues.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    @TempDir
    private Path folder;

    private FlagSources read(String text) throws IOException {
        var file = Files.writeString(folder.resolve("etcd.yml"), text);
        return FlagSources.read(
                Map.of(
                        "config-file", new Given(file.toString(), "--config-file"),
                        "name", new Given("line", "--name")),
                Map.of("ETCD_ELECTION_TIMEOUT", "3000"));
    }

    @Test
    void theFileAloneCounts() throws IOException {
        var sources = read("""
                # as etcd's sample
                name: file
                data-dir:
                snapshot-count: 10000
                auto-compaction-retention: "1"
                watch-progress-notify-interval: 5000000000
                grpc-keepalive-min-time: 7s
                cipher-suites: [
                  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
                ]
                log-outputs: [stderr]
                logger: zap
                proxy: 'off'
                strict-reconfig-check: false
                client-transport-security:
                  cert-file: server.crt
                  key-file: server.key
                  client-cert-auth: true
                  trusted-ca-file: ca.crt
                  auto-tls: false
                peer-transport-security:
                  cert-file: peer.crt
                  allowed-cn: [a, b]
                  skip-client-san-verification: true
                socket-options:
                  reuse-port: true
                debug: false
                """);
        var values = sources.values();
        assertThat(values.get(StoreFlags.NAME)).isEqualTo("file");
        assertThat(values.get(StoreFlags.DATA_DIR)).isEmpty();
        assertThat(values.has(StoreFlags.ELECTION_TIMEOUT)).isFalse();
        assertThat(values.get(StoreFlags.AUTO_COMPACTION_RETENTION)).isEqualTo("1");
        assertThat(values.get(StoreFlags.WATCH_PROGRESS_INTERVAL)).isEqualTo(Duration.ofSeconds(5));
        assertThat(values.get(StoreFlags.KEEPALIVE_MIN_TIME)).isEqualTo(Duration.ofSeconds(7));
        assertThat(values.get(StoreFlags.CIPHER_SUITES)).hasSize(2);
        assertThat(values.get(StoreFlags.STRICT_RECONFIG_CHECK)).isFalse();
        assertThat(values.get(StoreFlags.CERT_FILE)).contains(Path.of("server.crt"));
        assertThat(values.get(StoreFlags.TRUSTED_CA_FILE)).contains(Path.of("ca.crt"));
        assertThat(values.get(StoreFlags.CLIENT_CERT_AUTH)).isTrue();
        assertThat(values.get(StoreFlags.PEER_CERT_FILE)).contains(Path.of("peer.crt"));
        assertThat(values.get(StoreFlags.PEER_CERT_ALLOWED_CN)).isEqualTo(List.of("a", "b"));
        assertThat(values.get(StoreFlags.PEER_SKIP_SAN)).isTrue();
        assertThat(values.get(StoreFlags.REUSE_PORT)).isTrue();
        assertThat(sources.remarks())
                .anyMatch(remark -> remark.startsWith("--config-file is given, so these are ignored: ")
                        && remark.contains("--name")
                        && remark.contains("ETCD_ELECTION_TIMEOUT"))
                .anyMatch(remark -> remark.endsWith("etcd.yml: debug"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [b|is not valid YAML",
                "- a|expected one YAML object",
                "election-timeout: soon|etcd.yml: election-timeout=soon: expected a whole number of milliseconds",
                "name: {a: b}|etcd.yml: name: expected text",
                "client-transport-security: yes|expected an object",
                "client-transport-security: {client-cert-auht: true}|client-transport-security.client-cert-auht is not"
                        + " known",
                "peer-transport-security: {client-crl-file: x}|is not known"
            })
    void whatCannotBeIsNamed(String text, String message) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var missing = folder.resolve("missing.yml");
        assertThatThrownBy(() -> FlagSources.read(Map.of(), Map.of("ETCD_CONFIG_FILE", missing.toString())))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--config-file: " + missing + " does not exist");
    }
}
