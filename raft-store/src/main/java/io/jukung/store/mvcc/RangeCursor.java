package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.storage.StoreSnapshot;
import io.jukung.store.wire.WireWriter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A range being written in pieces, on one snapshot, so that a long one needs little memory: records go from storage into the
 * answer's bytes. Used by one thread at a time.
 */
public final class RangeCursor implements AutoCloseable {

    private final StoreSnapshot snapshot;
    private final PageCounts pageCounts;
    private final RecentLives lives;
    private final KeyRange range;
    private final long revision;
    private final long storeRevision;
    private final boolean countOnly;
    private final boolean keysOnly;
    private final long limit;
    /** Null in an empty range. */
    private @Nullable KeyspaceScan scan;

    private long taken;
    private boolean done;
    /** Whether count and more are known. */
    private boolean known;

    private boolean more;
    private OptionalLong count;

    RangeCursor(
            RangeRequest request,
            StoreSnapshot snapshot,
            StoreMark mark,
            long revision,
            PageCounts pageCounts,
            RecentLives lives) {
        this.snapshot = snapshot;
        this.pageCounts = pageCounts;
        this.lives = lives;
        this.revision = revision;
        storeRevision = mark.revision();
        countOnly = request.getCountOnly();
        keysOnly = request.getKeysOnly();
        range = KeyRange.of(request.getKey(), request.getRangeEnd());
        if (countOnly) {
            limit = 0;
        } else {
            limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
        }
        done = range.isEmpty();
        count = done ? OptionalLong.of(0) : OptionalLong.empty();
        scan = done ? null : scan(range.start());
    }

    private KeyspaceScan scan(ByteString from) {
        return new KeyspaceScan(snapshot, lives, new KeyRange(from, range.end()), revision, revision == storeRevision);
    }

    /** The store's revision when the cursor was opened: the response header's. */
    public long revision() {
        return storeRevision;
    }

    /**
     * Appends the next records as {@code kvs} of a {@link RangeResponse}; none at the end.
     *
     * @param maxKeys at least 1
     * @param maxBytes the piece ends with the record with which {@code out} reaches this size
     */
    public void write(WireWriter out, int maxKeys, int maxBytes) {
        KeyspaceScan from = scan;
        for (int keys = 0; from != null && keys < maxKeys && out.size() < maxBytes && advance(from); keys++) {
            from.stored().writeKvs(out, keysOnly);
        }
    }

    /** How many bytes {@link #write} will append for all that follows; {@link #count} and {@link #more} are known afterwards. */
    public long measureRest() {
        KeyspaceScan from = scan;
        if (from == null || done) {
            return 0;
        }
        long before = taken;
        ByteString next = before == 0 ? range.start() : KeyRange.after(from.key());
        long bytes = 0;
        while (advance(from)) {
            bytes += from.stored().kvsSize(keysOnly);
        }
        from.close();
        scan = scan(next);
        taken = before;
        done = false;
        return bytes;
    }

    /** Takes the next record of the answer; false at its end. */
    private boolean advance(KeyspaceScan from) {
        if (done) {
            return false;
        }
        if (taken < limit && from.advance()) {
            taken++;
            return true;
        }
        done = true;
        if (!known) {
            known = true;
            if (taken < limit) {
                count = OptionalLong.of(taken);
            } else {
                cutOff(from);
            }
        }
        return false;
    }

    private void cutOff(KeyspaceScan from) {
        ByteString last = taken == 0 ? null : from.key();
        OptionalLong told = pageCounts.find(revision, range);
        long all = told.isPresent() ? told.getAsLong() : taken + from.countRest();
        count = OptionalLong.of(all);
        more = !countOnly && all > taken;
        pageCounts.remember(revision, range, all);
        if (last != null && more) {
            pageCounts.rememberRest(revision, new KeyRange(KeyRange.after(last), range.end()), all - taken);
        }
    }

    /** Whether everything was written; then {@link #count} and {@link #more} are known. */
    public boolean isDone() {
        return done;
    }

    /** Keys in the range, whatever the limit. */
    public long count() {
        return count.orElseThrow();
    }

    /** Whether the limit cut the result. */
    public boolean more() {
        return more;
    }

    @Override
    public void close() {
        if (scan != null) {
            scan.close();
        }
        snapshot.close();
    }
}
