package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.KeyspaceLoader;
import io.jukung.store.mvcc.RetainedVersions;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import java.util.List;
import java.util.Set;

/**
 * Builds a state from what another store held, instead of by applying a log. The same content gives the same state, digest
 * included, on every member, whatever way the content came.
 *
 * <p>It counts as the state after the log's first entry, which never is in any log: a member that begins with an empty one
 * cannot be caught up by entries alone and fetches the state from another.
 */
public final class StateBuilder implements AutoCloseable {

    private static final long TERM = 1;
    private static final long INDEX = 0;
    private static final int BATCH_CHANGES = 2_000;
    private static final long BATCH_BYTES = 4L << 20;

    private final OrderedStore store;
    private final KeyspaceLoader keys;
    private final LeaseTable leases;
    private Alarms alarms = Alarms.NONE;
    private AuthState auth = AuthState.FRESH;
    private StoreBatch batch;
    private int changes;
    private long bytes;

    /**
     * @param store empty
     * @param compactRevision the oldest revision that could be read in the other store; -1: all
     */
    public StateBuilder(OrderedStore store, long compactRevision) {
        this.store = store;
        keys = new KeyspaceLoader(store, compactRevision);
        leases = new LeaseTable(store);
        batch = store.newBatch();
    }

    /** Adds a lease. Keys that name it are attached at the end; those that name one that is no more hold on to nothing. */
    public void lease(Lease lease) {
        leases.put(lease, batch);
        count(0);
    }

    /**
     * Adds a put; puts and deletions come in the order of their revisions and subs.
     *
     * @param record with the revisions and version it had
     * @param sub which of its revision's changes it was
     */
    public void put(KeyValue record, int sub) {
        keys.put(record, sub, batch);
        count(record.getSerializedSize());
    }

    /** Adds a deletion. */
    public void delete(ByteString key, long revision, int sub) {
        keys.delete(key, revision, sub, batch);
        count(key.size());
    }

    /** Sets the raised alarms. */
    public void alarms(List<AlarmMember> raised) {
        alarms = new Alarms(raised, Set.of());
    }

    /** Sets users and roles. */
    public void auth(AuthState state) {
        auth = state;
    }

    private void count(long size) {
        changes++;
        bytes += size;
        if (changes >= BATCH_CHANGES || bytes >= BATCH_BYTES) {
            write();
        }
    }

    private void write() {
        store.write(batch);
        batch.close();
        keys.written();
        leases.written();
        batch = store.newBatch();
        changes = 0;
        bytes = 0;
    }

    /** What has been added so far, to be hashed. */
    public RetainedVersions versions(long revision, long compactRevision) {
        write();
        return new RetainedVersions(store, revision, compactRevision, () -> {});
    }

    /**
     * Ends the building; the state is on disk then.
     *
     * @param revision the newest
     * @param compactRevision the oldest that is to be readable
     * @param keysHash of all keys
     */
    public StoreMark finish(long revision, long compactRevision, int keysHash) {
        write();
        keys.forEachLeased((key, lease) -> {
            if (leases.find(lease).isPresent()) {
                leases.move(key, 0, lease, batch);
                count(key.size());
            }
        });
        MetaRecords.write(batch, alarms);
        StateDigest digest = new StateDigest(0);
        LeaseTable.forEach(
                store, lease -> digest.add("lease", lease.id(), lease.ttlSeconds(), lease.remainingSeconds()));
        alarms.members().forEach(alarm -> digest.add("alarm", alarm.getMemberID(), alarm.getAlarmValue()));
        digest.add("auth", AuthRecords.write(batch, AuthState.FRESH, auth));
        digest.add("built", revision, compactRevision, keysHash);
        StoreMark mark = new StoreMark(TERM, INDEX, revision, compactRevision, digest.value());
        mark.write(batch);
        write();
        store.flush();
        return mark;
    }

    @Override
    public void close() {
        batch.close();
    }
}
