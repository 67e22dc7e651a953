package io.jukung.store.server;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.HealthStatusManager;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.StoreConfig;
import io.jukung.store.lock.LockServices;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.Membership;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.space.SpaceWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** All services of a member, and what every call passes through. */
public final class EtcdApi {

    private final List<ServerServiceDefinition> services;
    private final HealthStatusManager health = new HealthStatusManager();
    private final LeaderWatch leaderWatch;

    /**
     * Makes the services; they answer once the member listens.
     *
     * @param watchLoop where the watch hub sends from
     */
    public EtcdApi(
            StoreConfig config,
            Membership membership,
            Requests requests,
            ReplicatedLog<?> log,
            LeaseKeeper leases,
            SpaceWatch space,
            Executor watchLoop,
            Clock clock,
            RandomGenerator random,
            Duration requestTimeout,
            CallMetrics calls) {
        leaderWatch = new LeaderWatch(
                () -> log.leader() != 0, clock, config.consensus().electionTimeout());
        // A lease shorter than this could end while there is no leader.
        long minTtlSeconds =
                Math.ceilDiv(3 * config.consensus().electionTimeout().toMillis(), 2000);
        // The last is the outermost.
        List<ServerInterceptor> rules = List.of(new LeaderRequired(() -> log.leader() != 0));
        var store = Stream.<BindableService>of(
                        new KvService(
                                requests,
                                space,
                                config.limits().maxTxnOps(),
                                config.limits().maxRequestBytes()),
                        new WatchService(requests.state(), watchLoop, leaderWatch),
                        new LeaseService(requests, leases, space, minTtlSeconds, random))
                .map(service -> ServerInterceptors.intercept(service, rules))
                .toList();
        var others = Stream.<BindableService>of(
                        new ClusterService(requests, membership),
                        new MaintenanceService(requests, log, space, requestTimeout),
                        health.getHealthService())
                .map(service -> ServerInterceptors.intercept(service, rules));
        // Locks use the store as their callers would, but are not counted as calls of it.
        var locks = LockServices.of(store).stream().map(service -> ServerInterceptors.intercept(service, rules));
        services = Stream.of(store.stream(), others, locks)
                .flatMap(each -> each)
                .map(service -> ServerInterceptors.intercept(service, calls))
                .toList();
        services.forEach(calls::expect);
    }

    public void start(ScheduledExecutorService timer) {
        leaderWatch.start(timer);
    }

    /** With all that a call passes through. */
    List<ServerServiceDefinition> services() {
        return services;
    }

    /** Health checks say so from now on. */
    public void stopping() {
        health.enterTerminalState();
    }
}
