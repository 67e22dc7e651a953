package io.jukung.store.runtime;

import io.grpc.Channel;
import io.jukung.platform.Clock;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.FaultHandler;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreStatus;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.member.DataDirectory;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Membership;
import io.jukung.store.member.ReloadingTls;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.raft.RaftSettings;
import io.jukung.store.raft.RatisLog;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReadBarrier;
import io.jukung.store.server.ClientBytes;
import io.jukung.store.server.ClientServer;
import io.jukung.store.server.DiskMetrics;
import io.jukung.store.server.EtcdApi;
import io.jukung.store.server.Headers;
import io.jukung.store.server.HttpPages;
import io.jukung.store.server.Requests;
import io.jukung.store.server.StoreMetrics;
import io.jukung.store.space.DataDisks;
import io.jukung.store.space.SpaceRules;
import io.jukung.store.space.SpaceWatch;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
    private final long memberId;
    private final Membership membership;
    private final MemberThreads threads;
    private final MemberState state;
    private final RatisLog<ApplyResult> log;
    private final Proposer proposer;
    private final ReadBarrier barrier;
    private final EtcdApi api;
    private final ClientServer server;
    private final Deque<AutoCloseable> started;
    private final AtomicBoolean closed;

    private MemberEngine(StoreConfig config, Clock clock, FaultHandler faults, Deque<AutoCloseable> started)
            throws IOException {
        this.config = config;
        this.started = started;
        this.closed = new AtomicBoolean();
        membership = Membership.of(
                config.bootstrap().initialCluster(), config.bootstrap().token());
        memberId = membership.named(config.name()).id();

        var disks = DataDisks.of(List.of(config.dataDir()));
        started.push(DataDirectory.open(config.dataDir(), membership.clusterId(), memberId));
        var directory = (DataDirectory) started.getFirst();
        threads = MemberThreads.start();
        started.push(threads);

        var self = new PeerIdentity(membership.clusterId(), memberId);
        var peers = new PeerTransport(
                self,
                threads.network(),
                threads.hub(),
                ReloadingTls.server(config.security().peer(), List.of()),
                ReloadingTls.client(config.security().peer()));
        started.push(peers);

        var headers = new Headers(membership.clusterId(), memberId, this::term);
        var registry = new PrometheusRegistry();
        state = new MemberState(
                directory.state(),
                opened -> new WatchHub(opened, headers::at, threads.watchLoop(), WatchLimits.DEFAULT),
                threads.worker(),
                threads.timer(),
                (what, cause) -> {
                    if (!closed.get()) {
                        faults.onFault(
                                what
                                        + disks.explain(cause)
                                                .map(why -> ": " + why)
                                                .orElse(""),
                                cause);
                    }
                },
                DiskMetrics.commits(registry));
        started.push(state);
        state.connect(peers);

        Map<Long, InetSocketAddress> addresses = membership.members().values().stream()
                .collect(Collectors.toMap(Membership.Member::id, Membership.Member::address));
        var settings = new RaftSettings(
                directory.raft(),
                config.consensus().electionTimeout(),
                config.consensus().snapshotCount(),
                config.consensus().snapshotCatchupEntries(),
                config.consensus().walSegmentBytes(),
                GroupCommit.maxEntryBytes(config.limits().maxRequestBytes()));
        log = new RatisLog<>(settings, peers, addresses, state, DiskMetrics.fsyncs(registry));
        started.push(log);

        var timeout = requestTimeout(config);
        var groupCommit = new GroupCommit(log, threads.hub());
        var proof = new LeadershipProof(log, peers, config.consensus().electionTimeout());
        proposer = new Proposer(
                log, groupCommit, state.progress(), peers, clock, threads.timer(), threads.timeouts(), timeout);
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
                new SpaceRules(
                        config.space().diskReserveBytes(),
                        config.space().quotaBackendBytes(),
                        config.limits().maxRequestBytes()),
                DataDisks.of(List.of(directory.raft(), directory.state())),
                state,
                log,
                proposer,
                barrier,
                memberId,
                clock,
                threads.disk());
        started.push(space);
        var requests = new Requests(state, proposer, barrier, threads.readers(), headers);
        var metrics = new StoreMetrics(registry, log, state, groupCommit, memberId, space);
        api = new EtcdApi(
                config,
                membership,
                requests,
                log,
                leases,
                space,
                threads.watchLoop(),
                clock,
                new SecureRandom(),
                timeout,
                new CallMetrics(registry, config.http().extensiveMetrics()));
        metrics.countRequests(requests, leases);

        leases.start();
        peers.listen(
                config.endpoints().listenPeer().stream()
                        .map(url -> new InetSocketAddress(url.getHost(), url.getPort()))
                        .toList(),
                new PeerRequests(log, state, proof, proposer, leases));
        log.start();
        api.start(threads.timer());
        space.start();
        startAutoCompaction();
        long progressMillis = config.limits().watchProgressNotifyInterval().toMillis();
        threads.timer()
                .scheduleWithFixedDelay(this::notifyProgress, progressMillis, progressMillis, TimeUnit.MILLISECONDS);
        var joined = new CompletableFuture<Void>();
        join(joined);
        server = ClientServer.start(
                config.name() + "-" + Long.toHexString(memberId) + "-" + config.dataDir(),
                threads.network(),
                config,
                new ClientServer.Tls(
                        ReloadingTls.server(config.security().client(), List.of("h2", "http/1.1")),
                        ReloadingTls.server(config.security().client(), List.of("http/1.1"))),
                api,
                new HttpPages(config, requests, log, metrics, registry, threads.readers()),
                new ClientBytes(registry),
                joined);
        started.push(server);
        publishAttributes();
        LOG.info(
                "member {} ({}) of cluster {} serves clients on {}",
                config.name(),
                Long.toHexString(memberId),
                Long.toHexString(membership.clusterId()),
                config.endpoints().listenClient());
    }

    public static MemberEngine start(StoreConfig config, Clock clock, FaultHandler faults) throws IOException {
        var started = new ArrayDeque<AutoCloseable>();
        try {
            return new MemberEngine(config, clock, faults, started);
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

    /** As etcd, tells the cluster this member's name and URLs once it is there, and again if they changed. */
    private void publishAttributes() {
        var attributes = new MemberAttributes(
                memberId,
                config.name(),
                config.endpoints().advertiseClient().stream().map(URI::toString).toList(),
                config.endpoints().advertisePeer().stream().map(URI::toString).toList());
        if (closed.get() || attributes.equals(state.peek().cluster().members().get(memberId))) {
            return;
        }
        proposer.propose(new Command.MemberAttributesSet(0, attributes)).whenComplete((done, failure) -> {
            if (failure != null && !closed.get()) {
                threads.timer().schedule(this::publishAttributes, 1, TimeUnit.SECONDS);
            }
        });
    }

    private void startAutoCompaction() {
        var compaction = AutoCompaction.of(config.space());
        if (compaction == null) {
            return;
        }
        long period = compaction.period().toMillis();
        threads.timer()
                .scheduleWithFixedDelay(
                        () -> {
                            var command = compaction.next(state.peek().revision());
                            if (command != null && log.leads()) {
                                proposer.propose(command).exceptionally(failure -> null);
                            }
                        },
                        period,
                        period,
                        TimeUnit.MILLISECONDS);
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
                    membership.clusterId(),
                    memberId,
                    config.name(),
                    log.leader(),
                    log.leads(),
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
        if (gracefully && log.leads() && membership.members().size() > 1) {
            handOver();
        }
        if (closed.compareAndSet(false, true)) {
            stop(started);
        }
    }

    private void handOver() {
        var timeout = config.consensus().electionTimeout().multipliedBy(2);
        for (long other : log.voters()) {
            if (other != memberId) {
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
