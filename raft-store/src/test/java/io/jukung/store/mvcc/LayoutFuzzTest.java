package io.jukung.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.wire.WireWriter;
import io.jukung.testing.ShortFuzz;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes on disk: what is damaged is a fault of the storage, told so, and what is not comes back as it was. */
class LayoutFuzzTest {

    private static final int SHORT = 50_000;
    private static final ByteString KEY = ByteString.copyFromUtf8("k\0ey");

    private static KeyValue record(long create, long version, long lease, String value) {
        return KeyValue.newBuilder()
                .setKey(KEY)
                .setModRevision(9)
                .setCreateRevision(create)
                .setVersion(version)
                .setLease(lease)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    static Stream<byte[]> seeds() {
        KeyValue plain = record(3, 2, 0, "value");
        KeyValue leased = record(Long.MAX_VALUE, 1L << 40, -1, "");
        return Stream.of(
                Layout.record(plain, 0),
                Layout.record(leased, 300),
                Layout.tombstone(0),
                Layout.tombstone(129),
                Layout.versionKey(KEY, 77),
                Layout.generation(new Layout.Generation(1, 2, 3, -1)),
                Layout.latest(9, Layout.record(plain, 0)),
                Layout.latest(9, Layout.record(leased, 300)),
                Layout.logEntry(new Layout.LogEntry(false, 7, KEY, false, ByteString.EMPTY)),
                Layout.logEntry(new Layout.LogEntry(false, 7, KEY, true, ByteString.copyFrom(Layout.record(plain, 0)))),
                Layout.logEntry(new Layout.LogEntry(true, 7, KEY, true, ByteString.EMPTY)),
                Layout.logKey(5, 6));
    }

    private static void faultsAtMost(Runnable reading) {
        try {
            reading.run();
        } catch (StorageFault told) {
            assertThat(told.getMessage()).isNotEmpty();
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void bytes(byte[] bytes) {
        faultsAtMost(() -> {
            KeyValue read = Layout.keyValue(KEY, 9, bytes);
            assertThat(Layout.keyValue(KEY, 9, Layout.record(read, Layout.subOf(bytes))))
                    .isEqualTo(read);
            assertThat(onWire(bytes)).isEqualTo(read);
        });
        faultsAtMost(() -> onWire(bytes));
        faultsAtMost(() -> Layout.subOf(bytes));
        faultsAtMost(() -> {
            Layout.Generation read = Layout.generation(bytes);
            assertThat(Layout.generation(Layout.generation(read))).isEqualTo(read);
        });
        faultsAtMost(() -> latest(bytes));
        faultsAtMost(() -> {
            Layout.LogEntry read = Layout.logEntry(bytes);
            assertThat(Layout.logEntry(Layout.logEntry(read))).isEqualTo(read);
        });
        ByteString key = ByteString.copyFrom(bytes);
        byte[] versionKey = Layout.versionKey(key, bytes.length);
        assertThat(Layout.keyOf(versionKey)).isEqualTo(key);
        assertThat(Layout.revisionOf(versionKey)).isEqualTo(bytes.length);
    }

    /** A newest version says the same in the three ways it is read. */
    private static void latest(byte[] bytes) {
        long revision = Layout.latestRevision(bytes);
        int at = Layout.latestRecord(bytes);
        KeyValue read = Layout.keyValue(KEY, revision, bytes, at);
        assertThat(Layout.generationOf(bytes))
                .isEqualTo(
                        new Layout.Generation(read.getCreateRevision(), revision, read.getVersion(), read.getLease()));
        assertThat(onWire(new StoredRecord().of(KEY.toByteArray(), revision, bytes, at)))
                .isEqualTo(read);
        assertThat(Layout.isGenerationAlone(bytes)).isFalse();
    }

    /** The same record, by the way that makes no object of it. */
    private static KeyValue onWire(byte[] record) {
        return onWire(new StoredRecord().of(Layout.versionKey(KEY, 9), record));
    }

    private static KeyValue onWire(StoredRecord stored) {
        WireWriter out = new WireWriter(1);
        stored.writeKvs(out, false);
        assertThat(out.size()).isEqualTo(stored.kvsSize(false));
        try {
            return RangeResponse.parseFrom(out.toByteArray()).getKvs(0);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("what is sent cannot be read", e);
        }
    }

    @Test
    void inEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::bytes);
    }
}
