package io.jukung.store.runtime;

import io.grpc.Channel;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.FaultHandler;
import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreStatus;
import io.jukung.store.TlsFiles;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.auth.Requester;
import io.jukung.store.credentials.Passwords;
import io.jukung.store.disk.StallRules;
import io.jukung.store.disk.StallWatch;
import io.jukung.store.integrity.IntegrityWatch;
import io.jukung.store.member.DataDirectory;
import io.jukung.store.member.Joining;
import io.jukung.store.member.KnownMembers;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Membership;
import io.jukung.store.member.MembershipKeeper;
import io.jukung.store.member.Quarantine;
import io.jukung.store.member.ReleaseKeeper;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.raft.LoneConfiguration;
import io.jukung.store.raft.RaftSettings;
import io.jukung.store.raft.RatisLog;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.server.ClientBytes;
import io.jukung.store.server.ClientServer;
import io.jukung.store.server.ClientVersions;
import io.jukung.store.server.CompactionMetrics;
import io.jukung.store.server.DiskMetrics;
import io.jukung.store.server.EtcdApi;
import io.jukung.store.server.Headers;
import io.jukung.store.server.HttpPages;
import io.jukung.store.server.Identities;
import io.jukung.store.server.MaintenanceMetrics;
import io.jukung.store.server.RepairMetrics;
import io.jukung.store.server.Requests;
import io.jukung.store.server.StoreMetrics;
import io.jukung.store.server.TokenKeeper;
import io.jukung.store.space.DataDisks;
import io.jukung.store.space.SpaceRules;
import io.jukung.store.space.SpaceWatch;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.tls.TlsClient;
import io.jukung.store.tls.TlsServer;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member's parts, started bottom up and stopped top down. */
public final class MemberEngine {

    private static final Logger LOG = LoggerFactory.getLogger(MemberEngine.class);

    /** etcd's: five seconds for a disk, and two elections. */
    private static Duration requestTimeout(StoreConfig config) {
        return Duration.ofSeconds(5).plus(config.consensus().electionTimeout().multipliedBy(2));
    }

    private final StoreConfig config;
    private final FaultHandler faults;
    private final DataDisks disks;
    private final PeerIdentity self;
    private final MembershipKeeper membership;
    private final MemberThreads threads;
    private final MemberState state;
    private final LiveSettings settings;
    private final RatisLog<ApplyResult> log;
    private final Proposer proposer;
    private final ReadBarrier barrier;
    private final EtcdApi api;
    private final ClientServer server;
    private final Deque<AutoCloseable> started;
    private final AtomicBoolean closed;
    /** Touched only on the timer's thread. */
    private final List<Future<?>> repeated = new ArrayList<>();

    private final AtomicBoolean leaving;
    private final AtomicBoolean quarantined = new AtomicBoolean();
    /** Whether there is a state. */
    private final AtomicBoolean opened = new AtomicBoolean();

    private final DataDirectory directory;
    private final Runnable restart;

