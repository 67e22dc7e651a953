package io.jukung.store;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.jukung.platform.Clock;
import io.jukung.store.member.DataDirectory;
import io.jukung.store.member.Membership;
import io.jukung.store.runtime.MemberEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member of a store. When its state has to be replaced by a copy of another member's, it stops and starts again by
 * itself: its users lose their connections, as by a restart of the process.
 */
public final class StoreMember implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreMember.class);

    private final StoreConfig config;
    private final Clock clock;
    private final FaultHandler faults;
    private final List<Consumer<RuntimeSettings>> settingsListeners = new CopyOnWriteArrayList<>();
    private final Channel inProcess = new Channel() {
        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            return engine.inProcessChannel().newCall(method, options);
        }

        @Override
        public String authority() {
            return engine.inProcessChannel().authority();
        }
    };

    /** While it is replaced: the one that was closed. */
    private volatile MemberEngine engine;

    /** Set while the engine is replaced: what to say meanwhile. */
    private volatile @Nullable StoreStatus replaced;

    private volatile @Nullable Thread restarting;
    private volatile boolean closed;

    private StoreMember(StoreConfig config, Clock clock, FaultHandler faults) throws IOException {
        this.config = config;
        this.clock = clock;
        this.faults = faults;
        synchronized (this) {
            engine = MemberEngine.start(config, clock, faults, this::restart);
        }
    }

    /** Whether a data directory is a member's already: then it is no more decided who that is, or in which cluster. */
    public static boolean isThere(Path dataDir) {
        return DataDirectory.hasOwner(dataDir);
    }

    /**
     * The id of a member that founds a cluster, as etcd computes it from what it is reached by.
     *
     * @param token etcd's {@code initial-cluster-token}
     */
    public static long founderId(List<URI> peerUrls, String token) {
        return Membership.id(peerUrls.stream().map(URI::toString).toList(), token);
    }

    /** Starts with the machine's clock; a fault stops the process. */
    public static StoreMember start(StoreConfig config) throws IOException {
        return start(config, Clock.system(), FaultHandler.haltProcess());
    }

    /**
     * Starts; returns when it listens, which is before it has a leader. Takes longer if its state has to be replaced first.
     *
     * @throws IOException saying what is wrong: data directory, port, certificates
     */
    public static StoreMember start(StoreConfig config, Clock clock, FaultHandler faults) throws IOException {
        return new StoreMember(config, clock, faults);
    }

    private void restart() {
        synchronized (this) {
            if (closed) {
                return;
            }
            restarting = Thread.currentThread();
            try {
                replaced = engine.status().left();
                engine.close(true);
                engine = MemberEngine.start(config, clock, faults, this::restart);
                replaced = null;
                settingsListeners.forEach(engine::onSettings);
                LOG.info("member {} is back with another state", config.name());
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    faults.onFault("replacing this member's state", e);
                }
            } finally {
                restarting = null;
            }
        }
    }

    /** To the same services that clients reach, without a network; valid until {@link #close}. */
    public Channel inProcessChannel() {
        return inProcess;
    }

    /** Waits until this member serves linearizable reads: there is a leader, and it has caught up. */
    public void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (replaced != null) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("this member's state is being replaced");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        engine.awaitReady(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** Called with the settings at once, and whenever they are changed; must not block. */
    public void onSettings(Consumer<RuntimeSettings> listener) {
        settingsListeners.add(listener);
        engine.onSettings(listener);
    }

    /** At a glance; of a member whose state is being replaced, as it was. */
    public StoreStatus status() {
        var meanwhile = replaced;
        return meanwhile == null ? engine.status() : meanwhile;
    }

    /** Hands leadership over if it has it, answers what it can, makes its state durable. */
    @Override
    public void close() {
        close(true);
    }

    /** Leaves as a crash would, as far as the others can tell; for tests and for stopping in a hurry. */
    public void closeAbruptly() {
        close(false);
    }

    private void close(boolean gracefully) {
        closed = true;
        var busy = restarting;
        if (busy != null) {
            busy.interrupt();
        }
        synchronized (this) {
            engine.close(gracefully);
        }
    }
}
