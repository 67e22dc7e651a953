package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.store.FlagValues.Given;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** etcd's flags, one by one: from the command line and from the environment. */
class StoreFlagsTest {

    /** What etcd 3.5 and 3.6 take, less the flags that only say how to print something and end. */
    private static final String ETCD = """
            name data-dir wal-dir listen-client-urls advertise-client-urls listen-peer-urls
            initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token
            listen-metrics-urls listen-client-http-urls snapshot-count heartbeat-interval election-timeout
            quota-backend-bytes max-txn-ops max-request-bytes max-concurrent-streams grpc-keepalive-min-time
            grpc-keepalive-interval grpc-keepalive-timeout auto-compaction-mode auto-compaction-retention
            cert-file key-file client-cert-auth trusted-ca-file client-crl-file client-cert-allowed-hostname
            peer-cert-file peer-key-file peer-client-cert-auth peer-trusted-ca-file peer-crl-file
            peer-cert-allowed-cn peer-cert-allowed-hostname auto-tls peer-auto-tls cipher-suites tls-min-version
            tls-max-version auth-token auth-token-ttl bcrypt-cost log-level log-outputs log-format config-file
            force-new-cluster strict-reconfig-check unsafe-no-fsync watch-progress-notify-interval
            experimental-watch-progress-notify-interval enable-grpc-gateway feature-gates
            pre-vote initial-election-tick-advance max-learners experimental-max-learners
            snapshot-catchup-entries experimental-snapshot-catchup-entries
            compaction-batch-limit experimental-compaction-batch-limit
            compaction-sleep-interval experimental-compaction-sleep-interval
            corrupt-check-time experimental-corrupt-check-time
            compact-hash-check-enabled experimental-compact-hash-check-enabled
            compact-hash-check-time experimental-compact-hash-check-time
            initial-corrupt-check experimental-initial-corrupt-check
            warning-apply-duration experimental-warning-apply-duration
            warning-unary-request-duration experimental-warning-unary-request-duration
            bootstrap-defrag-threshold-megabytes experimental-bootstrap-defrag-threshold-megabytes
            enable-pprof metrics cors host-whitelist self-signed-cert-validity
            peer-skip-client-san-verification experimental-peer-skip-client-san-verification
            socket-reuse-port socket-reuse-address
            discovery-srv discovery-srv-name discovery-token discovery-endpoints discovery-dial-timeout
            discovery-request-timeout discovery-keepalive-time discovery-keepalive-timeout
            discovery-insecure-transport discovery-insecure-skip-tls-verify discovery-cert discovery-key
            discovery-cacert discovery-user discovery-password
            enable-distributed-tracing experimental-enable-distributed-tracing distributed-tracing-address
            experimental-distributed-tracing-address distributed-tracing-service-name
            experimental-distributed-tracing-service-name distributed-tracing-instance-id
            experimental-distributed-tracing-instance-id distributed-tracing-sampling-rate
            experimental-distributed-tracing-sampling-rate
            enable-lease-checkpoint experimental-enable-lease-checkpoint
            enable-lease-checkpoint-persist experimental-enable-lease-checkpoint-persist
            stop-grpc-service-on-defrag experimental-stop-grpc-service-on-defrag
            txn-mode-write-with-shared-buffer experimental-txn-mode-write-with-shared-buffer
            downgrade-check-time experimental-downgrade-check-time max-wals max-snapshots enable-log-rotation
            log-rotation-config-json client-cert-file client-key-file peer-client-cert-file peer-client-key-file
            logger backend-batch-interval backend-batch-limit backend-bbolt-freelist-type memory-mlock
            raft-read-timeout raft-write-timeout experimental-memory-mlock discovery discovery-fallback
            discovery-proxy proxy proxy-failure-wait proxy-refresh-interval proxy-dial-timeout
            proxy-write-timeout proxy-read-timeout enable-v2 v2-deprecation experimental-enable-v2v3
            """;

    static Stream<String> etcdFlags() {
        return Arrays.stream(ETCD.split("\\s+"));
    }

    @ParameterizedTest
    @MethodSource("etcdFlags")
    void everyFlagOfEtcdIsUnderstoodWithItsDefaultEverywhere(String spelling) {
        var flag = StoreFlags.find(spelling).orElseThrow();
        var canonical = List.of("--" + flag.name() + "=" + flag.initial());
        assertThat(GoFlags.canonical(List.of("--" + spelling + "=" + flag.initial())))
                .isEqualTo(canonical);
        assertThat(GoFlags.canonical(List.of("-" + spelling + "=" + flag.initial())))
                .isEqualTo(canonical);
        var values = new FlagValues(Map.of(flag.name(), new Given(flag.initial(), "--" + spelling)));
        assertThat(values.has(flag)).isTrue();
        if (!flag.initial().isEmpty() && !flag.equals(StoreFlags.CONFIG_FILE)) {
            var sources = FlagSources.read(Map.of(), Map.of(Flag.variable(spelling), flag.initial()));
            assertThat(sources.values().text(flag)).isEqualTo(flag.initial());
            assertThat(sources.remarks()).noneMatch(remark -> remark.contains("unrecognized"));
        }
    }

