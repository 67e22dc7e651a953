package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.KeyspaceLoader;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Builds a state from what another store held, instead of by applying a log. The same content gives the same state, digest
 * included, on every member.
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
    private final StateDigest digest = new StateDigest(0);
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

    /** Adds a lease. All of them come before the keys. */
    public void lease(Lease lease) {
        leases.put(lease, batch);
        digest.add("lease", lease.id(), lease.ttlSeconds(), lease.remainingSeconds());
        count(0);
    }

    /** Adds a put; puts and deletions come in the order of their revisions and subs. */
    public void put(KeyValue record, int sub) {
        long before = keys.put(record, sub, batch);
        move(record.getKey(), before, record.getLease());
        digest.add(
                "put",
                record.getModRevision(),
                sub,
                record.getCreateRevision(),
                record.getVersion(),
                record.getLease(),
                checksum(record.getKey()),
                checksum(record.getValue()));
        count(record.getSerializedSize());
    }

    /** Adds a deletion. */
    public void delete(ByteString key, long revision, int sub) {
        move(key, keys.delete(key, revision, sub, batch), 0);
        digest.add("delete", revision, sub, checksum(key));
        count(key.size());
    }

    /** A lease that is no more, as etcd too allows a key to name, holds nothing. */
    private void move(ByteString key, long from, long to) {
        leases.move(key, living(from), living(to), batch);
    }

    private long living(long lease) {
        return lease != 0 && leases.find(lease).isPresent() ? lease : 0;
    }

    private static long checksum(ByteString of) {
        CRC32C crc = new CRC32C();
        of.asReadOnlyByteBufferList().forEach(crc::update);
        return crc.getValue();
    }

    /** Sets the raised alarms. */
    public void alarms(List<AlarmMember> raised) {
        MetaRecords.write(batch, new Alarms(raised));
        raised.forEach(alarm -> digest.add("alarm", alarm.getMemberID(), alarm.getAlarmValue()));
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

    /**
     * Ends the building; the state is on disk then.
     *
     * @param revision the newest
     * @param compactRevision the oldest that is to be readable
     */
    public StoreMark finish(long revision, long compactRevision) {
        digest.add("built", revision, compactRevision);
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
