package io.jukung.store.member;

import com.google.protobuf.UnsafeByteOperations;
import io.jukung.store.Release;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.StoreState;
import io.jukung.store.mvcc.FormatUpgrade;
import io.jukung.store.peer.Peers;
import io.jukung.store.replication.ApplyProgress;
import io.jukung.store.replication.LogPosition;
import io.jukung.store.replication.StateMachine;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.watch.WatchHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The applied state of this member, from committed entries and other members' snapshots. */
public final class MemberState implements StateMachine<ApplyResult>, AutoCloseable {

    private static final long MAX_RECENT_BYTES = 64 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(MemberState.class);

    /**
     * Another member's state.
     *
     * @param settles to be completed when it is in use, or dropped
     */
    private record Fetched(StateGeneration state, CompletableFuture<@Nullable Void> settles) {}

    private final StateDisk disk;
    private final int recentBytes;
    private final Release release;
    private final Function<StoreState, WatchHub> hubs;
    private final Executor worker;
    private final BiConsumer<String, Throwable> onFault;
    private final LongConsumer onWritten;
    private final ApplyProgress progress;
    private final List<Consumer<AppliedEntry>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> leadershipListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean persisting = new AtomicBoolean();
    private final HistoryCompaction compaction;

    private final Checkpoints checkpoints;
    private volatile StateGeneration current;
    private volatile LogPosition durable;
    private volatile long term;
    private volatile boolean fetching;
    private volatile @Nullable Peers peers;
    private final AtomicReference<@Nullable Fetched> fetched = new AtomicReference<>();
    /** Completed once what was to be fetched last is in use, or will not be. */
    private final AtomicReference<CompletableFuture<@Nullable Void>> settled =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    /**
     * Opens what the disk holds.
     *
     * @param recentBytes of memory, about, for records that were changed lately
     * @param release of this member: what is of a newer one is refused
     * @param hubs makes the watch hub of a state
     * @param worker for what takes long: flushes, compactions, snapshots
     * @param onFault told what is broken; the member must stop
     * @param onWritten told the nanoseconds each batch of changes took to be written
     * @param compactions told how history is removed
     */
    public MemberState(
            StateDisk disk,
            int recentBytes,
            Release release,
            Function<StoreState, WatchHub> hubs,
            Executor worker,
            ScheduledExecutorService timer,
            BiConsumer<String, Throwable> onFault,
            LongConsumer onWritten,
            CompactionListener compactions)
            throws IOException {
        this.disk = disk;
        this.recentBytes = recentBytes;
        this.release = release;
        this.hubs = hubs;
        this.worker = worker;
        this.onFault = onFault;
        this.onWritten = onWritten;
        this.current = open(disk.current());
        this.durable = positionOf(current.state());
        this.term = durable.term();
        this.progress = new ApplyProgress(durable.index());
        this.checkpoints = new Checkpoints(disk, this::checkpoint, worker, timer);
        this.compaction =
                new HistoryCompaction(this::holdUnlessStopped, held -> held == current, worker, onFault, compactions);
        compaction.wake();
    }

    private long checkpoint(Path target) {
        long lastEntry = durable.index();
        try (var held = hold()) {
            held.store().checkpoint(target);
        }
        return lastEntry;
    }

    /** For members that fetch this one's state. */
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /** This state for others to keep or compare. */
    public Exports exports() {
        return new Exports(this);
    }

    private StateGeneration open(Path path) throws IOException {
        OrderedStore store = disk.open(path, fault -> fault("the state's storage", fault), onWritten);
        long upgraded = FormatUpgrade.run(store);
        if (upgraded > 0) {
            LOG.info("the state in {} was brought to this release's format, {} entries were written", path, upgraded);
        }
        var state = StoreState.open(store, recentBytes);
        var refusal = ReleaseRules.refusal(state.cluster().version(), release);
        if (refusal.isPresent()) {
            store.close();
            throw new IOException("data-dir: " + path + " " + refusal.get());
        }
        return new StateGeneration(disk, path, store, state, hubs.apply(state));
    }

    /** A tenth of the heap: enough for the keys that a cluster's members keep writing, and little beside the rest. */
    public static int recentBytes() {
        return (int) Math.min(MAX_RECENT_BYTES, Runtime.getRuntime().maxMemory() / 10);
    }

    private static LogPosition positionOf(StoreState state) {
        var last = state.lastApplied();
        return new LogPosition(last.term(), last.index());
    }

    /** Where snapshots come from. */
    public void connect(Peers transport) {
        this.peers = transport;
    }

    /** Called on the applying thread with what every entry did, after watchers were told. */
    public void onApplied(Consumer<AppliedEntry> listener) {
        listeners.add(listener);
    }

    public void onLeadershipChange(Runnable listener) {
        leadershipListeners.add(listener);
    }

    public ApplyProgress progress() {
        return progress;
    }

    /** Term of the last applied entry. */
    public long appliedTerm() {
        return term;
    }

    StateDisk disk() {
        return disk;
    }

