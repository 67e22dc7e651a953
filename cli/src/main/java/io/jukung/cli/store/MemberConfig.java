package io.jukung.cli.store;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.InitialCluster;
import io.jukung.store.Authentication;
import io.jukung.store.Bootstrap;
import io.jukung.store.ClientMemory;
import io.jukung.store.Connections;
import io.jukung.store.Consensus;
import io.jukung.store.Endpoints;
import io.jukung.store.HttpSettings;
import io.jukung.store.Integrity;
import io.jukung.store.Limits;
import io.jukung.store.Reconfiguration;
import io.jukung.store.Release;
import io.jukung.store.Slowness;
import io.jukung.store.Space;
import io.jukung.store.Space.CompactionMode;
import io.jukung.store.StoreConfig;
import io.jukung.store.Tracing;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The flags as the store's configuration. */
public final class MemberConfig {

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");
    private static final Set<String> GATES = Set.of(
            "AllAlpha",
            "AllBeta",
            "StopGRPCServiceOnDefrag",
            "TxnModeWriteWithSharedBuffer",
            "InitialCorruptCheck",
            "CompactHashCheck",
            "LeaseCheckpoint",
            "LeaseCheckpointPersist",
            "SetMemberLocalAddr",
            "FastLeaseKeepAlive",
            "PriorityRequest");

    private final FlagValues flags;

    private MemberConfig(FlagValues flags) {
        this.flags = flags;
    }

    /**
     * Reads all flags; makes the certificates of {@code auto-tls} if they are not there. Where the cluster is to be
     * discovered, it has only this member yet: {@link DiscoveryFlags#discover}.
     *
     * @param remarks gets what the user should know
     * @throws FlagException naming a flag with a wrong value
     * @throws CommandFailure naming flags that do not go together
     * @throws IllegalArgumentException from the configuration, naming a value out of its range
     */
    public static StoreConfig of(FlagValues flags, Instant now, List<String> remarks) {
        return new MemberConfig(flags).config(now, remarks);
    }

