package io.jukung.store.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.StorageFault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on disk.
 *
 * <pre>
 * VERSIONS  escaped key, 00 01, ~revision (8)  →  kind, sub if not 0, then for a put: create, version, lease, value
 * LATEST    key                                →  00, mod revision (varint), then what VERSIONS has of it
 * DELETED   escaped key, 00 01, ~revision (8)  →  nothing
 * LOG       revision (8), sub (4)              →  kind, previous mod revision (varint), key; or, of a superseded put:
 *                                                 kind, previous mod revision, size of the key (varints), key, and
 *                                                 what VERSIONS would have
 * LEASES    'L', id (8)                        →  ttl (8), remaining ttl (8)
 *           'K', id (8), key                   →  nothing
 * </pre>
 *
 * In VERSIONS a zero byte of the key is written {@code 00 FF}, so that no key's versions lie between another's, and the
 * newest version comes first.
 *
 * <p>A change is superseded if the same revision goes on to change the key again, as etcd lets a few transactions do.
 * VERSIONS and LATEST know only the last change of a revision; for a watch that starts in the past the log has all.
 *
 * <p>LATEST has the whole record a second time, so that a get is one look-up and a list reads what it answers, however many
 * older versions there are. DELETED has the deletions of VERSIONS again, so that a list of the past finds the keys that
 * LATEST no longer has. Format 1 had no DELETED, and in LATEST only create and mod revision, version and lease (varints), of
 * which the first is never 0: {@link FormatUpgrade}.
 */
final class Layout {

    /** The values of DELETED. */
    static final byte[] NOTHING = {};

    private static final byte DELETE = 0;
    private static final byte PUT = 1;
    /** In VERSIONS, a put that was not its revision's first change: its sub comes first. */
    private static final byte LATER_PUT = 2;
    /** In LATEST; no value of format 1 begins with it. */
    private static final byte LATEST_WITH_RECORD = 0;
    /** In LOG. */
    private static final byte SUPERSEDED_PUT = 2;
    /** In LOG. */
    private static final byte SUPERSEDED_DELETE = 3;

    private static final int REVISION_BYTES = Long.BYTES;
    private static final int MAX_VARINT = 10;

    private Layout() {}

    /** Create and mod revision, version and lease of a key's newest version. */
    record Generation(long createRevision, long modRevision, long version, long lease) {}

    /**
     * What a revision did to one key.
     *
     * @param superseded whether a later entry of the same revision changes the key again
     * @param record the record of a superseded put as in VERSIONS; else empty
     */
    record LogEntry(boolean deletion, long previousRevision, ByteString key, boolean superseded, ByteString record) {

        static LogEntry of(Change change) {
            return new LogEntry(
                    change.deletion(),
                    change.previousRevision(),
                    change.record().getKey(),
                    false,
                    ByteString.EMPTY);
        }

        static LogEntry superseded(Change change) {
            ByteString record = change.deletion()
                    ? ByteString.EMPTY
                    : UnsafeByteOperations.unsafeWrap(Layout.record(change.record(), 0));
            return new LogEntry(
                    change.deletion(),
                    change.previousRevision(),
                    change.record().getKey(),
                    true,
                    record);
        }
    }

    // VERSIONS

    /** Where the versions of all keys from {@code key} on begin. */
    static byte[] versionsFrom(ByteString key) {
        byte[] buffer = new byte[escapedSize(key)];
        escape(key, buffer);
        return buffer;
    }

    static byte[] versionKey(ByteString key, long revision) {
        int escaped = escapedSize(key);
        byte[] buffer = new byte[escaped + 2 + REVISION_BYTES];
        escape(key, buffer);
        buffer[escaped + 1] = 1;
        ByteBuffer.wrap(buffer).putLong(escaped + 2, ~revision);
        return buffer;
    }

    /** The length of the part of a version's key that all versions of the key share. */
    static int sharedLength(byte[] versionKey) {
        return versionKey.length - REVISION_BYTES;
    }

    static long revisionOf(byte[] versionKey) {
        return ~ByteBuffer.wrap(versionKey).getLong(versionKey.length - REVISION_BYTES);
    }

