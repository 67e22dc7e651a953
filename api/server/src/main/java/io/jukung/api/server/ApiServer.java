package io.jukung.api.server;

import io.grpc.ManagedChannel;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.ClientCertificates;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.authn.TokenFile;
import io.jukung.api.server.authn.TokenIssuer;
import io.jukung.api.server.bootstrap.Bootstrap;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.ValueRange;
import io.jukung.api.server.grpc.GrpcServer;
import io.jukung.api.server.kinds.Kinds;
import io.jukung.api.server.pki.Pem;
import io.jukung.api.server.pki.Subject;
import io.jukung.api.server.registry.AllocationRule;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.rest.RestServer;
import io.jukung.api.server.rest.ServerInfo;
import io.jukung.api.server.storage.EtcdStorage;
import io.jukung.api.server.streams.NodeConnections;
import io.jukung.api.server.streams.PodStreams;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** A running API server. */
public final class ApiServer implements AutoCloseable {

    private static final String VERSION = "v1.36.2+jukung";

    private final Resources resources;
    private final RestServer rest;
    private final GrpcServer grpc;
    private final Bootstrap bootstrap;
    private final NodeConnections nodes;
    private final Duration drain;

    private ApiServer(
            Resources resources,
            RestServer rest,
            GrpcServer grpc,
            Bootstrap bootstrap,
            NodeConnections nodes,
            Duration drain) {
        this.nodes = nodes;
        this.bootstrap = bootstrap;
        this.resources = resources;
        this.rest = rest;
        this.grpc = grpc;
        this.drain = drain;
    }

    /** Starts all of it; it is ready when its caches are loaded. */
    public static ApiServer start(ApiServerConfig config) {
        var random = new SecureRandom();
        var services = new ValueRange.Ipv4(Ipv4Range.parse(config.serviceRange()));
        var storage = new EtcdStorage(config.store());
        var issuer = new TokenIssuer(config.serviceAccountKey(), config.serviceAccountIssuer());
        var resources = new Resources(
                new Registry(Kinds.all()),
                storage,
                Map.of(
                        AllocationRule.Range.CLUSTER_IP,
                        services,
                        AllocationRule.Range.NODE_PORT,
                        new ValueRange.Ports(config.firstNodePort(), config.lastNodePort())),
                issuer,
                config.clock(),
                random);
        var authenticators = new ArrayList<Authenticator>();
        config.tokenFile().map(file -> TokenFile.read(file, issuer.audience())).ifPresent(authenticators::add);
        authenticators.add(resources.tokens());
        var tokens = Authenticator.anyOf(authenticators);
        var authorizer = Authorizer.authenticatedMayDoAll();
        var authorities = Pem.certificates(config.clientCa());
        var certificates = new ClientCertificates(authorities, config.clock());
        var nodes = new NodeConnections(config.toNodes());
        var metrics = new PrometheusRegistry();
        var parts = new RestServer.Parts(
                resources,
                storage,
                authorizer,
                tokens,
                certificates,
                authorities,
                new ServerInfo(VERSION, config.serviceAccountIssuer(), issuer.keySet()),
                new PodStreams(resources, nodes),
                config.clock(),
                random,
                metrics);
        var rest = RestServer.start(
                parts,
                config.https(),
                config.serving(),
                config.advertised() + ":" + config.https().getPort(),
                config.drain());
        var grpc = GrpcServer.start(
                new GrpcServer.Parts(resources, storage, authorizer, tokens, certificates, config.clock(), metrics),
                config.grpc(),
                config.serving(),
                config.clientCa());
        var bootstrap = Bootstrap.start(
                resources,
                storage,
                new Bootstrap.Settings(
                        InetSocketAddress.createUnresolved(config.advertised(), rest.port()),
                        services.address(1),
                        services.address(Bootstrap.dnsOffset())));
        return new ApiServer(resources, rest, grpc, bootstrap, nodes, config.drain());
    }

    /** The HTTPS port it listens on. */
    public int httpsPort() {
        return rest.port();
    }

    /** The gRPC port it listens on. */
    public int grpcPort() {
        return grpc.port();
    }

    /** A channel for a loop in this process that acts as {@code caller}; closed with the server. */
    public ManagedChannel inProcessChannel(Subject caller) {
        return grpc.inProcessChannel(Identity.of(caller));
    }

    /** Whether all caches are loaded. */
    public boolean ready() {
        return resources.notReady().isEmpty();
    }

    @Override
    public void close() {
        rest.notReady();
        bootstrap.close();
        // Watches end first: clients that go on waiting would hold the ports open for the whole drain.
        resources.endWatches();
        rest.close();
        grpc.close(drain);
        nodes.close();
        resources.close();
    }
}
