package io.jukung.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a member runs. The parts' fields are etcd's flags; a value out of its range is refused with the flag's name.
 *
 * @param name this member's, a key of the initial cluster
 * @param dataDir all the member keeps
 */
public record StoreConfig(
        String name,
        Path dataDir,
        Endpoints endpoints,
        Bootstrap bootstrap,
        Security security,
        Consensus consensus,
        Space space,
        Limits limits) {

    public StoreConfig {
        require(!name.isEmpty(), "name: must not be empty");
        var own = bootstrap.initialCluster().getOrDefault(name, List.of());
        require(
                !own.isEmpty(),
                "initial-cluster: has no member named " + name + ", only "
                        + bootstrap.initialCluster().keySet().stream().sorted().toList());
        require(
                Set.copyOf(own).equals(Set.copyOf(endpoints.advertisePeer())),
                "initial-advertise-peer-urls: " + endpoints.advertisePeer() + " are not those of " + name
                        + " in initial-cluster: " + own);
        require(
                !Endpoints.usesTls(endpoints.listenClient()) || security.client() != null,
                "listen-client-urls: https needs cert-file and key-file");
        require(
                !Endpoints.usesTls(endpoints.listenPeer()) || security.peer() != null,
                "listen-peer-urls: https needs peer-cert-file and peer-key-file");
    }

    /**
     * A member with etcd's defaults.
     *
     * @param clientUrl where to listen for clients, and what they are told
     * @param initialCluster peer URLs by member name; the member's own are where it listens for peers
     */
    public static StoreConfig of(String name, Path dataDir, URI clientUrl, Map<String, List<URI>> initialCluster) {
        return of(name, dataDir, clientUrl, initialCluster, null, null);
    }

    /** The same with the files that {@code https} URLs need. */
    public static StoreConfig of(
            String name,
            Path dataDir,
            URI clientUrl,
            Map<String, List<URI>> initialCluster,
            @Nullable TlsFiles clientTls,
            @Nullable TlsFiles peerTls) {
        var own = initialCluster.getOrDefault(name, List.of());
        return new StoreConfig(
                name,
                dataDir,
                new Endpoints(List.of(clientUrl), List.of(clientUrl), own, own),
                new Bootstrap(initialCluster, "etcd-cluster"),
                new Security(clientTls, peerTls),
                Consensus.DEFAULT,
                Space.DEFAULT,
                Limits.DEFAULT);
    }

    public StoreConfig with(Consensus changed) {
        return new StoreConfig(name, dataDir, endpoints, bootstrap, security, changed, space, limits);
    }

    public StoreConfig with(Space changed) {
        return new StoreConfig(name, dataDir, endpoints, bootstrap, security, consensus, changed, limits);
    }

    public StoreConfig with(Limits changed) {
        return new StoreConfig(name, dataDir, endpoints, bootstrap, security, consensus, space, changed);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
