package io.jukung.node;

import io.jukung.api.client.ApiClient;
import io.jukung.platform.Clock;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node daemon runs with.
 *
 * @param nodeName the Node object's name
 * @param nodeAddress where the API server reaches this node, and the pods' host address
 * @param api the API, as {@code system:node:<name>}
 * @param criSocket the container runtime's
 * @param state folder of all the daemon keeps: pods, logs
 * @param cniFolder where the runtime looks for the pod network's configuration
 * @param clusterId names what this node makes on the machine, apart from other clusters' things
 * @param clusterDns addresses of the cluster's DNS; empty for none
 * @param clusterDomain for example {@code cluster.local}
 * @param clusterCidr all pods' network: traffic inside it keeps the pods' addresses
 * @param streamPort of the streams for the API server; 0 for a free one
 * @param tls the node's certificate, and the CA by which API servers are known
 * @param version of this program, as nodes show it
 */
public record NodeConfig(
        String nodeName,
        String nodeAddress,
        ApiClient api,
        Path criSocket,
        Path state,
        Path cniFolder,
        String clusterId,
        List<String> clusterDns,
        String clusterDomain,
        String clusterCidr,
        int streamPort,
        Tls tls,
        String version,
        Clock clock) {

    public NodeConfig {
        clusterDns = List.copyOf(clusterDns);
        state = state.toAbsolutePath();
    }

    /** PEM files. */
    public record Tls(Path ca, Path certificate, Path key) {}
}
