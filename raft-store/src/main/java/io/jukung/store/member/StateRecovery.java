package io.jukung.store.member;

import io.jukung.store.mvcc.FormatUpgrade;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.storage.RocksStore;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a state that is damaged, or differs from the other members', by a copy of theirs, before this member takes part
 * again. It is safe whatever the state was: it holds nothing but the effect of committed entries. What a member has promised
 * lies in its log, which stays.
 */
public final class StateRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(StateRecovery.class);

    /** A copy takes long; that nobody has one to give must come to an end. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Opens the state. */
    @FunctionalInterface
    public interface Opening {
        MemberState open() throws IOException;
    }

    private final Path directory;
    private final PeerTransport peers;
    private final Supplier<List<Long>> others;

    /**
     * Recovers a directory's state.
     *
     * @param others asks who the other members are; their addresses are known afterwards
     */
    public StateRecovery(Path directory, PeerTransport peers, Supplier<List<Long>> others) {
        this.directory = directory;
        this.peers = peers;
        this.others = others;
    }

    /**
     * Opens the state, replacing it first if it must not be used.
     *
     * @param firstLogIndex of the first entry the log still has: a state must reach up to it
     * @throws IOException if it cannot be opened or replaced, saying what to do
     */
    public MemberState open(Opening opening, long firstLogIndex) throws IOException {
        var quarantine = Quarantine.read(directory);
        if (quarantine == null) {
            try {
                var state = opening.open();
                var gap = gap(state.durable().index(), firstLogIndex);
                if (gap == null) {
                    return state;
                }
                state.close();
                quarantine = new Quarantine(directory + " is not whole: " + gap, Set.of());
            } catch (StorageFault | DamagedException e) {
                if (e instanceof StorageFault fault && !fault.isDamage()) {
                    throw e;
                }
                quarantine = new Quarantine(String.valueOf(e.getMessage()), Set.of());
            }
            quarantine.write(directory);
        }
        replace(quarantine, firstLogIndex);
        return opening.open();
    }

    /** What is missing between a state and the log; null: nothing. */
    private static @Nullable String gap(long stateIndex, long firstLogIndex) {
        return stateIndex + 1 >= firstLogIndex
                ? null
                : "it ends at log entry " + stateIndex + ", what follows begins at " + firstLogIndex;
    }

    /**
     * Replaces the state, which nobody has open.
     *
     * @param firstLogIndex of the first entry that will not be in it
     * @throws IOException if nobody has a copy to give, saying what to do
     */
    public void replace(Quarantine quarantine, long firstLogIndex) throws IOException {
        LOG.error(
                "this member's state is not used any more, a copy of another member's takes its place: {}",
                quarantine.reason());
        long begun = System.nanoTime();
        long complained = begun - COMPLAIN_NANOS;
        var failure = "there is no other member";
        do {
            for (long source : sources(quarantine)) {
                try {
                    copy(source, firstLogIndex);
                    LOG.info(
                            "the state was replaced by that of member {} in {} ms",
                            Long.toHexString(source),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
                    return;
                } catch (IOException | StorageFault e) {
                    failure = "member " + Long.toHexString(source) + ": " + e.getMessage()
                            + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while the state was replaced", e);
                }
            }
            if (System.nanoTime() - complained >= COMPLAIN_NANOS) {
                complained = System.nanoTime();
                LOG.warn("the state cannot be replaced yet: {}", failure);
            }
        } while (!isAlone(failure) && pause() && System.nanoTime() - begun < PATIENCE.toNanos());
        throw new IOException("data-dir: " + quarantine.reason() + "; no copy to replace it with (" + failure
                + "). If other members run, look why they do not answer and start this one again; else restore a backup"
                + " into a new directory ('jukung store snapshot restore FILE --data-dir=…')");
    }

    private boolean isAlone(String failure) {
        return failure.equals("there is no other member");
    }

    private List<Long> sources(Quarantine quarantine) {
        var sources = new ArrayList<>(others.get());
        if (!quarantine.sources().isEmpty()) {
            sources.retainAll(quarantine.sources());
        }
        return sources;
    }

    private void copy(long source, long firstLogIndex) throws IOException, InterruptedException {
        var numbered = StateDirectory.toReplace(directory);
        new CheckpointFetch(peers, source).into(numbered.next());
        try (var store = RocksStore.open(numbered.next(), fault -> {})) {
            FormatUpgrade.run(store);
            var gap = gap(StoreMark.read(store).index(), firstLogIndex);
            if (gap != null) {
                throw new IOException("its state is too old: " + gap);
            }
        }
        numbered.promote();
        Quarantine.lift(directory);
    }

    private static boolean pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the state was replaced", e);
        }
    }
}
