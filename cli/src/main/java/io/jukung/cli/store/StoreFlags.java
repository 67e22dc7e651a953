package io.jukung.cli.store;

import static io.jukung.cli.store.FlagType.COUNT;
import static io.jukung.cli.store.FlagType.DURATION;
import static io.jukung.cli.store.FlagType.FILE;
import static io.jukung.cli.store.FlagType.GATES;
import static io.jukung.cli.store.FlagType.MILLIS;
import static io.jukung.cli.store.FlagType.NAMES;
import static io.jukung.cli.store.FlagType.NUMBER;
import static io.jukung.cli.store.FlagType.SECONDS;
import static io.jukung.cli.store.FlagType.SIZE;
import static io.jukung.cli.store.FlagType.SWITCH;
import static io.jukung.cli.store.FlagType.TEXT;
import static io.jukung.cli.store.FlagType.URLS;
import static io.jukung.cli.store.FlagType.oneOf;
import static io.jukung.cli.store.Section.ACCEPTED;
import static io.jukung.cli.store.Section.AUTH;
import static io.jukung.cli.store.Section.CLUSTERING;
import static io.jukung.cli.store.Section.DISCOVERY;
import static io.jukung.cli.store.Section.HTTP;
import static io.jukung.cli.store.Section.LIMITS;
import static io.jukung.cli.store.Section.LOGGING;
import static io.jukung.cli.store.Section.MEMBER;
import static io.jukung.cli.store.Section.SECURITY;
import static io.jukung.cli.store.Section.SPACE;
import static io.jukung.cli.store.Section.UNSAFE;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All flags of {@code jukung store}: those of etcd 3.5 to 3.7 in every spelling, and a few of ours. One that is used is a
 * constant here and a line of {@link MemberConfig}; one that is not is a line here that says why.
 */
public final class StoreFlags {

    private static final List<Flag<?>> TABLE = new ArrayList<>();

    static final Flag<String> NAME = used("name", MEMBER, TEXT, "default", "This member's name.");
    static final Flag<Optional<Path>> DATA_DIR =
            used("data-dir", MEMBER, FILE, "", "Where the member keeps its data. Default: NAME.etcd.");
    static final Flag<Optional<Path>> WAL_DIR =
            used("wal-dir", MEMBER, FILE, "", "Where the log is kept, for a disk of its own. Default: in --data-dir.");
    static final Flag<List<URI>> LISTEN_CLIENT_URLS = used(
            "listen-client-urls", MEMBER, URLS, "http://localhost:2379", "Where clients are served, gRPC and HTTP.");
    static final Flag<List<URI>> ADVERTISE_CLIENT_URLS =
            used("advertise-client-urls", MEMBER, URLS, "", "What clients are told. Default: --listen-client-urls.");
    static final Flag<List<URI>> LISTEN_PEER_URLS =
            used("listen-peer-urls", MEMBER, URLS, "http://localhost:2380", "Where other members are answered.");
    static final Flag<List<URI>> ADVERTISE_PEER_URLS = used(
            "initial-advertise-peer-urls",
            MEMBER,
            URLS,
            "",
            "How other members reach this one. Default: --listen-peer-urls.");
    static final Flag<Duration> HEARTBEAT_INTERVAL =
            used("heartbeat-interval", MEMBER, MILLIS, "100", "How often the leader is heard.");
    static final Flag<Duration> ELECTION_TIMEOUT =
            used("election-timeout", MEMBER, MILLIS, "1000", "Without a word from the leader, a new one is elected.");
    static final Flag<Duration> DISK_STALL_THRESHOLD = used(
            "disk-stall-threshold",
            MEMBER,
            DURATION,
            "0s",
            "A member whose log's disk takes longer over one write does not lead; 0: --election-timeout; not a flag of"
                    + " etcd.");
    static final Flag<Long> SNAPSHOT_COUNT =
            used("snapshot-count", MEMBER, COUNT, "10000", "Log entries applied between two snapshots.");
    static final Flag<Long> SNAPSHOT_CATCHUP_ENTRIES = experimental(
            "snapshot-catchup-entries", MEMBER, COUNT, "5000", "Log entries kept for members that lag a little.");
    static final Flag<Long> WAL_SEGMENT_BYTES = used(
            "wal-segment-bytes",
            MEMBER,
            COUNT,
            "16777216",
            "Size of a file of the log, 16 KiB to 1 GiB; what no snapshot or lagging member needs is deleted by whole"
                    + " files; not a flag of etcd.");
    static final Flag<Optional<Path>> CONFIG_FILE = used(
            "config-file", MEMBER, FILE, "", "YAML with flags as keys; other flags and the environment are ignored.");

