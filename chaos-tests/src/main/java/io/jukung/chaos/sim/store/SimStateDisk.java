package io.jukung.chaos.sim.store;

import io.jukung.store.member.StateDisk;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.peer.Peers;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.MemoryStore;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A member's states in memory; in a crash each falls back to what was flushed. */
final class SimStateDisk implements StateDisk {

    /** Whom a state can be fetched from. */
    interface Sources {
        /** The disk of a member that can be reached now, else null. */
        @Nullable
        SimStateDisk reachable(long from, long to);
    }

    private final long member;
    private final Sources sources;
    private final StoreFlaw flaw;
    private final Map<Path, MemoryStore> states = new HashMap<>();
    private long number = 1;

    SimStateDisk(long member, Sources sources, StoreFlaw flaw) {
        this.member = member;
        this.sources = sources;
        this.flaw = flaw;
    }

    @Override
    public Path current() {
        return Path.of("state", Long.toString(number));
    }

    @Override
    public Path next() {
        return Path.of("state", Long.toString(number + 1));
    }

    @Override
    public void promote() {
        number++;
    }

    @Override
    public OrderedStore open(Path state, Consumer<StorageFault> onFault, LongConsumer onWritten) {
        return states.computeIfAbsent(state, fresh -> new MemoryStore());
    }

    @Override
    public void fetch(Peers peers, long from, Path state) throws IOException {
        var source = sources.reachable(from, member);
        var theirs = source == null ? null : source.states.get(source.current());
        if (theirs == null) {
            throw new IOException("member " + from + " cannot be reached");
        }
        var copy = theirs.copy();
        if (flaw == StoreFlaw.SNAPSHOT_LACKS_LEASES) {
            empty(copy, Family.LEASES);
        }
        states.put(state, copy);
    }

    private static void empty(MemoryStore store, Family family) {
        try (var batch = store.newBatch();
                var cursor = store.cursor(family, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                batch.delete(family, cursor.key());
            }
            store.write(batch);
        }
        store.flush();
    }

    @Override
    public void remove(Path state) {
        states.remove(state);
    }

    @Override
    public Path checkpoint(long id) {
        return Path.of("checkpoint", Long.toString(id));
    }

    @Override
    public Path scratch() throws IOException {
        throw new IOException("a simulated disk has no files");
    }

    /** Storage writes its buffers when it likes. */
    void flushByItself() {
        var store = states.get(current());
        if (store != null) {
            store.flush();
        }
    }

    /**
     * Loses what was not flushed.
     *
     * @return whether that was anything
     */
    boolean crash() {
        var store = states.get(current());
        states.keySet().removeIf(state -> !state.equals(current()));
        if (store == null) {
            return false;
        }
        var after = store.afterCrash();
        boolean lost = StoreMark.read(after).index() < StoreMark.read(store).index();
        if (flaw == StoreFlaw.APPLIES_TWICE_AFTER_RESTART) {
            forgetLastIndex(after);
        }
        states.put(current(), after);
        return lost;
    }

    /** As if the applied index were written in a batch of its own, after that of the changes. */
    private static void forgetLastIndex(MemoryStore store) {
        var mark = StoreMark.read(store);
        if (mark.index() < 0) {
            return;
        }
        try (var batch = store.newBatch()) {
            new StoreMark(mark.term(), mark.index() - 1, mark.revision(), mark.compactRevision(), mark.digest())
                    .write(batch);
            store.write(batch);
        }
        store.flush();
    }
}