    /** The same key's position at another revision. */
    static byte[] atRevision(byte[] versionKey, long revision) {
        byte[] copy = versionKey.clone();
        ByteBuffer.wrap(copy).putLong(copy.length - REVISION_BYTES, ~revision);
        return copy;
    }

    /** A position after all versions of the key and before those of the next. */
    static byte[] afterVersions(byte[] versionKey) {
        byte[] copy = Arrays.copyOf(versionKey, sharedLength(versionKey));
        copy[copy.length - 1] = 2;
        return copy;
    }

    static ByteString keyOf(byte[] versionKey) {
        int end = sharedLength(versionKey) - 2;
        byte[] key = new byte[end];
        int size = 0;
        for (int i = 0; i < end; i++) {
            key[size++] = versionKey[i];
            if (versionKey[i] == 0) {
                i++;
            }
        }
        return UnsafeByteOperations.unsafeWrap(key, 0, size);
    }

    /** @param sub which of its revision's changes it is */
    static byte[] record(KeyValue record, int sub) {
        ByteBuffer buffer =
                ByteBuffer.allocate(1 + 4 * MAX_VARINT + record.getValue().size());
        if (sub == 0) {
            buffer.put(PUT);
        } else {
            buffer.put(LATER_PUT);
            putVarint(buffer, sub);
        }
        putVarint(buffer, record.getCreateRevision());
        putVarint(buffer, record.getVersion());
        putVarint(buffer, record.getLease());
        record.getValue().copyTo(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** @param sub which of its revision's changes it is */
    static byte[] tombstone(int sub) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + MAX_VARINT).put(DELETE);
        if (sub != 0) {
            putVarint(buffer, sub);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Whether a put's record begins with which of its revision's changes it is. */
    static boolean hasSub(byte[] put, int at) {
        return put[at] == LATER_PUT;
    }

    /** What follows kind and sub of a put's record. */
    private static ByteBuffer afterSub(byte[] put, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(put, at + 1, put.length - at - 1);
        if (hasSub(put, at)) {
            getVarint(buffer);
        }
        return buffer;
    }

    /** Which of its revision's changes a version is. */
    static int subOf(byte[] record) {
        if (record.length == 0) {
            throw new StorageFault("a version in the database is empty");
        }
        boolean told = isTombstone(record) ? record.length > 1 : hasSub(record, 0);
        return told ? (int) getVarint(ByteBuffer.wrap(record, 1, record.length - 1)) : 0;
    }

    static boolean isTombstone(byte[] record) {
        return record[0] == DELETE;
    }

    static boolean isPut(byte[] record) {
        return isPut(record, 0);
    }

    static boolean isPut(byte[] record, int at) {
        return record.length > at && (record[at] == PUT || record[at] == LATER_PUT);
    }

    /** Decodes the record of a put. The value shares the array. */
    static KeyValue keyValue(ByteString key, long modRevision, byte[] record) {
        return keyValue(key, modRevision, record, 0);
    }

    /** @param at where in {@code record} it begins */
    static KeyValue keyValue(ByteString key, long modRevision, byte[] record, int at) {
        if (!isPut(record, at)) {
            throw new StorageFault("no put in the version of " + key.toStringUtf8() + " at revision " + modRevision);
        }
        ByteBuffer buffer = afterSub(record, at);
        KeyValue.Builder builder = KeyValue.newBuilder()
                .setKey(key)
                .setModRevision(modRevision)
                .setCreateRevision(getVarint(buffer))
                .setVersion(getVarint(buffer))
                .setLease(getVarint(buffer));
        return builder.setValue(
                        UnsafeByteOperations.unsafeWrap(record, buffer.position(), record.length - buffer.position()))
                .build();
    }

    private static int escapedSize(ByteString key) {
        int zeros = 0;
        for (int i = 0; i < key.size(); i++) {
            if (key.byteAt(i) == 0) {
                zeros++;
            }
        }
        return key.size() + zeros;
    }

    private static void escape(ByteString key, byte[] into) {
        int at = 0;
        for (int i = 0; i < key.size(); i++) {
            byte next = key.byteAt(i);
            into[at++] = next;
            if (next == 0) {
                into[at++] = (byte) 0xFF;
            }
        }
    }

    // LATEST

    /** @param record as in VERSIONS */
    static byte[] latest(long modRevision, byte[] record) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + MAX_VARINT + record.length).put(LATEST_WITH_RECORD);
        putVarint(buffer, modRevision);
        buffer.put(record);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    static long latestRevision(byte[] latest) {
        return getVarint(checkedLatest(latest));
    }

    /** Where in a value of LATEST the record begins. */
    static int latestRecord(byte[] latest) {
        ByteBuffer buffer = checkedLatest(latest);
        getVarint(buffer);
        return buffer.position();
    }

    private static ByteBuffer checkedLatest(byte[] latest) {
        if (latest.length == 0 || latest[0] != LATEST_WITH_RECORD) {
            throw new StorageFault("a newest version in the database is of an unknown kind");
        }
        return ByteBuffer.wrap(latest, 1, latest.length - 1);
    }

    /** What a value of LATEST says beside the value; null of null. */
    static @Nullable Generation generationOf(byte @Nullable [] latest) {
        if (latest == null) {
            return null;
        }
        long modRevision = latestRevision(latest);
        int at = latestRecord(latest);
        if (!isPut(latest, at)) {
            throw new StorageFault("no put in the newest version of revision " + modRevision);
        }
        ByteBuffer buffer = afterSub(latest, at);
        return new Generation(getVarint(buffer), modRevision, getVarint(buffer), getVarint(buffer));
    }

    /** Whether it is what format 1 had in LATEST. */
    static boolean isGenerationAlone(byte[] latest) {
        return latest.length > 0 && latest[0] != LATEST_WITH_RECORD;
    }

    /** As {@link RecentRecords} has it, and LATEST had it in format 1. */
    static byte[] generation(Generation generation) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * MAX_VARINT);
        putVarint(buffer, generation.createRevision);
        putVarint(buffer, generation.modRevision);
        putVarint(buffer, generation.version);
        putVarint(buffer, generation.lease);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    static Generation generation(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return new Generation(getVarint(buffer), getVarint(buffer), getVarint(buffer), getVarint(buffer));
    }

