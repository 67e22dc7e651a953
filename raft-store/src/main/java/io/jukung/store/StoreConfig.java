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
        Reconfiguration reconfiguration,
        Security security,
        Authentication authentication,
        Consensus consensus,
        Space space,
        Limits limits,
        Connections connections,
        HttpSettings http) {

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
        require(
                !Endpoints.usesTls(http.listenMetrics()) || security.client() != null,
                "listen-metrics-urls: https needs cert-file and key-file");
        require(
                !Endpoints.usesTls(http.listenClientHttp()) || security.client() != null,
                "listen-client-http-urls: https needs cert-file and key-file");
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
                Bootstrap.founding(initialCluster, "etcd-cluster"),
                Reconfiguration.DEFAULT,
                new Security(clientTls, peerTls, TlsProtocols.DEFAULT),
                Authentication.DEFAULT,
                Consensus.DEFAULT,
                Space.DEFAULT,
                Limits.DEFAULT,
                Connections.DEFAULT,
                HttpSettings.DEFAULT);
    }

    public StoreConfig with(Bootstrap changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                changed,
                reconfiguration,
                security,
                authentication,
                consensus,
                space,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Reconfiguration changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                changed,
                security,
                authentication,
                consensus,
                space,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Security changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                changed,
                authentication,
                consensus,
                space,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Authentication changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                changed,
                consensus,
                space,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Consensus changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                authentication,
                changed,
                space,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Space changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                authentication,
                consensus,
                changed,
                limits,
                connections,
                http);
    }

    public StoreConfig with(Limits changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                authentication,
                consensus,
                space,
                changed,
                connections,
                http);
    }

    public StoreConfig with(Connections changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                authentication,
                consensus,
                space,
                limits,
                changed,
                http);
    }

    public StoreConfig with(HttpSettings changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                bootstrap,
                reconfiguration,
                security,
                authentication,
                consensus,
                space,
                limits,
                connections,
                changed);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