    static final Flag<String> INITIAL_CLUSTER =
            used("initial-cluster", CLUSTERING, TEXT, "", "All members as NAME=URL,…. Default: this one alone.");
    static final Flag<String> INITIAL_CLUSTER_STATE = used(
            "initial-cluster-state",
            CLUSTERING,
            oneOf("new", "existing"),
            "new",
            "Whether that cluster is founded now or exists; without meaning once there is data.");
    static final Flag<String> INITIAL_CLUSTER_TOKEN =
            used("initial-cluster-token", CLUSTERING, TEXT, "etcd-cluster", "Keeps clusters of the same names apart.");
    static final Flag<String> DISCOVERY_SRV = used(
            "discovery-srv",
            CLUSTERING,
            TEXT,
            "",
            "In place of --initial-cluster: the domain whose SRV records name the members.");
    static final Flag<String> DISCOVERY_SRV_NAME = used(
            "discovery-srv-name", CLUSTERING, TEXT, "", "Follows the service's name in these records after a dash.");
    static final Flag<Boolean> STRICT_RECONFIG_CHECK = used(
            "strict-reconfig-check",
            CLUSTERING,
            SWITCH,
            "true",
            "Refuse changes of members that would lose the quorum.");
    static final Flag<Long> MAX_LEARNERS =
            experimental("max-learners", CLUSTERING, COUNT, "1", "How many members may be learners.");

    static final Flag<String> DISCOVERY_TOKEN = experimental(
            "discovery-token",
            DISCOVERY,
            TEXT,
            "",
            "In place of --initial-cluster: the cluster's name in the store of --discovery-endpoints, where the members"
                    + " register.");
    static final Flag<List<String>> DISCOVERY_ENDPOINTS =
            experimental("discovery-endpoints", DISCOVERY, NAMES, "", "Client addresses of that store.");
    static final Flag<Duration> DISCOVERY_DIAL_TIMEOUT =
            experimental("discovery-dial-timeout", DISCOVERY, DURATION, "2s", "How long connecting to it may take.");
    static final Flag<Duration> DISCOVERY_REQUEST_TIMEOUT = experimental(
            "discovery-request-timeout", DISCOVERY, DURATION, "5s", "How long one request to it may take.");
    static final Flag<Duration> DISCOVERY_KEEPALIVE_TIME = experimental(
            "discovery-keepalive-time",
            DISCOVERY,
            DURATION,
            "2s",
            "How often a silent connection is probed; at least 10s is taken.");
    static final Flag<Duration> DISCOVERY_KEEPALIVE_TIMEOUT = experimental(
            "discovery-keepalive-timeout", DISCOVERY, DURATION, "6s", "How long a probe may stay without answer.");
    static final Flag<Boolean> DISCOVERY_INSECURE_TRANSPORT = experimental(
            "discovery-insecure-transport",
            DISCOVERY,
            SWITCH,
            "true",
            "false: TLS for addresses without https:// too.");
    static final Flag<Boolean> DISCOVERY_INSECURE_SKIP_TLS_VERIFY = experimental(
            "discovery-insecure-skip-tls-verify",
            DISCOVERY,
            SWITCH,
            "false",
            "Do not check that store's certificate: for tests only.");
    static final Flag<Optional<Path>> DISCOVERY_CERT =
            experimental("discovery-cert", DISCOVERY, FILE, "", "Certificate shown to it.");
    static final Flag<Optional<Path>> DISCOVERY_KEY =
            experimental("discovery-key", DISCOVERY, FILE, "", "Its private key.");
    static final Flag<Optional<Path>> DISCOVERY_CACERT =
            experimental("discovery-cacert", DISCOVERY, FILE, "", "CA certificates that its own is checked with.");
    static final Flag<String> DISCOVERY_USER =
            experimental("discovery-user", DISCOVERY, TEXT, "", "User of that store.");
    static final Flag<String> DISCOVERY_PASSWORD = experimental(
            "discovery-password",
            DISCOVERY,
            TEXT,
            "",
            "The user's password; others on this machine see it: prefer ETCD_DISCOVERY_PASSWORD.");

