package io.jukung.cli.store;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.StoreConnection;
import io.jukung.cli.registry.Registration;
import io.jukung.cli.srv.SrvLookup;
import io.jukung.store.Bootstrap;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreMember;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flags that have the first members of a cluster found, in place of {@code --initial-cluster}. */
public final class DiscoveryFlags {

    private static final Logger log = LoggerFactory.getLogger(DiscoveryFlags.class);

    private final FlagValues flags;

    private DiscoveryFlags(FlagValues flags) {
        this.flags = flags;
    }

    /**
     * Checks that they go together, as etcd 3.5 and 3.6 do.
     *
     * @throws CommandFailure naming those that do not
     */
    public static DiscoveryFlags of(FlagValues flags) {
        var chosen = Stream.<Flag<?>>of(
                        StoreFlags.INITIAL_CLUSTER, StoreFlags.DISCOVERY_ENDPOINTS, StoreFlags.DISCOVERY_SRV)
                .filter(flag -> !flags.text(flag).isEmpty())
                .map(flags::source)
                .toList();
        if (chosen.size() > 1) {
            throw new CommandFailure("multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
                    + " \"discovery\", \"discovery-endpoints\" or \"discovery-srv\": given are "
                    + String.join(" and ", chosen));
        }
        var discovery = new DiscoveryFlags(flags);
        if (discovery.byToken() == flags.get(StoreFlags.DISCOVERY_ENDPOINTS).isEmpty()) {
            throw new CommandFailure("both --discovery-token and --discovery-endpoints must be set");
        }
        if (!discovery.bySrv() && !flags.get(StoreFlags.DISCOVERY_SRV_NAME).isEmpty()) {
            throw new CommandFailure(flags.source(StoreFlags.DISCOVERY_SRV_NAME) + " needs --discovery-srv");
        }
        return discovery;
    }

    private boolean byToken() {
        return !flags.get(StoreFlags.DISCOVERY_TOKEN).isEmpty();
    }

    private boolean bySrv() {
        return !flags.get(StoreFlags.DISCOVERY_SRV).isEmpty();
    }

    /** What keeps the cluster apart from others: as in etcd, the token of its discovery if it has one. */
    String clusterToken() {
        return flags.get(byToken() ? StoreFlags.DISCOVERY_TOKEN : StoreFlags.INITIAL_CLUSTER_TOKEN);
    }

    /**
     * A configuration with the cluster that is found; the same if none is looked for, or the data directory is a member's
     * already. By a token it takes until all have registered.
     *
     * @throws CommandFailure with etcd's words if there is none for this member
     * @throws IllegalArgumentException if a discovered URL cannot be, or comes twice
     */
    public StoreConfig discover(StoreConfig config) throws InterruptedException {
        if (!byToken() && !bySrv()) {
            return config;
        }
        if (StoreMember.isThere(config.dataDir())) {
            log.info("discovery is ignored since cluster already initialized: {} is a member's", config.dataDir());
            return config;
        }
        var members = byToken() ? registered(config) : named(config);
        log.info("discovered the cluster {}", members);
        return config.inCluster(members);
    }

    private Map<String, List<URI>> named(StoreConfig config) {
        return SrvLookup.cluster(
                        config.name(),
                        config.endpoints().advertisePeer(),
                        flags.get(StoreFlags.DISCOVERY_SRV),
                        flags.get(StoreFlags.DISCOVERY_SRV_NAME))
                .members();
    }

    private Map<String, List<URI>> registered(StoreConfig config) throws InterruptedException {
        if (config.bootstrap().state() == Bootstrap.State.EXISTING) {
            throw new CommandFailure(flags.source(StoreFlags.DISCOVERY_TOKEN)
                    + ": discovery URL should not be set when joining existing initial cluster");
        }
        var token = flags.get(StoreFlags.DISCOVERY_TOKEN);
        var urls = config.endpoints().advertisePeer();
        var self = urls.stream().map(url -> config.name() + "=" + url).sorted().collect(Collectors.joining(","));
        try (var connection = StoreConnection.open(
                clientFlags(), flags.get(StoreFlags.DISCOVERY_USER), flags.get(StoreFlags.DISCOVERY_PASSWORD))) {
            return new Registration(
                            token,
                            StoreMember.founderId(urls, token),
                            self,
                            connection,
                            flags.get(StoreFlags.DISCOVERY_REQUEST_TIMEOUT))
                    .join();
        }
    }

    /** How a client of the registry's store is told the same. */
    private List<String> clientFlags() {
        var client = new ArrayList<String>();
        client.add("--endpoints=" + String.join(",", flags.get(StoreFlags.DISCOVERY_ENDPOINTS)));
        client.add("--dial-timeout=" + flags.text(StoreFlags.DISCOVERY_DIAL_TIMEOUT));
        // A login is part of connecting.
        client.add("--command-timeout=" + flags.text(StoreFlags.DISCOVERY_DIAL_TIMEOUT));
        client.add("--keepalive-time=" + flags.text(StoreFlags.DISCOVERY_KEEPALIVE_TIME));
        client.add("--keepalive-timeout=" + flags.text(StoreFlags.DISCOVERY_KEEPALIVE_TIMEOUT));
        client.add("--insecure-transport=" + flags.get(StoreFlags.DISCOVERY_INSECURE_TRANSPORT));
        client.add("--insecure-skip-tls-verify=" + flags.get(StoreFlags.DISCOVERY_INSECURE_SKIP_TLS_VERIFY));
        add(client, "cert", flags.get(StoreFlags.DISCOVERY_CERT));
        add(client, "key", flags.get(StoreFlags.DISCOVERY_KEY));
        add(client, "cacert", flags.get(StoreFlags.DISCOVERY_CACERT));
        return client;
    }

    private static void add(List<String> client, String name, Optional<Path> file) {
        file.ifPresent(path -> client.add("--" + name + "=" + path));
    }
}
