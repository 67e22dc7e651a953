package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreSnapshot;
import io.jukung.store.wire.WireHeader;
import io.jukung.store.wire.WireMessage;
import io.jukung.store.wire.WireWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the committed state, from any thread while the writer goes on. Response headers hold only the revision.
 *
 * <p>Blocks in native code for as long as a scan takes: long ranges belong on a pool of platform threads.
 */
public final class Reads {

    private static final int COUNT_OF_ONE_BYTES = WireWriter.numberSize(1);

    private final OrderedStore store;
    private final RecentRecords recent;
    private final Supplier<StoreMark> published;
    private final PublishedState state;
    private final PageCounts pageCounts;

    /**
     * @param recent of the same store
     * @param published the mark of the last entry that is completely visible
     */
    public Reads(OrderedStore store, RecentRecords recent, Supplier<StoreMark> published) {
        this.store = store;
        this.recent = recent;
        this.published = published;
        this.state = new PublishedState(store, published);
        pageCounts = new PageCounts(recent.lives());
    }

    /** Answers a range. Its static rules were checked before. */
    public RangeResponse range(RangeRequest request) throws RejectedException {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        StoreMark mark = published.get();
        if (range.isEmpty()) {
            mark.resolve(request.getRevision());
            return RangeResponse.newBuilder().setHeader(header(mark)).build();
        }
        if (range.isSingleKey() && request.getRevision() <= 0) {
            KeyValue record = new CommittedKeys(store, recent).at(range.start(), mark.revision());
            // A compaction that overtook the read may have taken the version away.
            if (record != null || published.get().compactRevision() <= mark.revision()) {
                return singleKey(request, mark, record);
            }
        }
        try (PublishedState.Held held = state.hold()) {
            return range(request, range, held.snapshot(), held.mark());
        }
    }

    /** Whether the answer's keys come as they lie on disk, so that it can be {@linkplain #open written in pieces}. */
    public static boolean isPlain(RangeRequest request) {
        return new RangeExecution(request).isPlain();
    }

    /** A record that was in memory. */
    private static final class Cached {
        private final StoreMark mark;
        private final byte[] key;
        private final long modRevision;
        private final byte[] stored;
        /** Where in {@link #stored} the record begins. */
        private final int at;

        Cached(StoreMark mark, byte[] key, long modRevision, byte[] stored, int at) {
            this.mark = mark;
            this.key = key;
            this.modRevision = modRevision;
            this.stored = stored;
            this.at = at;
        }
    }

    /**
     * The newest record of the one key that is asked for, if it is in memory; null if that is not known to be so. Never waits
     * for a disk, so it may be called on an event loop.
     */
    private @Nullable Cached fromMemory(RangeRequest request) {
        boolean singleKey = request.getRangeEnd().isEmpty()
                || KeyRange.of(request.getKey(), request.getRangeEnd()).isSingleKey();
        if (!singleKey || request.getRevision() > 0) {
            return null;
        }
        ByteString key = request.getKey();
        byte[] bytes = key.toByteArray();
        StoreMark mark = published.get();
        KeyRing.Entry known = recent.record(bytes);
        if (known != null && known.modRevision() <= mark.revision()) {
            return new Cached(mark, bytes, known.modRevision(), known.bytes(), 0);
        }
        byte[] latest = store.getFromMemory(Family.LATEST, bytes);
        // What is newer than the mark is still being written.
        return latest == null || Layout.latestRevision(latest) > mark.revision()
                ? null
                : new Cached(mark, bytes, Layout.latestRevision(latest), latest, Layout.latestRecord(latest));
    }

    /** Answers a range of one key at the newest revision if that takes no look at the disk. Does not block. */
    public Optional<RangeResponse> rangeFromMemory(RangeRequest request) {
        Cached found = fromMemory(request);
        if (found == null) {
            return Optional.empty();
        }
        return Optional.of(singleKey(
                request, found.mark, Layout.keyValue(request.getKey(), found.modRevision, found.stored, found.at)));
    }