    /**
     * The state in use; to be closed by who asked.
     *
     * @throws IllegalStateException if the member has stopped
     */
    public StateGeneration hold() {
        return holdUnlessStopped().orElseThrow(() -> new IllegalStateException("this member has stopped"));
    }

    private Optional<StateGeneration> holdUnlessStopped() {
        while (true) {
            var now = current;
            if (now.hold()) {
                return Optional.of(now);
            }
            if (now == current) {
                return Optional.empty();
            }
        }
    }

    /** For values that need no storage: revision, cluster members, alarms. */
    public StoreState peek() {
        return current.state();
    }

    @Override
    public LogPosition durable() {
        return durable;
    }

    @Override
    public ApplyResult apply(LogPosition position, byte[] entry) {
        var generation = current;
        long begun = System.nanoTime();
        var commands = CommandCodec.decode(UnsafeByteOperations.unsafeWrap(entry), release.format());
        var result = generation.state().apply(position.term(), position.index(), commands);
        generation.hub().publish(result.changes());
        for (var command : commands) {
            if (command.bare() instanceof Command.Compact) {
                generation.hub().compacted();
                compaction.wake();
                break;
            }
        }
        var applied = new AppliedEntry(generation.state(), commands, result, System.nanoTime() - begun);
        for (var listener : listeners) {
            listener.accept(applied);
        }
        return result;
    }

    @Override
    public void applied(LogPosition position) {
        var state = current.state();
        if (state.lastApplied().index() < position.index()) {
            state.apply(position.term(), position.index(), List.of());
        }
        term = position.term();
        progress.advance(position.index());
    }

    @Override
    public void persist() {
        if (!persisting.compareAndSet(false, true)) {
            return;
        }
        worker.execute(() -> {
            try (var held = hold()) {
                flush(held);
            } catch (StorageFault e) {
                fault("making the state durable", e);
            } finally {
                persisting.set(false);
            }
        });
    }

    private void flush(StateGeneration held) {
        var position = positionOf(held.state());
        held.store().flush();
        if (position.index() > durable.index()) {
            durable = position;
        }
    }

    /** Makes the state durable now; completed with how far. */
    public CompletableFuture<LogPosition> persisted() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var held = hold()) {
                        flush(held);
                        return durable;
                    } catch (StorageFault e) {
                        fault("making the state durable", e);
                        throw e;
                    }
                },
                worker);
    }

    /** Has storage give back the space of what the last compaction of the history removed, if it has not yet. */
    public CompletableFuture<Void> dropCompacted() {
        return compaction.giveBackSpace();
    }

    /** Completed once what was compacted before this call is removed from storage. */
    public CompletableFuture<Void> compacted() {
        return compaction.finished();
    }

    /** Whether another member's state is being fetched. */
    public boolean isFetching() {
        return fetching;
    }

    @Override
    public CompletableFuture<LogPosition> fetchSnapshot(long leader) {
        var transport = peers;
        if (transport == null) {
            return CompletableFuture.failedFuture(new IOException("not connected to other members"));
        }
        // What is fetched goes to where the state in use comes to be: not before the last one is that.
        var settles = new CompletableFuture<@Nullable Void>();
        return settled.getAndSet(settles)
                .thenApplyAsync(before -> fetch(transport, leader, settles), worker)
                .whenComplete((at, failure) -> {
                    if (failure != null) {
                        settles.complete(null);
                    }
                });
    }

    private LogPosition fetch(Peers transport, long leader, CompletableFuture<@Nullable Void> settles) {
        try {
            fetching = true;
            LOG.info("fetching a snapshot from member {}", Long.toHexString(leader));
            disk.fetch(transport, leader, disk.next());
            var opened = open(disk.next());
            fetched.set(new Fetched(opened, settles));
            return positionOf(opened.state());
        } catch (IOException e) {
            LOG.warn("fetching a snapshot from member {} failed", Long.toHexString(leader), e);
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while fetching a snapshot", e);
        } finally {
            fetching = false;
        }
    }

    @Override
    public void dropSnapshot() {
        var unused = fetched.getAndSet(null);
        if (unused != null) {
            unused.state().close();
            unused.settles().complete(null);
        }
    }

    @Override
    public long neededAfter() {
        return checkpoints.neededAfter();
    }

    @Override
    public void installSnapshot() {
        var installed = fetched.getAndSet(null);
        if (installed == null) {
            throw new IllegalStateException("no snapshot was fetched");
        }
        var next = installed.state();
        try {
            disk.promote();
        } catch (IOException e) {
            throw new UncheckedIOException("putting a fetched snapshot in use", e);
        }
        var before = current;
        current = next;
        durable = positionOf(next.state());
        LOG.info("state replaced by a snapshot at {}", durable);
        before.retire();
        compaction.stateReplaced();
        installed.settles().complete(null);
    }

    @Override
    public void leadershipChanged() {
        leadershipListeners.forEach(Runnable::run);
    }

    @Override
    public void fault(String what, Throwable cause) {
        onFault.accept(what, cause);
    }

    /** Flushes, so that a restart has nothing to replay. */
    @Override
    public void close() {
        dropSnapshot();
        try {
            current.store().flush();
        } finally {
            current.close();
        }
    }
}