    private StoreConfig config(Instant now, List<String> remarks) {
        flags.get(StoreFlags.FEATURE_GATES).keySet().stream()
                .filter(gate -> !GATES.contains(gate))
                .findFirst()
                .ifPresent(gate -> {
                    throw new FlagException(
                            flags.source(StoreFlags.FEATURE_GATES) + ": unrecognized feature gate: " + gate);
                });
        var name = flags.get(StoreFlags.NAME);
        var dataDir = flags.get(StoreFlags.DATA_DIR).orElseGet(() -> directoryOf(name));
        var endpoints = endpoints();
        var security = new TlsFlags(flags, dataDir, endpoints, now).security(remarks);
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap(name, endpoints.advertisePeer(), DiscoveryFlags.of(flags)),
                new Reconfiguration(flags.get(StoreFlags.STRICT_RECONFIG_CHECK), number(StoreFlags.MAX_LEARNERS)),
                security,
                new Authentication(
                        flags.get(StoreFlags.AUTH_TOKEN),
                        flags.get(StoreFlags.AUTH_TOKEN_TTL),
                        number(StoreFlags.BCRYPT_COST)),
                new Consensus(
                        flags.get(StoreFlags.HEARTBEAT_INTERVAL),
                        flags.get(StoreFlags.ELECTION_TIMEOUT),
                        flags.get(StoreFlags.SNAPSHOT_COUNT),
                        flags.get(StoreFlags.SNAPSHOT_CATCHUP_ENTRIES),
                        flags.get(StoreFlags.WAL_SEGMENT_BYTES),
                        flags.get(StoreFlags.WAL_DIR).orElse(null),
                        flags.get(StoreFlags.UNSAFE_NO_FSYNC)),
                new Space(
                        Math.max(0, flags.get(StoreFlags.QUOTA_BACKEND_BYTES)),
                        flags.get(StoreFlags.DISK_RESERVE_BYTES),
                        compactionMode(),
                        retention()),
                new Limits(
                        number(StoreFlags.MAX_TXN_OPS),
                        number(StoreFlags.MAX_REQUEST_BYTES),
                        flags.get(StoreFlags.WATCH_PROGRESS_INTERVAL)),
                new Connections(
                        number(StoreFlags.MAX_CLIENT_CONNECTIONS),
                        number(StoreFlags.MAX_CONCURRENT_STREAMS),
                        flags.get(StoreFlags.KEEPALIVE_MIN_TIME),
                        flags.get(StoreFlags.KEEPALIVE_INTERVAL),
                        flags.get(StoreFlags.KEEPALIVE_TIMEOUT),
                        flags.get(StoreFlags.REUSE_PORT)),
                ClientMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                http(),
                Release.THIS,
                new Integrity(flags.get(StoreFlags.CORRUPT_CHECK_TIME), checksAtStart()),
                new Slowness(
                        flags.get(StoreFlags.WARNING_APPLY_DURATION),
                        flags.get(StoreFlags.WARNING_UNARY_DURATION),
                        flags.get(StoreFlags.DISK_STALL_THRESHOLD)),
                new Tracing(
                        flags.get(StoreFlags.TRACING),
                        flags.get(StoreFlags.TRACING_ADDRESS),
                        flags.get(StoreFlags.TRACING_SERVICE_NAME),
                        flags.get(StoreFlags.TRACING_INSTANCE_ID),
                        flags.get(StoreFlags.TRACING_SAMPLING_RATE)));
    }

    private boolean checksAtStart() {
        return flags.get(StoreFlags.INITIAL_CORRUPT_CHECK)
                || flags.get(StoreFlags.FEATURE_GATES).getOrDefault("InitialCorruptCheck", false);
    }

    private Path directoryOf(String name) {
        try {
            return Path.of(name + ".etcd");
        } catch (InvalidPathException e) {
            throw new FlagException(flags.source(StoreFlags.NAME) + "=" + name
                    + ": no directory can be called so here; expected another name, or --data-dir");
        }
    }

    /** etcd's "as many as can be" is more than Java's. */
    private int number(Flag<Long> flag) {
        return (int) Math.min(flags.get(flag), Integer.MAX_VALUE);
    }

    private Endpoints endpoints() {
        var clients = flags.get(StoreFlags.LISTEN_CLIENT_URLS);
        var peers = flags.get(StoreFlags.LISTEN_PEER_URLS);
        return new Endpoints(
                clients,
                advertised(StoreFlags.ADVERTISE_CLIENT_URLS, StoreFlags.LISTEN_CLIENT_URLS, clients),
                peers,
                advertised(StoreFlags.ADVERTISE_PEER_URLS, StoreFlags.LISTEN_PEER_URLS, peers));
    }

    private List<URI> advertised(Flag<List<URI>> flag, Flag<List<URI>> listenFlag, List<URI> listen) {
        var given = flags.get(flag);
        if (!given.isEmpty()) {
            return given;
        }
        if (listen.stream().anyMatch(url -> WILDCARDS.contains(String.valueOf(url.getHost())))) {
            throw new CommandFailure("--" + flag.name() + " is required when " + flags.source(listenFlag)
                    + " is all addresses: nobody can be told to connect to " + flags.text(listenFlag));
        }
        return listen;
    }

    private Bootstrap bootstrap(String name, List<URI> advertised, DiscoveryFlags discovery) {
        var cluster = flags.get(StoreFlags.INITIAL_CLUSTER);
        return new Bootstrap(
                cluster.isEmpty() ? Map.of(name, advertised) : InitialCluster.parse(cluster),
                discovery.clusterToken(),
                switch (flags.get(StoreFlags.INITIAL_CLUSTER_STATE)) {
                    case "existing" -> Bootstrap.State.EXISTING;
                    default -> Bootstrap.State.NEW;
                },
                flags.get(StoreFlags.FORCE_NEW_CLUSTER));
    }

    private CompactionMode compactionMode() {
        return flags.get(StoreFlags.AUTO_COMPACTION_MODE).equals("revision")
                ? CompactionMode.REVISION
                : CompactionMode.PERIODIC;
    }

    private long retention() {
        boolean given = flags.has(StoreFlags.AUTO_COMPACTION_RETENTION);
        if (!given && compactionMode() == CompactionMode.REVISION) {
            return 0;
        }
        try {
            return Retention.parse(compactionMode(), flags.get(StoreFlags.AUTO_COMPACTION_RETENTION));
        } catch (IllegalArgumentException e) {
            throw new FlagException(flags.source(StoreFlags.AUTO_COMPACTION_RETENTION) + "="
                    + flags.get(StoreFlags.AUTO_COMPACTION_RETENTION) + ": " + e.getMessage());
        }
    }

    private HttpSettings http() {
        return new HttpSettings(
                flags.get(StoreFlags.LISTEN_CLIENT_HTTP_URLS),
                flags.get(StoreFlags.LISTEN_METRICS_URLS),
                flags.get(StoreFlags.ENABLE_GRPC_GATEWAY),
                flags.get(StoreFlags.ENABLE_PPROF),
                flags.get(StoreFlags.METRICS).equals("extensive"),
                everybodyIfEmpty(flags.get(StoreFlags.CORS)),
                everybodyIfEmpty(flags.get(StoreFlags.HOST_WHITELIST)));
    }

    private static Set<String> everybodyIfEmpty(List<String> names) {
        return names.isEmpty() ? Set.of("*") : Set.copyOf(names);
    }
}
