package io.jukung.store.migrate;

import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.backup.Restore;
import io.jukung.store.backup.SnapshotFile;
import io.jukung.store.backup.SnapshotStatus;
import io.jukung.store.bbolt.BoltFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a backup of a running store that can be restored at any revision since its first snapshot: that snapshot and, after
 * it, each change. Goes on where an earlier run ended; where the source has forgotten what came since, with a new snapshot.
 */
public final class Backup {

    private static final long LOG_BYTES = 64L << 20;
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
    /** Of those seen, to ask for each only once. */
    private static final int REMEMBERED_LEASES = 10_000;

    private final SourceStore source;
    private final BackupDirectory directory;
    private final Watcher watcher;
    private final Map<Long, Boolean> knownLeases = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED_LEASES;
        }
    };

    /** Who hears how far it is and says when to stop. */
    public interface Watcher {

        /** A snapshot was taken. */
        void snapshot(Path file, long revision);

        /** Everything up to {@code saved} is on disk; the source is at {@code there}. About once a second. */
        void progress(long saved, long there);

        /** Whether to end, asked often; everything taken is saved first. */
        boolean stop(boolean caughtUp);
    }

    /** @param path is made where it is not */
    public Backup(SourceStore source, Path path, Watcher watcher) throws IOException {
        this.source = source;
        directory = BackupDirectory.open(path);
        this.watcher = watcher;
    }

    /** Backs up until the watcher stops it. */
    public void run() throws IOException, InterruptedException {
        long saved = resume();
        while (true) {
            try {
                follow(saved < 0 ? snapshot() : saved);
                return;
            } catch (ChangeFeed.CompactedException e) {
                saved = -1;
            }
        }
    }

    /** The newest revision on disk; -1: none. Cuts off what an earlier run did not finish. */
    private long resume() throws IOException {
        Files.deleteIfExists(directory.unfinished());
        NavigableMap<Long, Path> snapshots = directory.snapshots();
        if (snapshots.isEmpty()) {
            return -1;
        }
        long saved = snapshots.lastKey();
        Map.Entry<Long, Path> last = directory.logs().lastEntry();
        if (last == null || last.getKey() <= saved) {
            return saved;
        }
        LastRevision reader = new LastRevision(last.getKey() - 1);
        long whole = ChangeLog.read(last.getValue(), true, reader);
        try (ChangeLog log = ChangeLog.append(last.getValue(), whole)) {
            log.sync();
        }
        return reader.last;
    }

    private static final class LastRevision implements ChangeLog.Reader {
        private long last;

        LastRevision(long before) {
            last = before;
        }

        @Override
        public boolean revision(ChangeFeed.Revision revision) {
            last = revision.revision();
            return true;
        }

        @Override
        public void lease(LeaseTimeToLiveResponse lease) {}
    }

    private long snapshot() throws IOException {
        Path unfinished = directory.unfinished();
        source.download(unfinished);
        long compacted;
        try (BoltFile database = SnapshotFile.open(unfinished, false)) {
            compacted = Restore.compactRevision(database);
        }
        // Reads every page: a snapshot that cannot be restored is noticed now.
        long revision = Math.max(SnapshotStatus.of(unfinished).revision(), Math.max(1, compacted));
        watcher.snapshot(directory.keep(unfinished, revision), revision);
        return revision;
    }

    private void follow(long from) throws IOException, InterruptedException {
        long taken = from;
        long saved = from;
        long there = from;
        long reported = 0;
        ChangeLog log = null;
        try (ChangeFeed feed = source.changes(from + 1)) {
            while (true) {
                Optional<ChangeFeed.Revision> next = feed.take(STEP);
                if (next.isPresent()) {
                    if (log == null || log.length() > LOG_BYTES) {
                        log = change(log, next.get().revision());
                    }
                    addLeases(next.get(), log);
                    log.add(next.get());
                    taken = next.get().revision();
                }
                long now = System.nanoTime();
                boolean report = reported == 0 || now - reported >= BETWEEN_REPORTS.toNanos();
                if (log != null && taken > saved && (report || next.isEmpty())) {
                    log.sync();
                    saved = taken;
                }
                if (report) {
                    there = Math.max(taken, source.revisionIfReachable().orElse(there));
                    watcher.progress(saved, there);
                    reported = now;
                }
                if (watcher.stop(next.isEmpty() && saved >= there)) {
                    watcher.progress(saved, there);
                    return;
                }
            }
        } finally {
            if (log != null) {
                log.sync();
                log.close();
            }
        }
    }

    private ChangeLog change(@Nullable ChangeLog full, long revision) throws IOException {
        if (full != null) {
            full.sync();
            full.close();
        }
        ChangeLog log = ChangeLog.append(directory.log(revision), 0);
        directory.sync();
        return log;
    }

    /** A watch does not tell of leases: asked for when a key names one for the first time. */
    private void addLeases(ChangeFeed.Revision revision, ChangeLog log) throws IOException {
        for (Event event : revision.events()) {
            long id = event.getKv().getLease();
            if (id != 0 && knownLeases.putIfAbsent(id, true) == null) {
                Optional<LeaseTimeToLiveResponse> lease = source.lease(id);
                if (lease.isPresent()) {
                    log.add(lease.get());
                }
            }
        }
    }
}
