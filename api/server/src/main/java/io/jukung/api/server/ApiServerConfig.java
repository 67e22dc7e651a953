package io.jukung.api.server;

import io.grpc.Channel;
import io.jukung.api.server.pki.KeyFiles;
import io.jukung.platform.Clock;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an API server needs to start.
 *
 * @param store speaks etcd v3: a remote store, or the member of this process
 * @param https where REST is served; port 0: any free one
 * @param grpc where the gRPC services are served; port 0: any free one
 * @param advertised address by which other machines reach this server; in default/kubernetes' endpoints
 * @param serving certificate that both ports show
 * @param clientCa certificates that clients' certificates are checked by
 * @param toNodes certificate shown to node daemons
 * @param serviceAccountKey signs and verifies service-account tokens (RSA, PEM)
 * @param serviceAccountIssuer {@code iss} of those tokens
 * @param tokenFile static tokens; empty: none
 * @param serviceRange IPv4 range of service addresses, such as {@code 10.96.0.0/16}
 * @param firstNodePort lowest port handed out to NodePort services
 * @param lastNodePort highest port handed out to NodePort services
 * @param drain how long {@code close} lets requests in flight end
 */
public record ApiServerConfig(
        Channel store,
        InetSocketAddress https,
        InetSocketAddress grpc,
        String advertised,
        KeyFiles serving,
        Path clientCa,
        KeyFiles toNodes,
        Path serviceAccountKey,
        String serviceAccountIssuer,
        Optional<Path> tokenFile,
        String serviceRange,
        int firstNodePort,
        int lastNodePort,
        Duration drain,
        Clock clock) {

    public static final String DEFAULT_SERVICE_RANGE = "10.96.0.0/16";
    public static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";
    public static final int DEFAULT_FIRST_NODE_PORT = 30000;
    public static final int DEFAULT_LAST_NODE_PORT = 32767;
}