    static final Flag<Optional<Path>> CERT_FILE =
            used("cert-file", SECURITY, FILE, "", "Certificate shown to clients.");
    static final Flag<Optional<Path>> KEY_FILE = used("key-file", SECURITY, FILE, "", "Its private key.");
    static final Flag<Optional<Path>> TRUSTED_CA_FILE = used(
            "trusted-ca-file",
            SECURITY,
            FILE,
            "",
            "CA of clients' certificates; where it is given, clients must show one.");
    static final Flag<Boolean> CLIENT_CERT_AUTH = used(
            "client-cert-auth", SECURITY, SWITCH, "false", "Clients must show a certificate; its name is the user.");
    static final Flag<Optional<Path>> CLIENT_CRL_FILE =
            used("client-crl-file", SECURITY, FILE, "", "Clients' certificates that are revoked.");
    static final Flag<List<String>> CLIENT_CERT_ALLOWED_HOSTNAME = used(
            "client-cert-allowed-hostname", SECURITY, NAMES, "", "Clients' certificates must be for one of these.");
    static final Flag<Boolean> AUTO_TLS =
            used("auto-tls", SECURITY, SWITCH, "false", "Serve clients with a certificate made here.");
    static final Flag<Optional<Path>> PEER_CERT_FILE =
            used("peer-cert-file", SECURITY, FILE, "", "Certificate shown to other members.");
    static final Flag<Optional<Path>> PEER_KEY_FILE = used("peer-key-file", SECURITY, FILE, "", "Its private key.");
    static final Flag<Optional<Path>> PEER_CLIENT_CERT_FILE = experimental(
            "peer-client-cert-file",
            SECURITY,
            FILE,
            "",
            "Certificate shown where this member connects. Default: --peer-cert-file.");
    static final Flag<Optional<Path>> PEER_CLIENT_KEY_FILE =
            experimental("peer-client-key-file", SECURITY, FILE, "", "Its private key.");
    static final Flag<Optional<Path>> PEER_TRUSTED_CA_FILE =
            used("peer-trusted-ca-file", SECURITY, FILE, "", "CA of members' certificates.");
    static final Flag<Boolean> PEER_CLIENT_CERT_AUTH =
            used("peer-client-cert-auth", SECURITY, SWITCH, "false", "Other members must show a certificate.");
    static final Flag<Optional<Path>> PEER_CRL_FILE =
            used("peer-crl-file", SECURITY, FILE, "", "Members' certificates that are revoked.");
    static final Flag<List<String>> PEER_CERT_ALLOWED_CN = used(
            "peer-cert-allowed-cn", SECURITY, NAMES, "", "Members' certificates must have one of these common names.");
    static final Flag<List<String>> PEER_CERT_ALLOWED_HOSTNAME =
            used("peer-cert-allowed-hostname", SECURITY, NAMES, "", "Members' certificates must be for one of these.");
    static final Flag<Boolean> PEER_SKIP_SAN = experimental(
            "peer-skip-client-san-verification",
            SECURITY,
            SWITCH,
            "false",
            "Do not compare a member's address with those in its certificate.");
    static final Flag<Boolean> PEER_AUTO_TLS = used(
            "peer-auto-tls",
            SECURITY,
            SWITCH,
            "false",
            "Encrypt between members with certificates made by themselves.");
    static final Flag<Long> SELF_SIGNED_YEARS =
            used("self-signed-cert-validity", SECURITY, COUNT, "1", "Years that certificates made here are valid.");
    static final Flag<List<String>> CIPHER_SUITES = used(
            "cipher-suites", SECURITY, NAMES, "", "Cipher suites of TLS 1.2, the preferred first. Default: the JDK's.");
    static final Flag<String> TLS_MIN_VERSION =
            used("tls-min-version", SECURITY, oneOf("TLS1.2", "TLS1.3"), "TLS1.2", "The lowest version spoken.");
    static final Flag<String> TLS_MAX_VERSION = used(
            "tls-max-version",
            SECURITY,
            oneOf("", "TLS1.2", "TLS1.3"),
            "",
            "The highest. Default: the highest there is.");

