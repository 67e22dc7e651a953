package io.jukung.api.server;

import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.TokenFile;
import io.jukung.api.server.authn.TokenIssuer;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.ValueRange;
import io.jukung.api.server.kinds.Kinds;
import io.jukung.api.server.pki.Pem;
import io.jukung.api.server.registry.AllocationRule;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.rest.RestServer;
import io.jukung.api.server.rest.ServerInfo;
import io.jukung.api.server.storage.EtcdStorage;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Map;

/** A running API server. */
public final class ApiServer implements AutoCloseable {

    private static final String VERSION = "v1.36.2+jukung";

    private final Resources resources;
    private final RestServer rest;

    private ApiServer(Resources resources, RestServer rest) {
        this.resources = resources;
        this.rest = rest;
    }

    /** Starts all of it; it is ready when its caches are loaded. */
    public static ApiServer start(ApiServerConfig config) {
        var random = new SecureRandom();
        var storage = new EtcdStorage(config.store());
        var issuer = new TokenIssuer(config.serviceAccountKey(), config.serviceAccountIssuer());
        var resources = new Resources(
                new Registry(Kinds.all()),
                storage,
                Map.of(
                        AllocationRule.Range.CLUSTER_IP,
                        ValueRange.Ipv4.parse(config.serviceRange()),
                        AllocationRule.Range.NODE_PORT,
                        new ValueRange.Ports(config.firstNodePort(), config.lastNodePort())),
                issuer,
                config.clock(),
                random);
        var authenticators = new ArrayList<Authenticator>();
        config.tokenFile().map(TokenFile::read).ifPresent(authenticators::add);
        authenticators.add(resources.tokens());
        var parts = new RestServer.Parts(
                resources,
                storage,
                Authorizer.authenticatedMayDoAll(),
                Authenticator.anyOf(authenticators),
                Pem.certificates(config.clientCa()),
                new ServerInfo(VERSION, config.serviceAccountIssuer(), issuer.keySet()),
                config.clock(),
                random);
        var rest = RestServer.start(
                parts,
                config.https(),
                config.serving(),
                config.advertised() + ":" + config.https().getPort(),
                config.drain());
        return new ApiServer(resources, rest);
    }

    /** The HTTPS port it listens on. */
    public int httpsPort() {
        return rest.port();
    }

    /** Whether all caches are loaded. */
    public boolean ready() {
        return resources.notReady().isEmpty();
    }

    @Override
    public void close() {
        rest.notReady();
        rest.close();
        resources.close();
    }
}
