package io.jukung.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.jukung.store.Authentication;
import io.jukung.store.Bootstrap;
import io.jukung.store.Connections;
import io.jukung.store.Consensus;
import io.jukung.store.Endpoints;
import io.jukung.store.HttpSettings;
import io.jukung.store.Limits;
import io.jukung.store.Reconfiguration;
import io.jukung.store.Security;
import io.jukung.store.Space;
import io.jukung.store.Space.CompactionMode;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreMember;
import io.jukung.store.TlsFiles;
import io.jukung.store.TlsProtocols;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jukung store}: one store member, with etcd's flags and {@code ETCD_*} environment. */
@Command(
        name = "store",
        description = "Run one store member: an etcd v3 server with etcd's flags.",
        footer = {
            "",
            "Every flag can be given as ETCD_ and its name in upper case, for example ETCD_DATA_DIR; flags win."
        })
final class StoreCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(StoreCommand.class);
    private static final Duration READY_PATIENCE = Duration.ofMinutes(10);

    @Option(
            names = "--name",
            defaultValue = "${env:ETCD_NAME:-default}",
            description = "This member's name (default: ${DEFAULT-VALUE}).")
    private String name = "";

    @Option(
            names = "--data-dir",
            defaultValue = "${env:ETCD_DATA_DIR}",
            description = "Where the member keeps its data (default: NAME.etcd).")
    private @Nullable Path dataDir;

    @Option(
            names = "--listen-client-urls",
            defaultValue = "${env:ETCD_LISTEN_CLIENT_URLS:-http://localhost:2379}",
            description = "Where clients are served (default: ${DEFAULT-VALUE}).")
    private String listenClientUrls = "";

    @Option(
            names = "--advertise-client-urls",
            defaultValue = "${env:ETCD_ADVERTISE_CLIENT_URLS}",
            description = "What clients are told (default: --listen-client-urls).")
    private @Nullable String advertiseClientUrls;

    @Option(
            names = "--listen-peer-urls",
            defaultValue = "${env:ETCD_LISTEN_PEER_URLS:-http://localhost:2380}",
            description = "Where other members are answered (default: ${DEFAULT-VALUE}).")
    private String listenPeerUrls = "";

    @Option(
            names = "--initial-advertise-peer-urls",
            defaultValue = "${env:ETCD_INITIAL_ADVERTISE_PEER_URLS}",
            description = "How other members reach this one (default: --listen-peer-urls).")
    private @Nullable String initialAdvertisePeerUrls;

    @Option(
            names = "--initial-cluster",
            defaultValue = "${env:ETCD_INITIAL_CLUSTER}",
            description = "All members as NAME=PEERURL,… (default: this one alone).")
    private @Nullable String initialCluster;

    @Option(
            names = "--initial-cluster-token",
            defaultValue = "${env:ETCD_INITIAL_CLUSTER_TOKEN:-etcd-cluster}",
            description = "Keeps clusters of the same names apart (default: ${DEFAULT-VALUE}).")
    private String token = "";

    @Option(
            names = "--cert-file",
            defaultValue = "${env:ETCD_CERT_FILE}",
            description = "Certificate shown to clients.")
    private @Nullable Path certFile;

    @Option(names = "--key-file", defaultValue = "${env:ETCD_KEY_FILE}", description = "Its private key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--trusted-ca-file",
            defaultValue = "${env:ETCD_TRUSTED_CA_FILE}",
            description = "CA that clients' certificates are checked by.")
    private @Nullable Path trustedCaFile;

    @Option(
            names = "--client-cert-auth",
            defaultValue = "${env:ETCD_CLIENT_CERT_AUTH:-false}",
            description = "Clients must show a certificate (default: ${DEFAULT-VALUE}).")
    private boolean clientCertAuth;

    @Option(
            names = "--peer-cert-file",
            defaultValue = "${env:ETCD_PEER_CERT_FILE}",
            description = "Certificate shown to other members.")
    private @Nullable Path peerCertFile;

    @Option(names = "--peer-key-file", defaultValue = "${env:ETCD_PEER_KEY_FILE}", description = "Its private key.")
    private @Nullable Path peerKeyFile;

    @Option(
            names = "--peer-trusted-ca-file",
            defaultValue = "${env:ETCD_PEER_TRUSTED_CA_FILE}",
            description = "CA that other members' certificates are checked by.")
    private @Nullable Path peerTrustedCaFile;

    @Option(
            names = "--peer-client-cert-auth",
            defaultValue = "${env:ETCD_PEER_CLIENT_CERT_AUTH:-false}",
            description = "Other members must show a certificate (default: ${DEFAULT-VALUE}).")
    private boolean peerClientCertAuth;

    @Option(
            names = "--heartbeat-interval",
            defaultValue = "${env:ETCD_HEARTBEAT_INTERVAL:-100}",
            description = "Milliseconds (default: ${DEFAULT-VALUE}).")
    private long heartbeatMillis;

    @Option(
            names = "--election-timeout",
            defaultValue = "${env:ETCD_ELECTION_TIMEOUT:-1000}",
            description = "Milliseconds (default: ${DEFAULT-VALUE}).")
    private long electionMillis;

    @Option(
            names = "--snapshot-count",
            defaultValue = "${env:ETCD_SNAPSHOT_COUNT:-10000}",
            description = "Log entries between snapshots (default: ${DEFAULT-VALUE}).")
    private long snapshotCount;

    @Option(
            names = "--quota-backend-bytes",
            defaultValue = "${env:ETCD_QUOTA_BACKEND_BYTES:-0}",
            description =
                    "Size above which writes are refused; 0 for no limit but the disk (default: ${DEFAULT-VALUE}).")
    private long quota;

    @Option(
            names = "--disk-reserve-bytes",
            defaultValue = "${env:ETCD_DISK_RESERVE_BYTES:-1073741824}",
            description = "Free space of the data directory's file system, at most half of it, below which writes"
                    + " are refused while reads and deletes go on; 0 lets it fill (default: ${DEFAULT-VALUE}).")
    private long diskReserve;

    @Option(
            names = "--auto-compaction-mode",
            defaultValue = "${env:ETCD_AUTO_COMPACTION_MODE:-periodic}",
            description = "periodic or revision (default: ${DEFAULT-VALUE}).")
    private String compactionMode = "";

    @Option(
            names = "--auto-compaction-retention",
            defaultValue = "${env:ETCD_AUTO_COMPACTION_RETENTION:-0}",
            description = "Hours (or 30m, 10s) or revisions of history kept; 0: all (default: ${DEFAULT-VALUE}).")
    private String compactionRetention = "";

    @Option(
            names = "--max-txn-ops",
            defaultValue = "${env:ETCD_MAX_TXN_OPS:-128}",
            description = "Operations of one transaction (default: ${DEFAULT-VALUE}).")
    private int maxTxnOps;

    @Option(
            names = "--max-request-bytes",
            defaultValue = "${env:ETCD_MAX_REQUEST_BYTES:-1572864}",
            description = "Size of a write (default: ${DEFAULT-VALUE}).")
    private int maxRequestBytes;

    @Option(
            names = {"--watch-progress-notify-interval", "--experimental-watch-progress-notify-interval"},
            defaultValue = "${env:ETCD_WATCH_PROGRESS_NOTIFY_INTERVAL:-10m}",
            description = "Between progress notifications, for example 5s (default: ${DEFAULT-VALUE}).")
    private String progressInterval = "";

    @Option(
            names = "--log-level",
            defaultValue = "${env:ETCD_LOG_LEVEL:-info}",
            description = "debug, info, warn or error (default: ${DEFAULT-VALUE}).")
    private String logLevel = "";

    @Override
    public Integer call() throws InterruptedException {
        setLogLevel();
        var lifetime = new RoleLifetime();
        try {
            var config = config();
            var member = lifetime.own(StoreMember.start(config));
            member.awaitReady(READY_PATIENCE);
            // The line that etcd's tools and tests wait for.
            log.info("ready to serve client requests");
            lifetime.awaitEnd();
            return 0;
        } catch (IOException | TimeoutException | IllegalArgumentException e) {
            lifetime.end();
            throw new CommandFailure("store " + name + ": " + e.getMessage(), e);
        }
    }

    private void setLogLevel() {
        if (!List.of("debug", "info", "warn", "error").contains(logLevel)) {
            throw new CommandFailure("--log-level=" + logLevel + ": expected debug, info, warn or error");
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(logLevel));
        }
    }

    private StoreConfig config() {
        var peers = InitialCluster.urls("--listen-peer-urls", listenPeerUrls);
        var advertisedPeers = initialAdvertisePeerUrls == null
                ? peers
                : InitialCluster.urls("--initial-advertise-peer-urls", initialAdvertisePeerUrls);
        var clients = InitialCluster.urls("--listen-client-urls", listenClientUrls);
        return new StoreConfig(
                name,
                dataDir == null ? Path.of(name + ".etcd") : dataDir,
                new Endpoints(
                        clients,
                        advertiseClientUrls == null
                                ? clients
                                : InitialCluster.urls("--advertise-client-urls", advertiseClientUrls),
                        peers,
                        advertisedPeers),
                Bootstrap.founding(
                        initialCluster == null ? Map.of(name, advertisedPeers) : InitialCluster.parse(initialCluster),
                        token),
                Reconfiguration.DEFAULT,
                new Security(
                        tls("--cert-file", certFile, "--key-file", keyFile, trustedCaFile, clientCertAuth),
                        tls(
                                "--peer-cert-file",
                                peerCertFile,
                                "--peer-key-file",
                                peerKeyFile,
                                peerTrustedCaFile,
                                peerClientCertAuth),
                        TlsProtocols.DEFAULT),
                Authentication.DEFAULT,
                new Consensus(
                        Duration.ofMillis(heartbeatMillis),
                        Duration.ofMillis(electionMillis),
                        snapshotCount,
                        Consensus.DEFAULT.snapshotCatchupEntries(),
                        Consensus.DEFAULT.walSegmentBytes(),
                        null,
                        false),
                new Space(quota, diskReserve, mode(), retention()),
                new Limits(
                        maxTxnOps,
                        maxRequestBytes,
                        GoDuration.parse("--watch-progress-notify-interval", progressInterval)),
                Connections.DEFAULT,
                HttpSettings.DEFAULT);
    }

    private static @Nullable TlsFiles tls(
            String certFlag,
            @Nullable Path certificate,
            String keyFlag,
            @Nullable Path key,
            @Nullable Path authority,
            boolean clientCertAuth) {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new CommandFailure(certFlag + " and " + keyFlag + " go together: one of them is missing");
        }
        return new TlsFiles(certificate, key, authority, clientCertAuth);
    }

    private CompactionMode mode() {
        return switch (compactionMode) {
            case "periodic" -> CompactionMode.PERIODIC;
            case "revision" -> CompactionMode.REVISION;
            default ->
                throw new CommandFailure(
                        "--auto-compaction-mode=" + compactionMode + ": expected periodic or revision");
        };
    }

    /** A number alone means hours in periodic mode, revisions otherwise. */
    private long retention() {
        if (compactionRetention.matches("\\d{1,9}")) {
            long number = Long.parseLong(compactionRetention);
            return mode() == CompactionMode.PERIODIC ? Duration.ofHours(number).toSeconds() : number;
        }
        if (mode() == CompactionMode.REVISION) {
            throw new CommandFailure(
                    "--auto-compaction-retention=" + compactionRetention + ": expected a number of revisions");
        }
        return GoDuration.parse("--auto-compaction-retention", compactionRetention)
                .toSeconds();
    }
}
