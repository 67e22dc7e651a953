package io.jukung.store.mvcc;

import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.wire.WireWriter;

/**
 * A key's version as it lies on disk, to be written as a {@link KeyValue} field of a response without becoming an object.
 * One of these serves a whole scan.
 */
final class StoredRecord {

    private static final byte[] NONE = {};

    private byte[] key = NONE;
    private int keySize;
    private byte[] record = NONE;
    private int at;
    private long createRevision;
    private long modRevision;
    private long version;
    private long lease;

    /** Looks at a version that is a put. */
    StoredRecord of(byte[] versionKey, byte[] stored) {
        decode(Layout.revisionOf(versionKey), stored, 0);
        int escaped = Layout.sharedLength(versionKey) - 2;
        key = versionKey;
        keySize = escaped;
        for (int i = 0; i < escaped; i++) {
            if (versionKey[i] == 0) {
                key = Layout.keyOf(versionKey).toByteArray();
                keySize = key.length;
                break;
            }
        }
        return this;
    }

    /**
     * Looks at a version of a known key that is a put.
     *
     * @param from where in {@code stored} it begins
     */
    StoredRecord of(byte[] itsKey, long itsRevision, byte[] stored, int from) {
        decode(itsRevision, stored, from);
        key = itsKey;
        keySize = itsKey.length;
        return this;
    }

    private void decode(long itsRevision, byte[] stored, int from) {
        if (!Layout.isPut(stored, from)) {
            throw new StorageFault("no put in a version of revision " + itsRevision);
        }
        modRevision = itsRevision;
        record = stored;
        at = from + 1;
        if (Layout.hasSub(stored, from)) {
            varint();
        }
        createRevision = varint();
        version = varint();
        lease = varint();
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < record.length; shift += 7) {
            byte next = record[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new StorageFault("a number in the database does not end");
    }

    private int valueSize(boolean keysOnly) {
        return keysOnly ? 0 : record.length - at;
    }

    private int messageSize(boolean keysOnly) {
        return WireWriter.bytesSize(keySize)
                + WireWriter.numberSize(createRevision)
                + WireWriter.numberSize(modRevision)
                + WireWriter.numberSize(version)
                + WireWriter.bytesSize(valueSize(keysOnly))
                + WireWriter.numberSize(lease);
    }

    /** Bytes {@link #writeKvs} appends. */
    int kvsSize(boolean keysOnly) {
        return WireWriter.messageSize(messageSize(keysOnly));
    }

    /** Appends it as one of a {@link RangeResponse}'s {@code kvs}. */
    void writeKvs(WireWriter out, boolean keysOnly) {
        out.message(RangeResponse.KVS_FIELD_NUMBER, messageSize(keysOnly));
        out.bytes(KeyValue.KEY_FIELD_NUMBER, key, 0, keySize);
        out.number(KeyValue.CREATE_REVISION_FIELD_NUMBER, createRevision);
        out.number(KeyValue.MOD_REVISION_FIELD_NUMBER, modRevision);
        out.number(KeyValue.VERSION_FIELD_NUMBER, version);
        out.bytes(KeyValue.VALUE_FIELD_NUMBER, record, at, valueSize(keysOnly));
        out.number(KeyValue.LEASE_FIELD_NUMBER, lease);
    }
}
