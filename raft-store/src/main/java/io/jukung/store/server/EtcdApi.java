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
import io.jukung.store.credentials.Passwords;
import io.jukung.store.lock.LockServices;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MembershipKeeper;
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

    /** The most that responses of more than a few KiB may hold of this member's memory while they are on their way. */
    private static final long RESPONSE_MEMORY_BYTES = 64 << 20;

    private final List<ServerServiceDefinition> services;
    private final List<ServerServiceDefinition> servicesOnWire;
    private final ResponseMemory responseMemory = new ResponseMemory(RESPONSE_MEMORY_BYTES);
    private final CallMemory callMemory;
    private final HealthStatusManager health = new HealthStatusManager();
    private final LeaderWatch leaderWatch;

    /**
     * Makes the services; they answer once the member listens.
     *
     * @param settings as they are now
     * @param isLearner whether this member has no vote now
     * @param watchLoop where the watch hub sends from
     * @param random secure: lease ids and tokens are not to be guessed
     * @param first what calls pass through before all else; the last is the outermost
     */
    public EtcdApi(
            StoreConfig config,
            Supplier<RuntimeSettings> settings,
            MembershipKeeper membership,
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
            SlowApplies slowApplies,
            ClientVersions clientVersions,
            MaintenanceMetrics maintenance,
            Passwords passwords,
            TokenKeeper tokens,
            List<ServerInterceptor> first) {
        callMemory = new CallMemory(config.clientMemory());
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
                new LearnerLimits(isLearner),
                callMemory);
        var kv = new KvService(
                requests, responseMemory, space, () -> settings.get().limits());
        var watch = new WatchService(requests.state(), watchLoop, leaderWatch, requests.identities());
        var lease = new LeaseService(
                requests, leases, space, minTtlSeconds, config.clientMemory().leases(), random);
        var others = Stream.<BindableService>of(
                        new ClusterService(
                                requests, membership, config.reconfiguration().maxLearners(), random),
                        new AuthService(
                                requests,
                                passwords,
                                tokens,
                                clock,
                                random,
                                config.limits().maxRequestBytes()),
                        new MaintenanceService(
                                requests,
                                log,
                                membership::members,
                                space,
                                requestTimeout,
                                config.release(),
                                maintenance),
                        new SettingsService(requests, config),
                        health.getHealthService())
                .map(BindableService::bindService)
                .toList();
        var store = intercepted(Stream.of(kv.bindService(), watch.bindService(), lease.bindService()), rules);
        // Locks use the store as their callers would, but are not counted as calls of it.
        var locks = LockServices.of(store);
        var counted = Stream.concat(
                        Stream.of(
                                new SlowCalls(() -> settings.get().slowness().unaryRequest(), slowApplies),
                                clientVersions,
                                calls),
                        first.stream())
                .toList();
        var alike = intercepted(Stream.concat(others.stream(), locks.stream()), rules);
        services = intercepted(Stream.concat(store.stream(), alike.stream()), counted);
        var onWire = intercepted(Stream.of(kv.onWire(), watch.onWire(), lease.bindService()), rules);
        servicesOnWire =
                intercepted(Stream.concat(onWire.stream(), alike.stream()).map(Unmarshalling::guarded), counted);
        services.forEach(calls::expect);
    }

    private static List<ServerServiceDefinition> intercepted(
            Stream<ServerServiceDefinition> services, List<ServerInterceptor> interceptors) {
        return services.map(service -> ServerInterceptors.intercept(service, interceptors))
                .toList();
    }

    public void start(ScheduledExecutorService timer) {
        leaderWatch.start(timer);
        callMemory.start(timer);
    }

    /** For clients in this process, which pass messages on as objects; with all that a call passes through. */
    List<ServerServiceDefinition> services() {
        return services;
    }

    /** For clients on connections. */
    List<ServerServiceDefinition> servicesOnWire() {
        return servicesOnWire;
    }

    CallMemory callMemory() {
        return callMemory;
    }

    public ResponseMemory responseMemory() {
        return responseMemory;
    }

    /** Health checks say so from now on. */
    public void stopping() {
        health.enterTerminalState();
    }
}
