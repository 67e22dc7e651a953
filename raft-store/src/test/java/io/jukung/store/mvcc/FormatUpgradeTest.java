package io.jukung.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.store.apply.Member;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.MemoryStore;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StorageFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FormatUpgradeTest {

    private static final byte[] MARK = "mark".getBytes(StandardCharsets.US_ASCII);

    private final MemoryStore store = new MemoryStore();

    /** Old versions, deletions, keys that live again, and more of each than go into one batch. */
    private void fill() throws RejectedException {
        var member = new Member(store);
        for (int i = 0; i < 2000; i++) {
            member.put("key" + i % 1200, "value" + i);
            if (i % 3 == 0) {
                delete(member, "key" + i / 2);
            }
        }
        member.compact(900);
        delete(member, "key1");
    }

    private static void delete(Member member, String key) throws RejectedException {
        member.delete(DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build());
    }

    private static Map<String, String> content(OrderedStore store) {
        var content = new TreeMap<String, String>();
        for (Family family : Family.values()) {
            try (var cursor = store.cursor(family, null, null, Direction.FORWARD)) {
                for (; cursor.isValid(); cursor.next()) {
                    content.put(family + " " + hex(cursor.key()), hex(cursor.value()));
                }
            }
        }
        return content;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Makes it what the first format was; of every {@code nth} entry, as if an upgrade had been interrupted. */
    private void makeOld(int nth) {
        try (var batch = store.newBatch();
                var latest = store.cursor(Family.LATEST, null, null, Direction.FORWARD);
                var deleted = store.cursor(Family.DELETED, null, null, Direction.FORWARD)) {
            for (int i = 0; latest.isValid(); latest.next()) {
                var generation = Layout.generationOf(latest.value());
                assertThat(generation).isNotNull();
                if (i++ % nth == 0) {
                    batch.put(Family.LATEST, latest.key(), Layout.generation(generation));
                }
            }
            for (int i = 0; deleted.isValid(); deleted.next()) {
                if (i++ % nth == 0) {
                    batch.delete(Family.DELETED, deleted.key());
                }
            }
            byte[] mark = store.get(Family.META, MARK);
            ByteBuffer.wrap(mark).putInt(1);
            batch.put(Family.META, MARK, mark);
            store.write(batch);
        }
    }

    @Test
    void whatTheFirstFormatHadIsWhatThisOneWrites() throws RejectedException {
        fill();
        var before = content(store);
        makeOld(1);
        assertThat(content(store)).isNotEqualTo(before);
        assertThatThrownBy(() -> StoreMark.read(store)).isInstanceOf(StorageFault.class);

        assertThat(FormatUpgrade.run(store)).isPositive();

        assertThat(content(store)).isEqualTo(before);
        assertThat(FormatUpgrade.run(store)).isZero();
    }

    @Test
    void anInterruptedOneIsTakenUpAgain() throws RejectedException {
        fill();
        var before = content(store);
        makeOld(2);

        FormatUpgrade.run(store);

        assertThat(content(store)).isEqualTo(before);
    }

    @Test
    void aMissingRecordIsTold() throws RejectedException {
        fill();
        makeOld(1);
        try (var batch = store.newBatch();
                var latest = store.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
            long revision = Layout.generation(latest.value()).modRevision();
            batch.delete(Family.VERSIONS, Layout.versionKey(ByteString.copyFrom(latest.key()), revision));
            store.write(batch);
        }
        assertThatThrownBy(() -> FormatUpgrade.run(store))
                .isInstanceOf(StorageFault.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void aFreshStoreNeedsNone() {
        assertThat(FormatUpgrade.run(store)).isZero();
        assertThat(content(store)).isEmpty();
    }
}
