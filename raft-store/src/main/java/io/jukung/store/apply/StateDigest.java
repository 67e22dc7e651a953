package io.jukung.store.apply;

import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.RevisionChanges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A running checksum over every change ever applied. Members that have applied the same entries have the same digest: the
 * cheap, always-on way to notice that one has gone astray.
 */
final class StateDigest {

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private long value;

    StateDigest(long value) {
        this.value = value;
    }

    long value() {
        return value;
    }

    void add(RevisionChanges changes) {
        CRC32C crc = new CRC32C();
        for (Change change : changes.changes()) {
            KeyValue record = change.record();
            crc.update(record.getKey().asReadOnlyByteBuffer());
            crc.update(record.getValue().asReadOnlyByteBuffer());
            mix(crc.getValue());
            mix(record.getVersion());
            mix(record.getCreateRevision());
            mix(record.getLease());
        }
        mix(changes.revision());
    }

    /** For what is no change of a key: kind and numbers. */
    void add(String kind, long... numbers) {
        CRC32C crc = new CRC32C();
        crc.update(kind.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.BIG_ENDIAN);
        for (long number : numbers) {
            buffer.putLong(number);
        }
        crc.update(buffer.array());
        mix(crc.getValue());
    }

    private void mix(long input) {
        long mixed = (value ^ input) * MULTIPLIER;
        value = mixed ^ (mixed >>> 32);
    }
}
