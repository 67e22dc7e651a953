package io.jukung.store.runtime;

import io.grpc.ServerInterceptor;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.credentials.Passwords;
import io.jukung.store.server.ClientBytes;
import io.jukung.store.server.ClientServer;
import io.jukung.store.server.ClientVersions;
import io.jukung.store.server.EtcdApi;
import io.jukung.store.server.Headers;
import io.jukung.store.server.HttpPages;
import io.jukung.store.server.Identities;
import io.jukung.store.server.MaintenanceMetrics;
import io.jukung.store.server.Requests;
import io.jukung.store.server.SlowApplies;
import io.jukung.store.server.StoreMetrics;
import io.jukung.store.server.TokenKeeper;
import io.jukung.store.tracing.CallTracing;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What a member is to its clients: etcd's API, and pages. */
record ClientSide(EtcdApi api, HttpPages pages, ClientBytes bytes) {

    /** Puts it together; nobody can reach it yet. */
    static ClientSide of(
            Groundwork ground, Replication replication, Safeguards safeguards, Clock clock, StartedParts parts)
            throws IOException {
        var config = ground.config();
        var self = ground.self();
        var state = ground.state();
        var threads = ground.threads();
        var registry = ground.registry();
        var log = replication.log();
        var membership = replication.membership();
        BooleanSupplier isLearner = () -> membership.members().isLearner(self.memberId());
        var random = new SecureRandom();
        var authentication = config.authentication().settings();
        var passwords = parts.add(new Passwords(authentication.bcryptCost(), random));
        var tokens = TokenKeeper.of(authentication.tokens(), state, clock);
        var requests = new Requests(
                state,
                replication.proposer(),
                replication.barrier(),
                threads.readers(),
                new Headers(self.clusterId(), self.memberId(), state::appliedTerm),
                new Identities(state, tokens, clock, threads.timer()));
        var slow = new SlowApplies(
                registry, () -> ground.settings().now().slowness().apply());
        var metrics = new StoreMetrics(
                registry,
                config.release(),
                log,
                state,
                replication.groupCommit(),
                self.memberId(),
                safeguards.space(),
                slow);
        List<ServerInterceptor> first = config.tracing().enabled()
                ? List.of(
                        parts.add(CallTracing.start(config.tracing(), registry)).interceptor())
                : List.of();
        var api = new EtcdApi(
                config,
                ground.settings()::now,
                membership,
                isLearner,
                requests,
                log,
                replication.leases(),
                safeguards.space(),
                threads.watchLoop(),
                clock,
                random,
                config.consensus().requestTimeout(),
                new CallMetrics(registry, config.http().extensiveMetrics()),
                slow,
                new ClientVersions(registry),
                MaintenanceMetrics.of(registry),
                passwords,
                tokens,
                first);
        metrics.countResponses(api.responseMemory());
        metrics.countMemberChanges(membership);
        metrics.countRequests(requests, replication.leases());
        return new ClientSide(
                api,
                new HttpPages(config, requests, log, isLearner, metrics, registry, threads.readers()),
                new ClientBytes(registry));
    }

    /**
     * Lets clients in.
     *
     * @param joined completed once the member has a leader and has caught up: their calls wait for that
     */
    ClientServer listen(Groundwork ground, CompletableFuture<Void> joined) throws IOException {
        var config = ground.config();
        return ClientServer.start(
                config.name() + "-" + Long.toHexString(ground.self().memberId()) + "-" + config.dataDir(),
                ground.threads().network(),
                config,
                () -> ground.settings().now().connections().maxClients(),
                new ClientServer.Tls(
                        ground.tls().ofClients(List.of("h2", "http/1.1")),
                        ground.tls().ofClients(List.of("http/1.1"))),
                api,
                pages,
                bytes,
                joined);
    }
}
