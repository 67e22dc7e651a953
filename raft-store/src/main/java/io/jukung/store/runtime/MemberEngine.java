package io.jukung.store.runtime;

import io.grpc.Channel;
import io.jukung.platform.Clock;
import io.jukung.store.FaultHandler;
import io.jukung.store.RuntimeSettings;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreStatus;
import io.jukung.store.member.ReleaseKeeper;
import io.jukung.store.server.ClientServer;
import io.jukung.store.space.DataDisks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member's parts, started bottom up and stopped top down. */
public final class MemberEngine {

    private static final Logger LOG = LoggerFactory.getLogger(MemberEngine.class);

    private final StoreConfig config;
    private final StartedParts parts;
    private final Groundwork ground;
    private final Replication replication;
    private final ClientSide clients;
    private final ClientServer server;

    private MemberEngine(StoreConfig config, Clock clock, FaultHandler faults, Runnable restart, StartedParts parts)
            throws IOException {
        this.config = config;
        this.parts = parts;
        ground = Groundwork.lay(config, faults, restart, () -> close(false), parts);
        replication = Replication.over(ground, clock, parts);
        var safeguards = Safeguards.over(ground, replication, clock, parts);
        clients = ClientSide.of(ground, replication, safeguards, clock, parts);

        var log = replication.log();
        var timer = ground.threads().timer();
        replication.leases().start();
        ground.peers()
                .listen(
                        config.endpoints().listenPeer().stream()
                                .map(url -> new InetSocketAddress(url.getHost(), url.getPort()))
                                .toList(),
                        new PeerRequests(ground, replication, safeguards.integrity()));
        log.start();
        clients.api().start(timer);
        safeguards.start();
        var periodic = parts.add(new PeriodicWork(timer, ground.state(), log, replication.proposer()));
        ground.settings().onChange(periodic::schedule);
        var joined = new CompletableFuture<Void>();
        join(joined);
        if (config.integrity().checkAtStart()) {
            // What fails is done when it is due.
            joined.thenCompose(ready -> safeguards.integrity().compareEverything());
        }
        server = parts.add(clients.listen(ground, joined));
        new AttributesPublication(ground.attributes(), replication.membership(), replication.proposer(), timer, parts)
                .start();
        // Last: it may find that this member was removed, and stop it.
        replication.membership().start();
        new ReleaseKeeper(
                        log,
                        replication.groupCommit(),
                        ground.state(),
                        ground.peers(),
                        config.release(),
                        config.consensus().electionTimeout())
                .start(timer);
        LOG.info(
                "member {} ({}) of cluster {} serves clients on {}",
                config.name(),
                Long.toHexString(ground.self().memberId()),
                Long.toHexString(ground.self().clusterId()),
                config.endpoints().listenClient());
    }

    /**
     * Starts the parts.
     *
     * @param restart called once, when this member has to be closed and started anew for its state to be replaced; any
     *     thread, also before this returns
     */
    public static MemberEngine start(StoreConfig config, Clock clock, FaultHandler faults, Runnable restart)
            throws IOException {
        var parts = new StartedParts();
        try {
            return new MemberEngine(config, clock, faults, restart, parts);
        } catch (IOException | RuntimeException e) {
            parts.stop();
            var noSpace = DataDisks.of(List.of(config.dataDir())).explain(e);
            if (noSpace.isPresent()) {
                throw new IOException("data-dir: " + config.dataDir() + ": " + noSpace.get(), e);
            }
            throw e;
        }
    }

    /** Completes once there is a leader and this member has caught up with it. */
    private void join(CompletableFuture<Void> joined) {
        replication.barrier().pass().whenComplete((passed, failure) -> {
            if (failure == null) {
                joined.complete(null);
            } else if (!parts.areStopped()) {
                ground.threads().timer().execute(() -> join(joined));
            }
        });
    }

    /** Called with the settings at once, and whenever they change; must not block. */
    public void onSettings(Consumer<RuntimeSettings> listener) {
        ground.settings().onChange(listener);
    }

    public Channel inProcessChannel() {
        return server.inProcessChannel();
    }

    public void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                replication.barrier().pass().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TimeoutException)) {
                    throw new CompletionException(e.getCause());
                }
            }
        }
    }

    public StoreStatus status() {
        var self = ground.self();
        var log = replication.log();
        try (var held = ground.state().hold()) {
            return new StoreStatus(
                    self.clusterId(),
                    self.memberId(),
                    config.name(),
                    log.leader(),
                    log.leads(),
                    log.configuration().voters().size(),
                    log.term(),
                    log.commitIndex(),
                    ground.state().progress().get(),
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
        if (parts.areStopped()) {
            return;
        }
        clients.api().stopping();
        if (gracefully && replication.log().leads()) {
            handOver();
        }
        parts.stop();
    }

    private void handOver() {
        var log = replication.log();
        var timeout = config.consensus().electionTimeout().multipliedBy(2);
        for (long other : log.configuration().voters()) {
            if (other != ground.self().memberId()) {
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
}
