package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Layout.Generation;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups of single keys in the committed state, without ordered reads where that is possible.
 *
 * @param recent of the same state, or of what it has become since
 */
record CommittedKeys(OrderedReader reader, RecentRecords recent) {

    /** The newest version of a key that lives, without its value. */
    @Nullable
    Generation latest(ByteString key) {
        byte[] bytes = key.toByteArray();
        Generation known = recent.generation(bytes);
        return known == null ? Layout.generationOf(reader.get(Family.LATEST, bytes)) : known;
    }

    /** The record a key got at exactly this revision; null if it is compacted or was a deletion. */
    @Nullable
    KeyValue version(ByteString key, long modRevision) {
        byte[] record = reader.get(Family.VERSIONS, Layout.versionKey(key, modRevision));
        return record == null || Layout.isTombstone(record) ? null : Layout.keyValue(key, modRevision, record);
    }

    /** The record of a key as of a revision that is not compacted. */
    @Nullable
    KeyValue at(ByteString key, long revision) {
        byte[] bytes = key.toByteArray();
        KeyRing.Entry known = recent.record(bytes);
        if (known != null && known.modRevision() <= revision) {
            return Layout.keyValue(key, known.modRevision(), known.bytes());
        }
        byte[] latest = reader.get(Family.LATEST, bytes);
        if (latest != null && Layout.latestRevision(latest) <= revision) {
            return Layout.keyValue(key, Layout.latestRevision(latest), latest, Layout.latestRecord(latest));
        }
        try (PastVersions past = new PastVersions(reader, KeyRange.of(key, ByteString.EMPTY), revision)) {
            return past.find(key) ? past.record(key) : null;
        }
    }
}