    private MemberEngine(
            StoreConfig config, Clock clock, FaultHandler faults, Runnable restart, Deque<AutoCloseable> started)
            throws IOException {
        this.restart = restart;
        this.config = config;
        this.started = started;
        this.closed = new AtomicBoolean();
        this.leaving = new AtomicBoolean();
        this.faults = faults;
        directory = DataDirectory.open(
                config.dataDir(),
                Membership.of(
                        config.bootstrap().initialCluster(), config.bootstrap().token()));
        started.push(directory);
        var logDirectory = directory.log(config.consensus().walDir());
        this.disks = DataDisks.of(List.of(config.dataDir(), logDirectory));
        threads = MemberThreads.start();
        started.push(threads);

        var peerTls = clientTls(config.security().peer());
        var joining = new Joining(
                config,
                (address, patience) -> PeerTransport.askWhoTheMembersAre(threads.hub(), address, peerTls, patience));
        joining.settle(directory);
        self = directory.self();
        var peers = new PeerTransport(
                self,
                threads.network(),
                threads.hub(),
                serverTls(config.security().peer(), List.of()),
                peerTls);
        started.push(peers);
        directory.others().forEach(peers::setAddress);
        Joining.announce(directory, attributes(), peers);

        var headers = new Headers(self.clusterId(), self.memberId(), this::term);
        var registry = new PrometheusRegistry();
        var commits = DiskMetrics.commits(registry);
        var compactions = new CompactionMetrics(registry);
        state = new DiskRecovery(
                        self, attributes(), logDirectory, directory.state(), peers, () -> findOthers(joining, peers))
                .open(() -> new MemberState(
                        directory.state(),
                        config.release(),
                        fresh -> new WatchHub(
                                fresh, headers::at, threads.watchLoop(), WatchLimits.of(config.clientMemory())),
                        threads.worker(),
                        threads.timer(),
                        this::fault,
                        commits,
                        compactions));
        started.push(state);
        opened.set(true);
        state.connect(peers);
        var known = new KnownMembers(config.dataDir(), threads.worker());
        known.follow(state.peek().cluster());
        state.onApplied(applied -> known.follow(applied.state().cluster()));
        settings = new LiveSettings(config, state.peek().settings());
        state.onApplied(applied -> settings.follow(applied.state().settings()));

        if (directory.isForcedAlone()) {
            LoneConfiguration.write(logDirectory, self, state.durable());
        }
        var raftSettings = new RaftSettings(
                logDirectory,
                config.consensus().electionTimeout(),
                () -> settings.now().consensus().snapshotCount(),
                config.consensus().snapshotCatchupEntries(),
                config.consensus().walSegmentBytes(),
                config.consensus().unsafeNoFsync(),
                GroupCommit.maxEntryBytes(config.limits().maxRequestBytes()));
        log = new RatisLog<>(
                raftSettings,
                peers,
                directory.founders(),
                directory.joinedAsLearner(),
                state,
                DiskMetrics.fsyncs(registry));
        started.push(log);

        var timeout = requestTimeout(config);
        var groupCommit =
                new GroupCommit(log, () -> state.peek().cluster().version().format(), threads.hub());
        var proof = new LeadershipProof(log, peers, config.consensus().electionTimeout());
        membership = new MembershipKeeper(
                log,
                groupCommit,
                state,
                peers,
                directory,
                threads.timer(),
                config.consensus().electionTimeout(),
                config.reconfiguration().strictCheck(),
                this::leave);
        proposer = new Proposer(
                log,
                groupCommit,
                membership,
                state.progress(),
                peers,
                clock,
                threads.timer(),
                threads.timeouts(),
                timeout);
        barrier = new ReadBarrier(
                log,
                proof,
                state.progress(),
                peers,
                clock,
                threads.timer(),
                config.consensus().electionTimeout(),
                timeout);
        var leases = new LeaseKeeper(
                log,
                proof,
                groupCommit,
                state,
                peers,
                clock,
                threads.timer(),
                config.consensus().electionTimeout(),
                timeout);

        var space = new SpaceWatch(
                () -> new SpaceRules(
                        config.space().diskReserveBytes(),
                        settings.now().space().quotaBackendBytes(),
                        config.limits().maxRequestBytes()),
                DataDisks.of(List.of(logDirectory, directory.state())),
                state,
                log,
                proposer,
                barrier,
                self.memberId(),
                clock,
                threads.disk());
        started.push(space);
        var integrity = new IntegrityWatch(
                config.integrity(), log, state, peers, proposer, clock, threads.timer(), this::quarantine);
        started.push(integrity);
        var stall = new StallWatch(
                new StallRules(config.consensus().electionTimeout()),
                log,
                log::diskBusyNanos,
                self.memberId(),
                threads.timer());
        started.push(stall);
        RepairMetrics.register(registry, integrity, stall);
        var random = new SecureRandom();
        var authentication = config.authentication().settings();
        var passwords = new Passwords(authentication.bcryptCost(), random);
        started.push(passwords);
        var tokens = TokenKeeper.of(authentication.tokens(), state, clock);
        var identities = new Identities(state, tokens, clock, threads.timer());
        var requests = new Requests(state, proposer, barrier, threads.readers(), headers, identities);
        var metrics = new StoreMetrics(registry, config.release(), log, state, groupCommit, self.memberId(), space);
        api = new EtcdApi(
                config,
                settings::now,
                membership::members,
                this::isLearner,
                requests,
                log,
                leases,
                space,
                threads.watchLoop(),
                clock,
                random,
                timeout,
                new CallMetrics(registry, config.http().extensiveMetrics()),
                new ClientVersions(registry),
                MaintenanceMetrics.of(registry),
                passwords,
                tokens);
        metrics.countResponses(api.responseMemory());
        metrics.countRequests(requests, leases);

        leases.start();
        peers.listen(
                config.endpoints().listenPeer().stream()
                        .map(url -> new InetSocketAddress(url.getHost(), url.getPort()))
                        .toList(),
                new PeerRequests(
                        log,
                        state,
                        proof,
                        proposer,
                        leases,
                        integrity,
                        () -> Joining.answer(() -> state.peek().cluster(), self.clusterId(), barrier),
                        config.release()));
        log.start();
        api.start(threads.timer());
        space.start();
        integrity.start();
        stall.start();
        settings.onChange(this::schedule);
        var joined = new CompletableFuture<Void>();
        join(joined);
        if (config.integrity().checkAtStart()) {
            // What fails is done when it is due.
            joined.thenCompose(ready -> integrity.compareEverything());
        }
        server = ClientServer.start(
                config.name() + "-" + Long.toHexString(self.memberId()) + "-" + config.dataDir(),
                threads.network(),
                config,
                () -> settings.now().connections().maxClients(),
                new ClientServer.Tls(
                        serverTls(config.security().client(), List.of("h2", "http/1.1")),
                        serverTls(config.security().client(), List.of("http/1.1"))),
                api,
                new HttpPages(config, requests, log, this::isLearner, metrics, registry, threads.readers()),
                new ClientBytes(registry),
                joined);
        started.push(server);
        publishAttributes();
        // Last: it may find that this member was removed, and stop it.
        membership.start();
        new ReleaseKeeper(
                        log,
                        groupCommit,
                        state,
                        peers,
                        config.release(),
                        config.consensus().electionTimeout())
                .start(threads.timer());
        LOG.info(
                "member {} ({}) of cluster {} serves clients on {}",
                config.name(),
                Long.toHexString(self.memberId()),
                Long.toHexString(self.clusterId()),
                config.endpoints().listenClient());
    }

