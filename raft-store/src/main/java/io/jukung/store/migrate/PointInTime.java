package io.jukung.store.migrate;

import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.store.apply.StateBuilder;
import io.jukung.store.backup.HashKv;
import io.jukung.store.backup.Restore;
import io.jukung.store.backup.Scratch;
import io.jukung.store.backup.SnapshotException;
import io.jukung.store.backup.SnapshotFile;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.lease.Lease;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;

/**
 * A state from a backup, as it was at a revision; alarms, users and roles as in the snapshot. Leases that were granted after
 * the snapshot are there if a key was attached to them; each has its whole time before it.
 */
public final class PointInTime {

    /** Stands for the newest revision of a backup. */
    public static final long NEWEST = Long.MAX_VALUE;

    private final BackupDirectory directory;
    private final long wanted;

    /**
     * @param path the backup's directory
     * @param revision to restore, or {@link #NEWEST}
     */
    public PointInTime(Path path, long revision) {
        if (revision < 1) {
            throw new IllegalArgumentException("--revision=" + revision + ": expected 1 or more");
        }
        directory = new BackupDirectory(path);
        wanted = revision;
    }

    /**
     * Fills a store.
     *
     * @param store empty
     * @throws SnapshotException if the backup does not reach the revision, or has a gap or damage before it
     */
    public StoreMark into(OrderedStore store, Scratch scratch) throws IOException {
        Map.Entry<Long, Path> snapshot = snapshot();
        try (BoltFile database = SnapshotFile.open(snapshot.getValue(), false)) {
            long compacted = Restore.compactRevision(database);
            try (StateBuilder state = new StateBuilder(store, compacted)) {
                Restore.leases(database, state);
                state.alarms(Restore.alarms(database));
                state.auth(Restore.auth(database));
                Restore.keys(database, state, NEWEST);
                long reached = replay(state, snapshot.getKey(), state::lease);
                if (reached < wanted && wanted != NEWEST) {
                    throw new SnapshotException("the backup in " + directory.path() + " ends with revision " + reached
                            + ", revision " + wanted + " is newer");
                }
                HashKv hash = HashKv.of(state.versions(reached, compacted), scratch);
                return state.finish(reached, compacted, hash.hash());
            }
        }
    }

    /**
     * What to begin with, by its revision.
     *
     * @throws SnapshotException if the backup does not reach as far back
     */
    Map.Entry<Long, Path> snapshot() throws IOException {
        return directory.snapshotFor(wanted);
    }

    /**
     * Adds the changes after a revision.
     *
     * @param leases gets those that keys were attached to
     * @return the newest revision there was
     */
    long replay(StateBuilder state, long from, Consumer<Lease> leases) throws IOException {
        Replay replay = new Replay(state, from, leases);
        NavigableMap<Long, Path> logs = directory.logs();
        // The file that holds the next revision may begin before it: a later snapshot was taken meanwhile.
        Long first = logs.floorKey(from + 1);
        for (Map.Entry<Long, Path> log : (first == null ? logs : logs.tailMap(first, true)).entrySet()) {
            if (log.getKey() > wanted || log.getKey() > replay.reached + 1) {
                break;
            }
            ChangeLog.read(log.getValue(), log.getKey().equals(logs.lastKey()), replay);
        }
        return replay.reached;
    }

    private final class Replay implements ChangeLog.Reader {
        private final StateBuilder state;
        private final Consumer<Lease> leases;
        private long reached;

        Replay(StateBuilder state, long from, Consumer<Lease> leases) {
            this.state = state;
            this.leases = leases;
            reached = from;
        }

        @Override
        public boolean revision(ChangeFeed.Revision revision) throws IOException {
            if (revision.revision() <= reached) {
                return true;
            }
            if (revision.revision() > wanted) {
                return false;
            }
            if (revision.revision() != reached + 1) {
                throw new SnapshotException("the backup in " + directory.path() + " has a gap: after revision "
                        + reached + " comes " + revision.revision());
            }
            Migration.add(state, revision);
            reached = revision.revision();
            return true;
        }

        @Override
        public void lease(LeaseTimeToLiveResponse lease) {
            leases.accept(new Lease(lease.getID(), lease.getGrantedTTL(), 0));
        }
    }
}