    static final Flag<String> AUTH_TOKEN =
            used("auth-token", AUTH, TEXT, "simple", "Provider of tokens and its options: simple, or jwt,….");
    static final Flag<Duration> AUTH_TOKEN_TTL =
            used("auth-token-ttl", AUTH, SECONDS, "300", "How long a simple token lives after its last use.");
    static final Flag<Long> BCRYPT_COST = used("bcrypt-cost", AUTH, COUNT, "10", "Cost of password hashes, 4 to 31.");

    static final Flag<Long> QUOTA_BACKEND_BYTES = used(
            "quota-backend-bytes",
            SPACE,
            SIZE,
            "0",
            "Size of the data above which writes are refused; 0 or less: no limit but the disk.");
    static final Flag<Long> DISK_RESERVE_BYTES = used(
            "disk-reserve-bytes",
            SPACE,
            COUNT,
            "1073741824",
            "Free space of the data directory's file system, at most half of it, below which writes are refused while"
                    + " reads and deletes go on; 0 lets it fill; not a flag of etcd.");
    static final Flag<String> AUTO_COMPACTION_MODE =
            used("auto-compaction-mode", SPACE, oneOf("periodic", "revision"), "periodic", "What retention counts.");
    static final Flag<String> AUTO_COMPACTION_RETENTION = used(
            "auto-compaction-retention",
            SPACE,
            TEXT,
            "24h",
            "History that is kept: hours, a duration, or revisions; 0: all. By revisions none is dropped by default.");

    static final Flag<Long> MAX_TXN_OPS = used("max-txn-ops", LIMITS, COUNT, "128", "Operations of one transaction.");
    static final Flag<Long> MAX_REQUEST_BYTES =
            used("max-request-bytes", LIMITS, COUNT, "1572864", "Size of a write, up to 32 MiB.");
    static final Flag<Long> MAX_CONCURRENT_STREAMS =
            used("max-concurrent-streams", LIMITS, COUNT, "65536", "Calls at a time on one connection.");
    static final Flag<Long> MAX_CLIENT_CONNECTIONS =
            used("max-client-connections", LIMITS, COUNT, "10000", "Connections of clients; not a flag of etcd.");
    static final Flag<Duration> KEEPALIVE_MIN_TIME =
            used("grpc-keepalive-min-time", LIMITS, DURATION, "5s", "Clients that ping more often are sent away.");
    static final Flag<Duration> KEEPALIVE_INTERVAL =
            used("grpc-keepalive-interval", LIMITS, DURATION, "2h", "Silence before a client is pinged; 0: never.");
    static final Flag<Duration> KEEPALIVE_TIMEOUT =
            used("grpc-keepalive-timeout", LIMITS, DURATION, "20s", "How long a client may take to answer that.");
    static final Flag<Duration> WATCH_PROGRESS_INTERVAL = experimental(
            "watch-progress-notify-interval",
            LIMITS,
            DURATION,
            "10m",
            "Between progress notifications of watchers that asked for them.");
    static final Flag<Boolean> REUSE_PORT =
            used("socket-reuse-port", LIMITS, SWITCH, "false", "Let other processes listen on the same ports.");

    static final Flag<List<URI>> LISTEN_CLIENT_HTTP_URLS =
            used("listen-client-http-urls", HTTP, URLS, "", "Serve HTTP here instead of on --listen-client-urls.");
    static final Flag<List<URI>> LISTEN_METRICS_URLS =
            used("listen-metrics-urls", HTTP, URLS, "", "Serve /metrics and the health endpoints here too.");
    static final Flag<String> METRICS =
            used("metrics", HTTP, oneOf("basic", "extensive"), "basic", "extensive: histograms of calls too.");
    static final Flag<Boolean> ENABLE_GRPC_GATEWAY =
            used("enable-grpc-gateway", HTTP, SWITCH, "true", "Answer JSON under /v3/.");
    static final Flag<Boolean> ENABLE_PPROF =
            used("enable-pprof", HTTP, SWITCH, "false", "Answer profiling requests under /debug/pprof/.");
    static final Flag<List<String>> CORS =
            used("cors", HTTP, NAMES, "*", "Origins that may ask from a browser; * for all.");
    static final Flag<List<String>> HOST_WHITELIST =
            used("host-whitelist", HTTP, NAMES, "*", "Names plaintext HTTP may ask for; * for all.");

