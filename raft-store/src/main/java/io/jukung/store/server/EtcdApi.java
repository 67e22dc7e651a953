package io.jukung.store.server;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.HealthStatusManager;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.credentials.Passwords;
import io.jukung.store.lock.LockServices;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.space.SpaceWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
     * @param settings as they are now
     * @param isLearner whether this member has no vote now
     * @param watchLoop where the watch hub sends from
     * @param random secure: lease ids and tokens are not to be guessed
     */
    public EtcdApi(
            StoreConfig config,
            Supplier<RuntimeSettings> settings,
            Supplier<ClusterInfo> members,
            BooleanSupplier isLearner,
            Requests requests,
            ReplicatedLog<?> log,
            LeaseKeeper leases,
            SpaceWatch space,
            Executor watchLoop,
            Clock clock,
            RandomGenerator random,
            Duration requestTimeout,
            CallMetrics calls,
            Passwords passwords,
            TokenKeeper tokens) {
        leaderWatch = new LeaderWatch(
                () -> log.leader() != 0, clock, config.consensus().electionTimeout());
        // A lease shorter than this could end while there is no leader.
        long minTtlSeconds =
                Math.ceilDiv(3 * config.consensus().electionTimeout().toMillis(), 2000);
        var clientTls = config.security().client();
        // The last is the outermost.
        List<ServerInterceptor> rules = List.of(
                new CallerIdentification(clientTls != null && clientTls.clientCertAuth()),
                new LeaderRequired(() -> log.leader() != 0),
                new LearnerLimits(isLearner));
        var store = Stream.<BindableService>of(
                        new KvService(requests, space, () -> settings.get().limits()),
                        new WatchService(requests.state(), watchLoop, leaderWatch, requests.identities()),
                        new LeaseService(requests, leases, space, minTtlSeconds, random))
                .map(service -> ServerInterceptors.intercept(service, rules))
                .toList();
        var others = Stream.<BindableService>of(
                        new ClusterService(
                                requests, members, config.reconfiguration().maxLearners(), random),
                        new AuthService(
                                requests,
                                passwords,
                                tokens,
                                clock,
                                random,
                                config.limits().maxRequestBytes()),
                        new MaintenanceService(requests, log, members, space, requestTimeout),
                        new SettingsService(requests, config),
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
