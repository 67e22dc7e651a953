package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.store.FlagValues.Given;
import io.jukung.store.Bootstrap;
import io.jukung.store.Space.CompactionMode;
import io.jukung.store.StoreConfig;
import io.jukung.store.TlsFiles.NameKind;
import io.jukung.store.TlsProtocols.Version;
import io.jukung.store.Tracing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberConfigTest {

    @TempDir
    private Path folder;

    private final List<String> remarks = new ArrayList<>();

    private StoreConfig config(String... flags) {
        var given = new LinkedHashMap<String, Given>();
        given.put("data-dir", new Given(folder.toString(), "--data-dir"));
        for (var flag : GoFlags.canonical(Arrays.asList(flags))) {
            var name = flag.substring(2, flag.indexOf('='));
            given.put(name, new Given(flag.substring(flag.indexOf('=') + 1), "--" + name));
        }
        return MemberConfig.of(new FlagValues(given), Instant.now(), remarks);
    }

    @Test
    void withoutFlagsItIsAMemberAlone() {
        var config = config();
        assertThat(config.name()).isEqualTo("default");
        assertThat(config.endpoints().advertiseClient()).containsExactly(URI.create("http://localhost:2379"));
        assertThat(config.bootstrap().initialCluster())
                .containsOnlyKeys("default")
                .containsValue(List.of(URI.create("http://localhost:2380")));
        assertThat(config.bootstrap().state()).isEqualTo(Bootstrap.State.NEW);
        assertThat(config.security().client()).isNull();
        assertThat(config.space().compactionRetention()).isEqualTo(24 * 3600);
        assertThat(config.http().corsOrigins()).containsExactly("*");
        assertThat(remarks).isEmpty();
    }

    @Test
    void eachFlagReachesItsSetting() {
        var config = config(
                "--name=a",
                "--wal-dir=" + folder.resolve("wal"),
                "--listen-client-urls=http://127.0.0.1:1,http://127.0.0.1:2",
                "--advertise-client-urls=http://a:1",
                "--listen-peer-urls=http://127.0.0.1:3",
                "--initial-advertise-peer-urls=http://a:3",
                "--initial-cluster=a=http://a:3,b=http://b:3",
                "--initial-cluster-state=existing",
                "--initial-cluster-token=t",
                "--heartbeat-interval=50",
                "--election-timeout=500",
                "--snapshot-count=7",
                "--experimental-snapshot-catchup-entries=8",
                "--wal-segment-bytes=65536",
                "--quota-backend-bytes=9",
                "--auto-compaction-mode=revision",
                "--auto-compaction-retention=1000",
                "--max-txn-ops=10",
                "--max-request-bytes=11",
                "--max-concurrent-streams=4294967295",
                "--max-client-connections=12",
                "--grpc-keepalive-min-time=13s",
                "--grpc-keepalive-interval=0s",
                "--grpc-keepalive-timeout=15s",
                "--socket-reuse-port",
                "--experimental-watch-progress-notify-interval=5s",
                "--listen-metrics-urls=http://127.0.0.1:4",
                "--listen-client-http-urls=http://127.0.0.1:5",
                "--metrics=extensive",
                "--enable-pprof",
                "--enable-grpc-gateway=false",
                "--cors=https://a",
                "--host-whitelist=a,b",
                "--auth-token=simple",
                "--auth-token-ttl=16",
                "--bcrypt-cost=17",
                "--tls-min-version=TLS1.2",
                "--tls-max-version=TLS1.2",
                "--cipher-suites=TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_RSA_WITH_RC4_128_SHA",
                "--max-learners=3",
                "--strict-reconfig-check=false",
                "--force-new-cluster",
                "--unsafe-no-fsync",
                "--feature-gates=InitialCorruptCheck=true,CompactHashCheck=false");
        assertThat(config.consensus().walDir()).isEqualTo(folder.resolve("wal"));
        assertThat(config.consensus().electionTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.consensus().heartbeatInterval()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.consensus().snapshotCount()).isEqualTo(7);
        assertThat(config.consensus().snapshotCatchupEntries()).isEqualTo(8);
        assertThat(config.consensus().walSegmentBytes()).isEqualTo(65536);
        assertThat(config.consensus().unsafeNoFsync()).isTrue();
        assertThat(config.endpoints().listenClient()).hasSize(2);
        assertThat(config.endpoints().advertisePeer()).containsExactly(URI.create("http://a:3"));
        assertThat(config.bootstrap().state()).isEqualTo(Bootstrap.State.EXISTING);
        assertThat(config.bootstrap().token()).isEqualTo("t");
        assertThat(config.bootstrap().forceNewCluster()).isTrue();
        assertThat(config.space().quotaBackendBytes()).isEqualTo(9);
        assertThat(config.space().compactionMode()).isEqualTo(CompactionMode.REVISION);
        assertThat(config.space().compactionRetention()).isEqualTo(1000);
        assertThat(config.limits().maxTxnOps()).isEqualTo(10);
        assertThat(config.limits().maxRequestBytes()).isEqualTo(11);
        assertThat(config.limits().watchProgressNotifyInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.connections().maxConcurrentStreams()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.connections().maxClients()).isEqualTo(12);
        assertThat(config.connections().keepAliveMinTime()).isEqualTo(Duration.ofSeconds(13));
        assertThat(config.connections().keepAliveInterval()).isZero();
        assertThat(config.connections().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.connections().reusePort()).isTrue();
        assertThat(config.http().listenMetrics()).containsExactly(URI.create("http://127.0.0.1:4"));
        assertThat(config.http().listenClientHttp()).containsExactly(URI.create("http://127.0.0.1:5"));
        assertThat(config.http().extensiveMetrics()).isTrue();
        assertThat(config.http().profiling()).isTrue();
        assertThat(config.http().gateway()).isFalse();
        assertThat(config.http().corsOrigins()).containsExactly("https://a");
        assertThat(config.http().allowedHosts()).containsExactlyInAnyOrder("a", "b");
        assertThat(config.authentication().token()).isEqualTo("simple");
        assertThat(config.authentication().tokenTtl()).isEqualTo(Duration.ofSeconds(16));
        assertThat(config.authentication().bcryptCost()).isEqualTo(17);
        assertThat(config.security().protocols().highest()).isEqualTo(Version.TLS1_2);
        assertThat(config.security().protocols().cipherSuites())
                .containsExactly("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(remarks)
                .containsExactly("--cipher-suites: TLS_RSA_WITH_RC4_128_SHA is not safe any more and left out");
        assertThat(config.reconfiguration().maxLearners()).isEqualTo(3);
        assertThat(config.reconfiguration().strictCheck()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "periodic, 0, 0",
        "periodic, 1, 3600",
        "periodic, 30m, 1800",
        "periodic, 1h30m, 5400",
        "revision, 0, 0",
        "revision, 1000, 1000"
    })
    void retentionIsHoursOrADurationOrRevisions(String mode, String retention, long expected) {
        var config = config("--auto-compaction-mode=" + mode, "--auto-compaction-retention=" + retention);
        assertThat(config.space().compactionRetention()).isEqualTo(expected);
    }

    @Test
    void callsAreTracedIfAsked() {
        assertThat(config().tracing()).isEqualTo(Tracing.OFF);
        assertThat(config(
                                "--experimental-enable-distributed-tracing",
                                "--experimental-distributed-tracing-address=[::1]:14317",
                                "--experimental-distributed-tracing-service-name=store",
                                "--experimental-distributed-tracing-instance-id=one",
                                "--experimental-distributed-tracing-sampling-rate=1000000")
                        .tracing())
                .isEqualTo(new Tracing(true, "[::1]:14317", "store", "one", 1_000_000));
    }

    @Test
    void whileTracingIsOffItsFlagsAreNotLookedAt() {
        var tracing = config("--distributed-tracing-sampling-rate=-1", "--distributed-tracing-address=")
                .tracing();
        assertThat(tracing.enabled()).isFalse();
    }

    @Test
    void byRevisionsNothingIsDroppedUnlessAsked() {
        assertThat(config("--auto-compaction-mode=revision").space().compactionRetention())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--auto-compaction-retention=soon|--auto-compaction-retention=soon: expected a duration",
                "--auto-compaction-retention=10ms|expected at least a second",
                "--auto-compaction-mode=revision --auto-compaction-retention=1h|expected a number of revisions",
                "--listen-client-urls=http://0.0.0.0:1|--advertise-client-urls is required when --listen-client-urls",
                "--listen-peer-urls=http://[::]:1|--initial-advertise-peer-urls is required",
                "--cert-file=/x|--cert-file and --key-file go together",
                "--peer-key-file=/x|--peer-cert-file and --peer-key-file go together",
                "--listen-client-urls=https://127.0.0.1:1|https needs cert-file and key-file",
                "--listen-metrics-urls=https://127.0.0.1:1|listen-metrics-urls: https needs cert-file",
                "--auto-tls --client-cert-auth --listen-client-urls=https://127.0.0.1:1|exclude each other",
                "--peer-auto-tls --peer-cert-allowed-cn=a --listen-peer-urls=https://127.0.0.1:1|exclude each other",
                "--peer-cert-allowed-cn=a --peer-cert-allowed-hostname=b|exclude each other",
                "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2|is above tls-max-version",
                "--tls-min-version=TLS1.3 --cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256|cannot be chosen",
                "--cipher-suites=TLS_MINE|unexpected TLS cipher suite",
                "--cipher-suites=TLS_RSA_WITH_RC4_128_SHA|none of",
                "--feature-gates=Mine=true|unrecognized feature gate: Mine",
                "--bcrypt-cost=99|bcrypt-cost: must be 4 to 31",
                "--self-signed-cert-validity=0 --auto-tls --listen-client-urls=https://127.0.0.1:1|1 to 100 years",
                "--election-timeout=200|at least five times heartbeat-interval",
                "--enable-distributed-tracing --distributed-tracing-sampling-rate=-1|"
                        + "distributed-tracing-sampling-rate: must be 0 to 1000000 of a million calls, is -1",
                "--experimental-enable-distributed-tracing --distributed-tracing-sampling-rate=1000001|is 1000001",
                "--enable-distributed-tracing --distributed-tracing-address=http://a:1|must be a host and a port such as"
                        + " localhost:4317, is http://a:1",
                "--enable-distributed-tracing --distributed-tracing-address=localhost|is localhost",
                "--enable-distributed-tracing --distributed-tracing-address=localhost:65536|is localhost:65536",
                "--name=a --initial-cluster=b=http://127.0.0.1:1|has no member named a"
            })
    void whatDoesNotGoTogetherIsNamed(String flags, String message) {
        assertThatThrownBy(() -> config(flags.split(" "))).hasMessageContaining(message);
    }

    @Test
    void autoTlsMakesACertificateOnceThatOnlyItsOwnerCanUse() throws IOException {
        var flags = new String[] {
            "--auto-tls",
            "--peer-auto-tls",
            "--listen-client-urls=https://127.0.0.1:1",
            "--listen-peer-urls=https://localhost:2"
        };
        var client = config(flags).security().client();
        assertThat(client).isNotNull();
        assertThat(client.selfSigned()).isTrue();
        assertThat(client.asksForCertificate()).isFalse();
        assertThat(client.serving().certificate()).isEqualTo(folder.resolve("fixtures/client/cert.pem"));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(client.serving().key())))
                .isEqualTo("rw-------");
        var before = Files.readString(client.serving().certificate());
        config(flags);
        assertThat(client.serving().certificate()).hasContent(before);
        assertThat(folder.resolve("fixtures/peer/cert.pem")).isNotEmptyFile();
    }

    @Test
    void tlsFlagsReachTheFilesOfTheirSide() throws IOException {
        for (var file : List.of("c", "k", "ca", "crl", "pc", "pk", "pca", "pcrl", "cc", "ck")) {
            Files.createFile(folder.resolve(file));
        }
        var config = config(
                "--listen-client-urls=https://127.0.0.1:1",
                "--cert-file=" + folder.resolve("c"),
                "--key-file=" + folder.resolve("k"),
                "--trusted-ca-file=" + folder.resolve("ca"),
                "--client-crl-file=" + folder.resolve("crl"),
                "--client-cert-allowed-hostname=a,b",
                "--listen-peer-urls=https://127.0.0.1:2",
                "--peer-cert-file=" + folder.resolve("pc"),
                "--peer-key-file=" + folder.resolve("pk"),
                "--peer-client-cert-file=" + folder.resolve("cc"),
                "--peer-client-key-file=" + folder.resolve("ck"),
                "--peer-trusted-ca-file=" + folder.resolve("pca"),
                "--peer-crl-file=" + folder.resolve("pcrl"),
                "--peer-cert-allowed-cn=m");
        var client = config.security().client();
        assertThat(client).isNotNull();
        assertThat(client.crl()).isEqualTo(folder.resolve("crl"));
        assertThat(client.asksForCertificate()).isTrue();
        assertThat(client.clientCertAuth()).isFalse();
        assertThat(client.allowedNames()).containsExactly("a", "b");
        assertThat(client.nameKind()).isEqualTo(NameKind.HOSTNAME);
        var peer = config.security().peer();
        assertThat(peer).isNotNull();
        assertThat(peer.crl()).isEqualTo(folder.resolve("pcrl"));
        assertThat(peer.calling().certificate()).isEqualTo(folder.resolve("cc"));
        assertThat(peer.nameKind()).isEqualTo(NameKind.COMMON_NAME);
        assertThat(peer.checkCallerAddress()).isTrue();
        assertThat(remarks).isEmpty();
    }
}