    static final Flag<String> LOG_LEVEL = used(
            "log-level",
            LOGGING,
            oneOf("debug", "info", "warn", "error", "dpanic", "panic", "fatal"),
            "info",
            "The least that is logged; what is above error counts as error.");
    static final Flag<String> LOG_FORMAT =
            used("log-format", LOGGING, oneOf("json", "console"), "json", "One JSON object a line, or text.");
    static final Flag<List<String>> LOG_OUTPUTS =
            used("log-outputs", LOGGING, NAMES, "default", "stderr, stdout, systemd/journal or files.");
    static final Flag<Duration> WARNING_APPLY_DURATION = experimental(
            "warning-apply-duration",
            LOGGING,
            DURATION,
            "100ms",
            "What takes longer to be applied or read is named in the log.");
    static final Flag<Duration> WARNING_UNARY_DURATION = experimental(
            "warning-unary-request-duration",
            LOGGING,
            DURATION,
            "300ms",
            "So is a request that takes longer as a whole.");
    static final Flag<Boolean> ENABLE_LOG_ROTATION =
            used("enable-log-rotation", LOGGING, SWITCH, "false", "Rotate the one file of --log-outputs.");
    static final Flag<String> LOG_ROTATION = used(
            "log-rotation-config-json",
            LOGGING,
            TEXT,
            "{\"maxsize\":100,\"maxage\":0,\"maxbackups\":0,\"localtime\":false,\"compress\":false}",
            "How: MB of a file, days and number of old ones (0: 1000), local time in their names, gzip.");

    static final Flag<Boolean> TRACING = experimental(
            "enable-distributed-tracing",
            LOGGING,
            SWITCH,
            "false",
            "Tell a collector of OpenTelemetry of clients' calls.");
    static final Flag<String> TRACING_ADDRESS = experimental(
            "distributed-tracing-address",
            LOGGING,
            TEXT,
            "localhost:4317",
            "Where it takes OTLP over gRPC, without TLS.");
    static final Flag<String> TRACING_SERVICE_NAME = experimental(
            "distributed-tracing-service-name", LOGGING, TEXT, "etcd", "What this is to it, the same for all members.");
    static final Flag<String> TRACING_INSTANCE_ID = experimental(
            "distributed-tracing-instance-id", LOGGING, TEXT, "", "Which member this is to it. Default: none.");
    static final Flag<Long> TRACING_SAMPLING_RATE = experimental(
            "distributed-tracing-sampling-rate",
            LOGGING,
            NUMBER,
            "0",
            "Of a million calls without a parent how many are told; of those with one their parent decides.");

    static final Flag<Boolean> FORCE_NEW_CLUSTER =
            used("force-new-cluster", UNSAFE, SWITCH, "false", "Start from this member's data as the only member.");
    static final Flag<Boolean> UNSAFE_NO_FSYNC =
            used("unsafe-no-fsync", UNSAFE, SWITCH, "false", "Acknowledge what may not be on disk: it can be lost.");
    static final Flag<Duration> CORRUPT_CHECK_TIME = experimental(
            "corrupt-check-time",
            MEMBER,
            DURATION,
            "10m",
            "How often members compare all of their data; 0s: only what they have applied, which they always do.");
    static final Flag<Boolean> INITIAL_CORRUPT_CHECK = experimental(
            "initial-corrupt-check",
            MEMBER,
            SWITCH,
            "false",
            "Have all data compared as soon as this member has started.");
    static final Flag<Map<String, Boolean>> FEATURE_GATES = used(
            "feature-gates",
            UNSAFE,
            GATES,
            "",
            "etcd's gates: what they turn on is always on here, or does not exist.");

