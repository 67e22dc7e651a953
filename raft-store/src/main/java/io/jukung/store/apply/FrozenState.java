package io.jukung.store.apply;

import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.RetainedVersions;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.StoreSnapshot;
import java.util.function.Consumer;

/** The whole state as of one log entry, to be copied while the writer goes on. */
public final class FrozenState implements AutoCloseable {

    private final StoreSnapshot snapshot;
    private final StoreMark mark;

    FrozenState(StoreSnapshot snapshot) {
        this.snapshot = snapshot;
        mark = StoreMark.read(snapshot);
    }

    /** Which moment it is of. */
    public StoreMark mark() {
        return mark;
    }

    /** All versions that are not compacted. To be closed before this. */
    public RetainedVersions versions() {
        return new RetainedVersions(snapshot, mark.revision(), mark.compactRevision(), () -> {});
    }

    /** Goes over the leases, by their id as an unsigned number. */
    public void forEachLease(Consumer<Lease> action) {
        LeaseTable.forEach(snapshot, action);
    }

    /** The raised alarms. */
    public Alarms alarms() {
        return MetaRecords.readAlarms(snapshot);
    }

    /** Users and roles. */
    public AuthState auth() {
        return AuthRecords.read(snapshot);
    }

    /** What the log says about the cluster. */
    public ClusterInfo cluster() {
        return MetaRecords.readCluster(snapshot);
    }

    /**
     * A hash of all of it but the {@linkplain StoreMark mark}: equal on all members after the same log entry.
     *
     * @param pause called again and again; may wait, and may throw to give up
     */
    public long hash(Runnable pause) {
        return StateHash.of(snapshot, mark, pause);
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
