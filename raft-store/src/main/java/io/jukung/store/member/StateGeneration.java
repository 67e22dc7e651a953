package io.jukung.store.member;

import io.jukung.store.apply.StoreState;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.watch.WatchHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state from one opening of its directory until a snapshot replaces it. Whoever reads holds it, and
 * the last to let go closes it.
 */
public final class StateGeneration implements AutoCloseable {

    private final StateDisk disk;
    private final Path directory;
    private final OrderedStore store;
    private final StoreState state;
    private final WatchHub hub;
    /** Holders; the generation itself is one until it is retired. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private final List<Runnable> retirement = new ArrayList<>();
    private volatile boolean retired;

    StateGeneration(StateDisk disk, Path directory, OrderedStore store, StoreState state, WatchHub hub) {
        this.disk = disk;
        this.directory = directory;
        this.store = store;
        this.state = state;
        this.hub = hub;
    }

    public StoreState state() {
        return state;
    }

    public WatchHub hub() {
        return hub;
    }

    /** On disk, about. */
    public long sizeBytes() {
        return store.sizeBytes();
    }

    /** Of that, what is in memory still. */
    public long unflushedBytes() {
        return store.unflushedBytes();
    }

    /** Tells storage how much of the disk is free. */
    public void freeSpace(long bytes) {
        store.freeSpace(bytes);
    }

    OrderedStore store() {
        return store;
    }

    /** False if it is closed already. */
    boolean hold() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Lets go. */
    @Override
    public void close() {
        if (holders.decrementAndGet() > 0) {
            return;
        }

        store.close();
        if (retired) {
            try {
                disk.remove(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("removing the replaced state " + directory, e);
            }
        }
    }

    /** Runs {@code action} when a snapshot replaces this, at once if that has happened. */
    public void onRetired(Runnable action) {
        synchronized (retirement) {
            if (!retired) {
                retirement.add(action);
                return;
            }
        }
        action.run();
    }

    /** The action is not needed any more. */
    public void onLeft(Runnable action) {
        synchronized (retirement) {
            retirement.remove(action);
        }
    }

    /** A newer one is in use: its directory goes with the last holder. */
    void retire() {
        List<Runnable> actions;
        synchronized (retirement) {
            retired = true;
            actions = List.copyOf(retirement);
            retirement.clear();
        }
        actions.forEach(Runnable::run);
        close();
    }
}
