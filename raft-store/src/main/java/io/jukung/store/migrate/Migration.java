package io.jukung.store.migrate;

import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.apply.StateBuilder;
import io.jukung.store.auth.AuthState;
import io.jukung.store.backup.HashKv;
import io.jukung.store.backup.Restore;
import io.jukung.store.backup.Scratch;
import io.jukung.store.backup.SnapshotFile;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.lease.Lease;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a running store, revision by revision, until it is cut off. At the cut the source must have come to rest: its
 * hash, leases and compaction are asked for, and a copy with another hash is refused. So several migrations of one source,
 * one for each member to be, end with the same state.
 */
public final class Migration {

    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

    /** When the copying is to end, and who hears how far it is. */
    public interface Watcher {

        /**
         * How far the copy is, about once a second.
         *
         * @param copied the newest revision here
         * @param source the newest there
         */
        void progress(long copied, long source);

        /**
         * Whether to cut over now that everything is copied.
         *
         * @param idle since the last change
         */
        boolean cut(Duration idle);

        /** The cut has to wait: the source went on to {@code source}. */
        void notAtRest(long source);
    }

    private final SourceStore source;
    private final @Nullable PointInTime backup;
    private final Scratch scratch;
    private final Watcher watcher;
    private long authRevision;

    /** @param backup of the source, to begin with; null: a snapshot is downloaded */
    public Migration(SourceStore source, @Nullable PointInTime backup, Scratch scratch, Watcher watcher) {
        this.source = source;
        this.backup = backup;
        this.scratch = scratch;
        this.watcher = watcher;
    }

    /**
     * Copies until the watcher cuts.
     *
     * @param store empty
     * @throws IOException if the source is gone, compacted what was not copied yet, or its hash is another than the copy's
     */
    public StoreMark into(OrderedStore store) throws IOException, InterruptedException {
        if (backup != null) {
            return from(backup.snapshot().getValue(), store);
        }
        Path snapshot = scratch.newFile();
        try {
            source.download(snapshot);
            return from(snapshot, store);
        } finally {
            Files.delete(snapshot);
        }
    }

    private StoreMark from(Path snapshot, OrderedStore store) throws IOException, InterruptedException {
        try (BoltFile database = SnapshotFile.open(snapshot, false)) {
            long compacted = Restore.compactRevision(database);
            try (StateBuilder state = new StateBuilder(store, compacted)) {
                AuthState auth = Restore.auth(database);
                state.auth(auth);
                authRevision = auth.revision();
                long newest = Math.max(Restore.keys(database, state, Long.MAX_VALUE), Math.max(1, compacted));
                // Leases come at the cut: those of the backup may be over.
                return follow(state, backup == null ? newest : backup.replay(state, newest, lease -> {}));
            }
        }
    }

    private StoreMark follow(StateBuilder state, long from) throws IOException, InterruptedException {
        long copied = from;
        long there = source.revision();
        if (backup != null && copied > there) {
            throw new IOException("the backup goes up to revision " + copied + ", the source only to " + there
                    + ": it is not a backup of this source");
        }
        watcher.progress(copied, there);
        long reported = System.nanoTime();
        long changed = reported;
        try (ChangeFeed feed = source.changes(copied + 1)) {
            while (true) {
                Optional<ChangeFeed.Revision> next = feed.take(STEP);
                long now = System.nanoTime();
                if (next.isPresent()) {
                    add(state, next.get());
                    copied = next.get().revision();
                    changed = now;
                }
                if (now - reported >= BETWEEN_REPORTS.toNanos()) {
                    OptionalLong newest = source.revisionIfReachable();
                    if (newest.isPresent()) {
                        there = newest.getAsLong();
                        watcher.progress(copied, there);
                    }
                    reported = now;
                }
                if (next.isEmpty() && copied >= there && watcher.cut(Duration.ofNanos(now - changed))) {
                    Optional<StoreMark> end = cut(state, copied);
                    if (end.isPresent()) {
                        return end.get();
                    }
                    there = source.revision();
                }
            }
        }
    }

    /** Adds what one revision changed. */
    static void add(StateBuilder state, ChangeFeed.Revision revision) {
        int sub = 0;
        for (Event event : revision.events()) {
            switch (event.getType()) {
                case PUT -> state.put(event.getKv(), sub);
                case DELETE -> state.delete(event.getKv().getKey(), revision.revision(), sub);
                case UNRECOGNIZED -> throw new IllegalArgumentException("an event of a kind that is not known");
            }
            sub++;
        }
    }

    /** Ends the copy at a revision, unless the source has gone on. */
    private Optional<StoreMark> cut(StateBuilder state, long revision) throws IOException {
        HashKVResponse before = source.hash();
        List<Lease> leases = source.leases();
        var alarms = source.alarms();
        if (source.authRevision() != authRevision) {
            throw new IOException("users or roles of the source were changed since the snapshot"
                    + (backup == null ? ": start again" : " in the backup: begin without it, or with a new one"));
        }
        HashKVResponse after = source.hash();
        if (after.getHeader().getRevision() != revision
                || before.getHeader().getRevision() != revision
                || after.getCompactRevision() != before.getCompactRevision()) {
            watcher.notAtRest(after.getHeader().getRevision());
            return Optional.empty();
        }
        long compacted = after.getCompactRevision();
        HashKv copy = HashKv.of(state.versions(revision, compacted), scratch);
        if (copy.hash() != after.getHash()) {
            throw new IOException("the copy is not the source's at revision " + revision + ": its hash is "
                    + Integer.toUnsignedString(copy.hash()) + ", the source's "
                    + Integer.toUnsignedString(after.getHash()));
        }
        leases.forEach(state::lease);
        state.alarms(alarms);
        return Optional.of(state.finish(revision, compacted, copy.hash()));
    }
}