    @Test
    void aFlagTakesItsValueAsGoDoes() {
        assertThat(GoFlags.canonical(List.of("-name", "a", "--data-dir", "b", "--auto-tls", "--peer-auto-tls=false")))
                .containsExactly("--name=a", "--data-dir=b", "--auto-tls=true", "--peer-auto-tls=false");
        assertThat(GoFlags.canonical(List.of("--name", "-odd", "snapshot", "--name")))
                .containsExactly("--name=-odd", "snapshot", "--name");
        assertThat(GoFlags.canonical(List.of("-h", "-version"))).containsExactly("--help", "--version");
    }

    @ParameterizedTest
    @CsvSource({
        "--nonsense, flag provided but not defined: -nonsense",
        "-nonsense=1, flag provided but not defined: -nonsense",
        "--name, flag needs an argument: -name"
    })
    void whatIsNoFlagIsNamedAsEtcdDoes(String argument, String message) {
        assertThatThrownBy(() -> GoFlags.canonical(List.of(argument)))
                .isInstanceOf(FlagException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "election-timeout|abc|--election-timeout=abc: expected a whole number of milliseconds",
                "election-timeout|-1|expected a whole number of milliseconds",
                "snapshot-count|1e3|expected a whole number",
                "grpc-keepalive-interval|5|expected a duration such as 10m",
                "auto-tls|yes|expected true or false",
                "listen-client-urls|http://[|expected URLs",
                "initial-cluster-state|old|expected new or existing",
                "log-level|loud|expected debug or info",
                "tls-min-version|TLS1.1|expected TLS1.2 or TLS1.3",
                "feature-gates|InitialCorruptCheck|expected gates such as",
                "distributed-tracing-sampling-rate|many|expected a whole number",
                "logger|zap|",
                "pre-vote|perhaps|expected true or false",
                "discovery|https://discovery.etcd.io/x|--discovery: discovery by URL went with version 2 of the API",
                "proxy|on|--proxy: a store member is no proxy"
            })
    void aWrongValueIsNamedWithWhatWasExpected(String name, String text, String message) {
        var given = Map.of(name, new Given(text, "--" + name));
        if (message == null) {
            assertThat(new FlagValues(given).text(StoreFlags.named(name))).isEqualTo(text);
            return;
        }
        assertThatThrownBy(() -> new FlagValues(given))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsWithoutEffectOrRefusedIsDocumented() throws IOException {
        var page = Files.readString(RealTools.projectRoot().resolve("docs/etcd-compatibility.md"));
        assertThat(StoreFlags.all())
                .filteredOn(flag -> !(flag.treatment() instanceof Treatment.Used))
                .allSatisfy(flag -> assertThat(page)
                        .contains("`" + flag.name() + "`", flag.treatment().why()));
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndWhatIsWithoutEffectIsTold() {
        var flags = new LinkedHashMap<String, Given>();
        flags.put("name", new Given("line", "--name"));
        flags.put("backend-batch-limit", new Given("5", "--backend-batch-limit"));
        var sources = FlagSources.read(
                flags,
                Map.of(
                        "ETCD_NAME", "environment",
                        "ETCD_ELECTION_TIMEOUT", "2000",
                        "ETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL", "5s",
                        "ETCD_DATA_DIR", "",
                        "ETCD_PASSWORD_OF_MINE", "secret",
                        "PATH", "/bin"));
        assertThat(sources.values().get(StoreFlags.NAME)).isEqualTo("line");
        assertThat(sources.values().get(StoreFlags.ELECTION_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(sources.values().get(StoreFlags.WATCH_PROGRESS_INTERVAL)).isEqualTo(Duration.ofSeconds(5));
        assertThat(sources.values().has(StoreFlags.DATA_DIR)).isFalse();
        assertThat(sources.remarks())
                .containsExactlyInAnyOrder(
                        "unrecognized environment variable ETCD_PASSWORD_OF_MINE",
                        "ETCD_NAME loses to --name",
                        "--backend-batch-limit has no effect: storage here has no such step: nothing is mapped,"
                                + " batched or defragmented as in etcd's");
    }
}
