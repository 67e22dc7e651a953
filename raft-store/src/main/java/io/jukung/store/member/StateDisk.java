package io.jukung.store.member;

import io.jukung.store.peer.Peers;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Where a member's states lie. Implemented by directories of RocksDB and, for simulation, by memory that forgets in a crash
 * what was not flushed; there paths are mere names.
 */
public interface StateDisk {

    /** The directories under one of a member. */
    static StateDisk inDirectory(Path directory) throws IOException {
        return StateDirectory.open(directory);
    }

    /** The state in use. */
    Path current();

    /** Where to put what may become the state in use. */
    Path next();

    /** Makes {@link #next()}, already synced, the current one: after a crash it is the old state or the new one, whole. */
    void promote() throws IOException;

    /**
     * Opens a state.
     *
     * @param onFault told when its storage breaks
     * @param onWritten told the nanoseconds each batch of changes took to be written
     */
    OrderedStore open(Path state, Consumer<StorageFault> onFault, LongConsumer onWritten) throws IOException;

    /** Copies another member's state, checked and synced, to {@code state}. Blocks: a worker's job. */
    void fetch(Peers peers, long from, Path state) throws IOException, InterruptedException;

    /** Removes a state that nobody has open. */
    void remove(Path state) throws IOException;

    /** For a checkpoint that another member reads. */
    Path checkpoint(long id);

    /** For files that are needed for a while. */
    Path scratch() throws IOException;
}
