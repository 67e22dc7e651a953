package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.store.FlagValues.Given;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** What a member is started with, as any bytes: settings, or one line that says what is wrong. */
class SettingsFuzzTest {

    private static final int SHORT = 5_000;
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    static Path directory;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<byte[]> files() {
        return Stream.of(
                        """
                        name: file
                        data-dir:
                        snapshot-count: 10000
                        auto-compaction-retention: "1"
                        watch-progress-notify-interval: 5000000000
                        cipher-suites: [
                          TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
                        ]
                        listen-client-urls: http://127.0.0.1:1,https://[::1]:2
                        initial-cluster: a=http://127.0.0.1:2380
                        strict-reconfig-check: false
                        client-transport-security:
                          cert-file: server.crt
                          client-cert-auth: true
                        peer-transport-security:
                          allowed-cn: [a, b]
                        """,
                        "{\"name\": \"json\", \"quota-backend-bytes\": -1}",
                        "a: &a [*a]",
                        "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]",
                        "--- \n---\n")
                .map(SettingsFuzzTest::utf8);
    }

    @MethodSource("files")
    @FuzzTest
    void file(byte[] bytes) throws IOException {
        var file = Files.write(directory.resolve("etcd.yml"), bytes);
        settings(Map.of("config-file", new Given(file.toString(), "--config-file")), Map.of());
    }

    static Stream<byte[]> arguments() {
        return Stream.of(
                        "--name=a\n--data-dir\nd\n-listen-client-urls=http://127.0.0.1:1\n--auto-tls\n--snapshot-count=5",
                        "--election-timeout=10\n--heartbeat-interval\n1000000\nsub\n--x",
                        "--auth-token=jwt,pub-key=a,sign-method=RS256\n--bcrypt-cost=99\n--quota-backend-bytes=1e9",
                        "--initial-cluster=a=http://a:1,b=http://b:2\n--initial-cluster-state=existing",
                        "--log-rotation-config-json={\"maxsize\": 1}\n--log-outputs=default\n--feature-gates=A=true",
                        "ETCD_NAME=a\nETCD_AUTO_COMPACTION_RETENTION=5m\nETCD_X=y\n--cors=*\n--tls-min-version=TLS1.3")
                .map(SettingsFuzzTest::utf8);
    }

    /** Lines: variables, and the rest is the command line. */
    @MethodSource("arguments")
    @FuzzTest
    void arguments(byte[] bytes) {
        var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        var environment = new LinkedHashMap<String, String>();
        lines.stream().filter(line -> line.startsWith("ETCD_")).forEach(line -> {
            int equals = line.indexOf('=');
            environment.put(equals < 0 ? line : line.substring(0, equals), line.substring(equals + 1));
        });
        var flags = new LinkedHashMap<String, Given>();
        try {
            for (var argument : GoFlags.canonical(
                    lines.stream().filter(line -> !line.startsWith("ETCD_")).toList())) {
                int equals = argument.indexOf('=');
                if (argument.startsWith("--") && equals > 0) {
                    var name = argument.substring(2, equals);
                    flags.put(name, new Given(argument.substring(equals + 1), "--" + name));
                }
            }
        } catch (FlagException told) {
            assertThat(told.getMessage()).startsWith("flag ");
            return;
        }
        flags.keySet()
                .removeIf(name ->
                        name.equals("config-file") || StoreFlags.find(name).isEmpty());
        environment.remove("ETCD_CONFIG_FILE");
        settings(flags, environment);
    }

    private static void settings(Map<String, Given> flags, Map<String, String> environment) {
        try {
            var values = FlagSources.read(flags, environment).values();
            // These two write certificates, wherever the input says.
            if (!values.get(StoreFlags.AUTO_TLS) && !values.get(StoreFlags.PEER_AUTO_TLS)) {
                assertThat(MemberConfig.of(values, NOW, new ArrayList<>())).isNotNull();
            }
        } catch (FlagException | CommandFailure | IllegalArgumentException told) {
            // The kinds the command knows how to tell; of the last also those that name the value.
            assertThat(told.getClass()).isIn(FlagException.class, CommandFailure.class, IllegalArgumentException.class);
            assertThat(told.getMessage()).isNotBlank().doesNotContain("Exception");
        }
    }

    @Test
    void filesInEveryBuild() {
        ShortFuzz.run(getClass(), files().toList(), SHORT, this::file);
    }

    @Test
    void argumentsInEveryBuild() {
        ShortFuzz.run(getClass(), arguments().toList(), SHORT, this::arguments);
    }
}