    private @Nullable TlsServer serverTls(@Nullable TlsFiles files, List<String> applications) throws IOException {
        return files == null
                ? null
                : TlsServer.of(files, config.security().protocols(), applications, threads.handshakes());
    }

    private @Nullable TlsClient clientTls(@Nullable TlsFiles files) throws IOException {
        return files == null ? null : TlsClient.of(files, config.security().protocols(), threads.handshakes());
    }

    /**
     * Starts the parts.
     *
     * @param restart called once, when this member has to be closed and started anew for its state to be replaced; any
     *     thread, also before this returns
     */
    public static MemberEngine start(StoreConfig config, Clock clock, FaultHandler faults, Runnable restart)
            throws IOException {
        var started = new ArrayDeque<AutoCloseable>();
        try {
            return new MemberEngine(config, clock, faults, restart, started);
        } catch (IOException | RuntimeException e) {
            stop(started);
            var noSpace = DataDisks.of(List.of(config.dataDir())).explain(e);
            if (noSpace.isPresent()) {
                throw new IOException("data-dir: " + config.dataDir() + ": " + noSpace.get(), e);
            }
            throw e;
        }
    }

    /** Completes once there is a leader and this member has caught up with it. */
    private void join(CompletableFuture<Void> joined) {
        barrier.pass().whenComplete((passed, failure) -> {
            if (failure == null) {
                joined.complete(null);
            } else if (!closed.get()) {
                threads.timer().execute(() -> join(joined));
            }
        });
    }

    /** Headers are made before the log is: until then the term is that of the state. */
    private long term() {
        return state.appliedTerm();
    }

    private void notifyProgress() {
        try (var held = state.hold()) {
            held.hub().notifyProgress();
        }
    }

    private MemberAttributes attributes() {
        return new MemberAttributes(
                self.memberId(),
                config.name(),
                config.endpoints().advertiseClient().stream().map(URI::toString).toList(),
                config.endpoints().advertisePeer().stream().map(URI::toString).toList());
    }

    private boolean isLearner() {
        return membership.members().isLearner(self.memberId());
    }

    /** Who the others are now, with their addresses. */
    private List<Long> findOthers(Joining joining, PeerTransport peers) {
        var others = joining.others(directory);
        others.forEach(other -> peers.setAddress(other.id(), Membership.address(other)));
        return others.stream().map(ClusterMember::id).toList();
    }

    private void fault(String what, Throwable cause) {
        if (closed.get() || quarantined.get()) {
            return;
        }
        if (isDamage(cause) && !opened.get()) {
            return; // whoever opens the state hears of it too
        }
        if (isDamage(cause) && state.peek().cluster().list().size() > 1) {
            quarantine(new Quarantine(what + ": " + cause.getMessage(), Set.of()));
            return;
        }
        // Raft closes itself when it finds that it is not in the configuration any more: then the other members tell.
        if (!state.peek().cluster().removed().contains(self.memberId())) {
            faults.onFault(what + disks.explain(cause).map(why -> ": " + why).orElse(""), cause);
        }
    }