    // LOG

    static byte[] logKey(long revision, int sub) {
        return ByteBuffer.allocate(REVISION_BYTES + Integer.BYTES)
                .putLong(revision)
                .putInt(sub)
                .array();
    }

    static long logRevision(byte[] logKey) {
        return ByteBuffer.wrap(logKey).getLong();
    }

    static int logSub(byte[] logKey) {
        return ByteBuffer.wrap(logKey).getInt(REVISION_BYTES);
    }

    static boolean isSuperseded(byte[] logEntry) {
        return logEntry[0] == SUPERSEDED_PUT || logEntry[0] == SUPERSEDED_DELETE;
    }

    static byte[] logEntry(LogEntry entry) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + 2 * MAX_VARINT + entry.key.size() + entry.record.size());
        if (entry.superseded) {
            buffer.put(entry.deletion ? SUPERSEDED_DELETE : SUPERSEDED_PUT);
        } else {
            buffer.put(entry.deletion ? DELETE : PUT);
        }
        putVarint(buffer, entry.previousRevision);
        if (entry.superseded && !entry.deletion) {
            putVarint(buffer, entry.key.size());
        }
        entry.key.copyTo(buffer);
        entry.record.copyTo(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    static LogEntry logEntry(byte[] value) {
        if (value.length == 0 || value[0] < DELETE || value[0] > SUPERSEDED_DELETE) {
            throw new StorageFault("a change in the database is of an unknown kind");
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        byte kind = buffer.get();
        long previous = getVarint(buffer);
        long keySize = kind == SUPERSEDED_PUT ? getVarint(buffer) : buffer.remaining();
        if (keySize < 0 || keySize > buffer.remaining()) {
            throw new StorageFault("a change in the database says its key has " + keySize + " bytes");
        }
        ByteString rest = UnsafeByteOperations.unsafeWrap(value, buffer.position(), buffer.remaining());
        return new LogEntry(
                kind == DELETE || kind == SUPERSEDED_DELETE,
                previous,
                rest.substring(0, (int) keySize),
                isSuperseded(value),
                rest.substring((int) keySize));
    }

    // Varints, as in protobuf.

    private static void putVarint(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long getVarint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && buffer.hasRemaining(); shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new StorageFault("a number in the database does not end");
    }
}