    /** The same as bytes, for a {@linkplain #isPlain plain} request that wants more than a count; null if it is not known. */
    public @Nullable WireMessage wireRangeFromMemory(RangeRequest request, WireHeader header) {
        Cached found = request.getCountOnly() || !isPlain(request) ? null : fromMemory(request);
        if (found == null) {
            return null;
        }
        StoredRecord stored = new StoredRecord().of(found.key, found.modRevision, found.stored, found.at);
        var out = new WireWriter(WireHeader.MAX_BYTES + stored.kvsSize(request.getKeysOnly()) + COUNT_OF_ONE_BYTES);
        header.write(out, RangeResponse.HEADER_FIELD_NUMBER, found.mark.revision());
        stored.writeKvs(out, request.getKeysOnly());
        out.number(RangeResponse.COUNT_FIELD_NUMBER, 1);
        out.setKeys(1);
        return out;
    }

    private static RangeResponse singleKey(RangeRequest request, StoreMark mark, @Nullable KeyValue record) {
        try (KeyScan scan = new SingleRecordScan(record)) {
            return new RangeExecution(request)
                    .run(scan, OptionalLong.empty())
                    .setHeader(header(mark))
                    .build();
        }
    }

    private RangeResponse range(RangeRequest request, KeyRange range, StoreSnapshot snapshot, StoreMark mark)
            throws RejectedException {
        long revision = mark.resolve(request.getRevision());
        RangeExecution execution = new RangeExecution(request);
        OptionalLong knownCount = execution.isPlain() ? pageCounts.find(revision, range) : OptionalLong.empty();
        try (KeyScan scan = new KeyspaceScan(snapshot, recent.lives(), range, revision, revision == mark.revision())) {
            RangeResponse response =
                    execution.run(scan, knownCount).setHeader(header(mark)).build();
            if (response.getMore() && execution.isPlain()) {
                ByteString last = response.getKvs(response.getKvsCount() - 1).getKey();
                pageCounts.rememberRest(
                        revision,
                        new KeyRange(KeyRange.after(last), range.end()),
                        response.getCount() - response.getKvsCount());
            }
            return response;
        }
    }

    /** Runs a transaction that is {@linkplain RequestRules#isReadOnly read-only}. */
    public TxnResponse readOnlyTxn(TxnRequest request) throws RejectedException {
        try (PublishedState.Held held = state.hold()) {
            Draft draft = new Draft(held.snapshot(), RecentRecords.NONE, held.mark());
            return new Transaction(draft, lease -> false).txn(request);
        }
    }

    /**
     * Opens a range that is written in pieces, so that a long one needs little memory.
     *
     * @throws IllegalArgumentException if the request sorts or filters, which needs all keys at once
     */
    public RangeCursor open(RangeRequest request) throws RejectedException {
        if (!isPlain(request)) {
            throw new IllegalArgumentException("a range with a sort order or filters cannot be read in pieces");
        }
        PublishedState.Held held = state.hold();
        boolean opened = false;
        try {
            StoreMark mark = held.mark();
            RangeCursor cursor = new RangeCursor(
                    request, held.snapshot(), mark, mark.resolve(request.getRevision()), pageCounts, recent.lives());
            opened = true;
            return cursor;
        } finally {
            if (!opened) {
                held.close();
            }
        }
    }

    /**
     * Opens everything that a finished compaction keeps, up to a revision; equal on all members, however far each one's
     * compaction has come.
     *
     * @param revision 0: the newest
     */
    public RetainedVersions retained(long revision) throws RejectedException {
        PublishedState.Held held = state.hold();
        boolean opened = false;
        try {
            StoreMark mark = held.mark();
            RetainedVersions versions =
                    new RetainedVersions(held.snapshot(), mark.resolve(revision), mark.compactRevision(), held::close);
            opened = true;
            return versions;
        } finally {
            if (!opened) {
                held.close();
            }
        }
    }

    private static ResponseHeader header(StoreMark mark) {
        return ResponseHeader.newBuilder().setRevision(mark.revision()).build();
    }

    @Override
    public String toString() {
        return "Reads at " + Objects.toString(published.get());
    }
}