    private static boolean isDamage(@Nullable Throwable cause) {
        return cause != null
                && ((cause instanceof StorageFault fault && fault.isDamage()) || isDamage(cause.getCause()));
    }

    /** The state must not be used any more: notes that, and has it replaced. */
    private void quarantine(Quarantine why) {
        if (closed.get() || !quarantined.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().name("store-quarantine").start(() -> {
            try {
                why.write(directory.state());
                LOG.error("this member stops serving, its state is to be replaced: {}", why.reason());
                restart.run();
            } catch (IOException e) {
                faults.onFault("noting that the state must not be used: " + why.reason(), e);
            }
        });
    }

    /** This member is none any more: it stops, as etcd does. */
    private void leave() {
        if (closed.get() || !leaving.compareAndSet(false, true)) {
            return;
        }
        var message =
                "member %x (%s) has been permanently removed from cluster %x: it stops. Its data directory %s is of no use any more"
                        .formatted(self.memberId(), config.name(), self.clusterId(), config.dataDir());
        Thread.ofPlatform().name("store-leave").start(() -> {
            close(false);
            faults.onRemoved(message);
        });
    }

    /** As etcd, tells the cluster this member's name and URLs once it is there, and again if they changed. */
    private void publishAttributes() {
        var attributes = attributes();
        var known = membership.members().members().get(self.memberId());
        if (closed.get()
                || (known != null
                        && known.name().equals(attributes.name())
                        && known.clientUrls().equals(attributes.clientUrls()))) {
            return;
        }
        proposer.propose(new Command.MemberAttributesSet(0, attributes)).whenComplete((done, failure) -> {
            if (failure != null && !closed.get()) {
                threads.timer().schedule(this::publishAttributes, 1, TimeUnit.SECONDS);
            }
        });
    }

    /** What repeats goes on at the times set now, from their beginning. */
    private void schedule(RuntimeSettings now) {
        try {
            threads.timer().execute(() -> {
                repeated.forEach(task -> task.cancel(false));
                repeated.clear();
                repeat(now.limits().watchProgressNotifyInterval(), this::notifyProgress);
                var compaction = AutoCompaction.of(now.space());
                if (compaction != null) {
                    repeat(compaction.period(), () -> compact(compaction));
                }
            });
        } catch (RejectedExecutionException e) {
            // This member is stopping.
        }
    }

    private void repeat(Duration period, Runnable task) {
        long millis = period.toMillis();
        repeated.add(threads.timer().scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS));
    }

    private void compact(AutoCompaction compaction) {
        var command = compaction.next(state.peek().revision());
        if (command != null && log.leads()) {
            proposer.propose(new Command.Requested(Requester.MEMBER, command)).exceptionally(failure -> null);
        }
    }

    /** Called with the settings at once, and whenever they change; must not block. */
    public void onSettings(Consumer<RuntimeSettings> listener) {
        settings.onChange(listener);
    }

    public Channel inProcessChannel() {
        return server.inProcessChannel();
    }

    public void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                barrier.pass().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TimeoutException)) {
                    throw new CompletionException(e.getCause());
                }
            }
        }
    }

    public StoreStatus status() {
        try (var held = state.hold()) {
            return new StoreStatus(
                    self.clusterId(),
                    self.memberId(),
                    config.name(),
                    log.leader(),
                    log.leads(),
                    log.configuration().voters().size(),
                    log.term(),
                    log.commitIndex(),
                    state.progress().get(),
                    held.state().revision(),
                    held.sizeBytes());
        }
    }

    /**
     * Stops.
     *
     * @param gracefully hands leadership over first
     */
    public void close(boolean gracefully) {
        if (closed.get()) {
            return;
        }
        api.stopping();
        if (gracefully && log.leads()) {
            handOver();
        }
        if (closed.compareAndSet(false, true)) {
            stop(started);
        }
    }

    private void handOver() {
        var timeout = config.consensus().electionTimeout().multipliedBy(2);
        for (long other : log.configuration().voters()) {
            if (other != self.memberId()) {
                try {
                    log.transferLeadership(other, timeout).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    LOG.info(
                            "leadership was not taken by {}: {}",
                            Long.toHexString(other),
                            String.valueOf(e.getMessage()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static void stop(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            var part = started.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("closing {}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
