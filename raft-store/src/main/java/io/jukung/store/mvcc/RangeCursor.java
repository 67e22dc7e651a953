package io.jukung.store.mvcc;

import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;

/** A range being read in chunks, on one snapshot. Used by one thread at a time. */
public final class RangeCursor implements AutoCloseable {

    private final StoreSnapshot snapshot;
    private final RangeExecution execution;
    private final KeyScan scan;
    private final long storeRevision;
    private final boolean countOnly;
    private final long limit;
    private long taken;
    private boolean done;
    private long count;

    RangeCursor(RangeRequest request, StoreSnapshot snapshot, StoreMark mark, long revision) {
        this.snapshot = snapshot;
        execution = new RangeExecution(request);
        storeRevision = mark.revision();
        countOnly = request.getCountOnly();
        limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        scan = range.isEmpty()
                ? new SingleRecordScan(null)
                : new VersionScan(snapshot, range, revision, revision == mark.revision());
    }

    /** The store's revision when the cursor was opened: the response header's. */
    public long revision() {
        return storeRevision;
    }

    /**
     * The next records; empty at the end.
     *
     * @param maxKeys at least 1
     * @param maxBytes the chunk ends with the record that reaches it
     */
    public List<KeyValue> next(int maxKeys, int maxBytes) {
        List<KeyValue> chunk = new ArrayList<>();
        int bytes = 0;
        while (!done && chunk.size() < maxKeys && bytes < maxBytes) {
            if (countOnly || taken == limit) {
                count = taken + scan.countRest();
                done = true;
            } else if (scan.advance()) {
                KeyValue record = execution.shown(scan.record());
                chunk.add(record);
                bytes += record.getSerializedSize();
                taken++;
            } else {
                count = taken;
                done = true;
            }
        }
        return chunk;
    }

    /** Whether everything was read; then {@link #count} and {@link #more} are known. */
    public boolean isDone() {
        return done;
    }

    /** Keys in the range, whatever the limit. */
    public long count() {
        return count;
    }

    /** Whether the limit cut the result. */
    public boolean more() {
        return !countOnly && count > taken;
    }

    @Override
    public void close() {
        scan.close();
        snapshot.close();
    }
}