    static {
        var disk = "storage here has no such step: nothing is mapped, batched or defragmented as in etcd's";
        ignored("backend-batch-interval", DURATION, "0s", disk);
        ignored("backend-batch-limit", COUNT, "0", disk);
        ignored("backend-bbolt-freelist-type", TEXT, "map", disk);
        ignored("memory-mlock", SWITCH, "false", disk);
        ignored("bootstrap-defrag-threshold-megabytes", COUNT, "0", disk);
        ignored("stop-grpc-service-on-defrag", SWITCH, "false", disk);
        ignored("txn-mode-write-with-shared-buffer", SWITCH, "true", disk);
        ignored("max-snapshots", COUNT, "5", "one snapshot is kept, the newest");
        ignored("max-wals", COUNT, "5", "the log is cut behind each snapshot");
        var compaction = "history is dropped in small steps of its own pace";
        ignored("compaction-batch-limit", COUNT, "1000", compaction);
        ignored("compaction-sleep-interval", DURATION, "10ms", compaction);
        var elections = "a member asks whether it could win before it stands, and the first election starts early";
        ignored("pre-vote", SWITCH, "true", elections);
        ignored("initial-election-tick-advance", SWITCH, "true", elections);
        var peers = "a peer connection that is silent for three seconds is given up";
        ignored("raft-read-timeout", DURATION, "5s", peers);
        ignored("raft-write-timeout", DURATION, "5s", peers);
        var checks = "members compare what they have applied all the time, and all of it every --corrupt-check-time";
        ignored("compact-hash-check-enabled", SWITCH, "false", checks);
        ignored("compact-hash-check-time", DURATION, "1m", checks);
        var leases = "leases live in the replicated state; a new leader gives each its whole time again";
        ignored("enable-lease-checkpoint", SWITCH, "false", leases);
        ignored("enable-lease-checkpoint-persist", SWITCH, "false", leases);
        ignored("downgrade-check-time", DURATION, "5s", "the leader asks twice a second");
        ignored("socket-reuse-address", SWITCH, "false", "it is always on");
        ignored("logger", TEXT, "zap", "there is one logger; see --log-format");
        var loopback = "the gateway calls the store without a connection";
        ignored("client-cert-file", FILE, "", loopback);
        ignored("client-key-file", FILE, "", loopback);

        var second = "version 2 of the API is gone";
        refused(
                "discovery",
                TEXT,
                "",
                "discovery by URL went with version 2 of the API: use --discovery-token with --discovery-endpoints,"
                        + " --discovery-srv, or --initial-cluster");
        ignored("discovery-fallback", TEXT, "proxy", second);
        ignored("discovery-proxy", TEXT, "", second);
        ignored("enable-v2", SWITCH, "false", second);
        ignored("enable-v2v3", TEXT, "", second);
        ignored("v2-deprecation", TEXT, "not-yet", second);
        refused("proxy", oneOf("off", "readonly", "on"), "off", "a store member is no proxy");
        ignored("proxy-failure-wait", COUNT, "5000", second);
        ignored("proxy-refresh-interval", COUNT, "30000", second);
        ignored("proxy-dial-timeout", COUNT, "1000", second);
        ignored("proxy-write-timeout", COUNT, "5000", second);
        ignored("proxy-read-timeout", COUNT, "0", second);
    }

    private static final List<Flag<?>> ALL = List.copyOf(TABLE);
    private static final Map<String, Flag<?>> BY_SPELLING = bySpelling();

    private StoreFlags() {}

    /** All, in the order of the table. */
    static List<Flag<?>> all() {
        return ALL;
    }

    /** A flag by any of its spellings, without dashes. */
    static Optional<Flag<?>> find(String spelling) {
        return Optional.ofNullable(BY_SPELLING.get(spelling));
    }

    /** A flag by its first spelling. */
    static Flag<?> named(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no flag " + name));
    }

    private static Map<String, Flag<?>> bySpelling() {
        var all = new HashMap<String, Flag<?>>();
        for (var flag : ALL) {
            flag.spellings().forEach(spelling -> all.put(spelling, flag));
        }
        return all;
    }

    private static <T> Flag<T> used(
            String name, Section section, FlagType<T> type, String initial, String description) {
        return add(new Flag<>(name, List.of(), section, type, initial, description, new Treatment.Used()));
    }

    /** With the spelling of etcd 3.5. */
    private static <T> Flag<T> experimental(
            String name, Section section, FlagType<T> type, String initial, String description) {
        return add(new Flag<>(
                name, List.of("experimental-" + name), section, type, initial, description, new Treatment.Used()));
    }

    private static void ignored(String name, FlagType<?> type, String initial, String why) {
        add(accepted(name, type, initial, new Treatment.Ignored(why)));
    }

    private static void refused(String name, FlagType<?> type, String initial, String why) {
        add(accepted(name, type, initial, new Treatment.Refused(why)));
    }

    private static <T> Flag<T> accepted(String name, FlagType<T> type, String initial, Treatment treatment) {
        return new Flag<>(name, List.of("experimental-" + name), ACCEPTED, type, initial, treatment.why(), treatment);
    }

    private static <T> Flag<T> add(Flag<T> flag) {
        TABLE.add(flag);
        return flag;
    }
}
