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
 * @param release what the member is to the others: {@link Release#THIS}, but in tests of mixed clusters
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
        ClientMemory clientMemory,
        HttpSettings http,
        Release release,
        Integrity integrity,
        Slowness slowness,
        Tracing tracing) {

    /** What can be changed by itself. */
    public sealed interface Part
            permits Bootstrap,
                    Reconfiguration,
                    Security,
                    Authentication,
                    Consensus,
                    Space,
                    Limits,
                    Connections,
                    ClientMemory,
                    HttpSettings,
                    Release,
                    Integrity,
                    Slowness,
                    Tracing {}

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
                ClientMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                HttpSettings.DEFAULT,
                Release.THIS,
                Integrity.DEFAULT,
                Slowness.DEFAULT,
                Tracing.OFF);
    }

    /** The same with one part changed. */
    public StoreConfig with(Part changed) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints,
                changed instanceof Bootstrap it ? it : bootstrap,
                changed instanceof Reconfiguration it ? it : reconfiguration,
                changed instanceof Security it ? it : security,
                changed instanceof Authentication it ? it : authentication,
                changed instanceof Consensus it ? it : consensus,
                changed instanceof Space it ? it : space,
                changed instanceof Limits it ? it : limits,
                changed instanceof Connections it ? it : connections,
                changed instanceof ClientMemory it ? it : clientMemory,
                changed instanceof HttpSettings it ? it : http,
                changed instanceof Release it ? it : release,
                changed instanceof Integrity it ? it : integrity,
                changed instanceof Slowness it ? it : slowness,
                changed instanceof Tracing it ? it : tracing);
    }

    /**
     * The same in a cluster that was discovered. There, this member's URLs are those the others know: its own may say the
     * same in other words, an address in place of a name.
     *
     * @param members peer URLs by name, this member's among them
     */
    public StoreConfig inCluster(Map<String, List<URI>> members) {
        return new StoreConfig(
                name,
                dataDir,
                endpoints.advertisingToPeers(members.getOrDefault(name, List.of())),
                new Bootstrap(members, bootstrap.token(), bootstrap.state(), bootstrap.forceNewCluster()),
                reconfiguration,
                security,
                authentication,
                consensus,
                space,
                limits,
                connections,
                clientMemory,
                http,
                release,
                integrity,
                slowness,
                tracing);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
