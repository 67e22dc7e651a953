package io.jukung.store.apply;

import static io.jukung.store.apply.KeyCommandsTest.assertRejected;
import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RequestRules;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.RocksStore;
import io.jukung.store.wire.WireWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every option of Range, on RocksDB. */
class RangeTest {

    @TempDir
    private Path folder;

    private OrderedStore disk;
    private Member member;

    @BeforeEach
    void fill() throws RejectedException {
        disk = RocksStore.open(folder.resolve("db"), fault -> {
            throw fault;
        });
        member = new Member(disk);
        // key: (create, mod, version, value)
        member.put("a", "3"); // a: 2
        member.put("b", "2"); // b: 3
        member.put("c", "1"); // c: 4
        member.put("a", "9"); // a: 2, 5, 2
        member.put("d", "0"); // d: 6
        member.delete("d"); // 7
        member.put("aa", "5"); // aa: 8
    }

    @AfterEach
    void close() {
        disk.close();
    }

    private List<String> keys(UnaryOperator<RangeRequest.Builder> options) throws RejectedException {
        return keys(member.range(options.apply(range("a", "z").toBuilder()).build()));
    }

    private static List<String> keys(RangeResponse response) {
        return response.getKvsList().stream()
                .map(kv -> kv.getKey().toStringUtf8())
                .toList();
    }

    @Test
    void rangesByBounds() throws RejectedException {
        assertThat(keys(member.range(range("a")))).containsExactly("a");
        assertThat(keys(member.range(range("d")))).isEmpty();
        assertThat(keys(member.range(range("a", "b")))).containsExactly("a", "aa");
        assertThat(keys(member.range(range("b", "\0")))).containsExactly("b", "c");
        assertThat(keys(member.range(range("\0", "\0")))).containsExactly("a", "aa", "b", "c");
        assertThat(keys(member.range(range("c", "a")))).isEmpty();
        assertThat(member.range(range("c", "a")).getHeader().getRevision()).isEqualTo(8);
    }

    @Test
    void keysWithZeroBytesKeepTheirOrder() throws RejectedException {
        member.put("a\0", "x");
        member.put("a\0b", "x");
        member.put("a\1", "x");
        assertThat(keys(member.range(range("a", "b")))).containsExactly("a", "a\0", "a\0b", "a\1", "aa");
        assertThat(keys(member.range(range("a\0")))).containsExactly("a\0");
        assertThat(keys(member.range(range("a", "a\0b")))).containsExactly("a", "a\0");
        member.put("a\0", "y");
        assertThat(member.range(range("a")).getKvs(0).getVersion()).isEqualTo(2);
        assertThat(member.range(range("a\0")).getKvs(0).getVersion()).isEqualTo(2);
    }

    @Test
    void bytesAboveSevenBitsSortLast() throws RejectedException {
        ByteString high = ByteString.copyFrom(new byte[] {(byte) 0xFF, (byte) 0xFF});
        member.put(put("x", "1").toBuilder().setKey(high).build());
        RangeResponse response = member.range(range("\0", "\0"));
        assertThat(response.getKvsList().getLast().getKey()).isEqualTo(high);
        assertThat(member.range(RangeRequest.newBuilder().setKey(high).build()).getCount())
                .isEqualTo(1);
    }

    @Test
    void oldRevisions() throws RejectedException {
        assertThat(keys(options -> options.setRevision(1))).isEmpty();
        assertThat(keys(options -> options.setRevision(3))).containsExactly("a", "b");
        assertThat(keys(options -> options.setRevision(6))).containsExactly("a", "b", "c", "d");
        RangeResponse response =
                member.range(range("a").toBuilder().setRevision(4).build());
        assertThat(response.getKvs(0).getValue()).isEqualTo(bytes("3"));
        assertThat(response.getHeader().getRevision()).isEqualTo(8);
        assertThat(keys(options -> options.setRevision(-5))).containsExactly("a", "aa", "b", "c");
        assertRejected(Rejection.FUTURE_REVISION, () -> keys(options -> options.setRevision(9)));
    }

    @Test
    void limitMoreAndCount() throws RejectedException {
        RangeResponse response =
                member.range(range("a", "z").toBuilder().setLimit(2).build());
        assertThat(keys(response)).containsExactly("a", "aa");
        assertThat(response.getMore()).isTrue();
        assertThat(response.getCount()).isEqualTo(4);
        RangeResponse exact =
                member.range(range("a", "z").toBuilder().setLimit(4).build());
        assertThat(exact.getMore()).isFalse();
        assertThat(exact.getCount()).isEqualTo(4);
        RangeResponse old = member.range(
                range("a", "z").toBuilder().setLimit(1).setRevision(6).build());
        assertThat(old.getCount()).isEqualTo(4);
        assertThat(old.getMore()).isTrue();
    }

    @Test
    void pagesOfOneRevisionCountWhatIsLeft() throws RejectedException {
        List<String> seen = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        String from = "a";
        RangeResponse page;
        do {
            page = member.range(
                    range(from, "z").toBuilder().setLimit(1).setRevision(8).build());
            seen.addAll(keys(page));
            counts.add(page.getCount());
            from = seen.getLast() + "\0";
            member.put("b" + seen.size(), "later");
        } while (page.getMore());
        assertThat(seen).containsExactly("a", "aa", "b", "c");
        assertThat(counts).containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void countOnlyAndKeysOnly() throws RejectedException {
        RangeResponse count =
                member.range(range("a", "z").toBuilder().setCountOnly(true).build());
        assertThat(count.getCount()).isEqualTo(4);
        assertThat(count.getKvsCount()).isZero();
        assertThat(count.getMore()).isFalse();
        RangeResponse keys =
                member.range(range("a", "z").toBuilder().setKeysOnly(true).build());
        assertThat(keys.getKvsList()).allMatch(kv -> kv.getValue().isEmpty());
        assertThat(keys.getKvs(0).getVersion()).isEqualTo(2);
    }

    @Test
    void filtersDoNotChangeTheCount() throws RejectedException {
        assertThat(keys(options -> options.setMinModRevision(4))).containsExactly("a", "aa", "c");
        assertThat(keys(options -> options.setMaxModRevision(5))).containsExactly("a", "b", "c");
        assertThat(keys(options -> options.setMinCreateRevision(3).setMaxCreateRevision(4)))
                .containsExactly("b", "c");
        RangeResponse response = member.range(
                range("a", "z").toBuilder().setMinModRevision(4).setLimit(2).build());
        assertThat(keys(response)).containsExactly("a", "aa");
        assertThat(response.getCount()).isEqualTo(4);
        assertThat(response.getMore()).isTrue();
    }

    @Test
    void sortOrders() throws RejectedException {
        assertThat(keys(options -> options.setSortOrder(SortOrder.DESCEND))).containsExactly("c", "b", "aa", "a");
        assertThat(keys(options -> options.setSortTarget(SortTarget.MOD))).containsExactly("b", "c", "a", "aa");
        assertThat(keys(options -> options.setSortTarget(SortTarget.VALUE))).containsExactly("c", "b", "aa", "a");
        assertThat(keys(options -> options.setSortTarget(SortTarget.CREATE)
                        .setSortOrder(SortOrder.DESCEND)
                        .setLimit(2)))
                .containsExactly("aa", "c");
        assertThat(keys(options -> options.setSortTarget(SortTarget.VERSION).setLimit(3)))
                .containsExactly("aa", "b", "c");
        assertThat(keys(options -> options.setSortTarget(SortTarget.VALUE).setKeysOnly(true)))
                .containsExactly("c", "b", "aa", "a");
    }

    @Test
    void staticRules() {
        assertRejected(Rejection.EMPTY_KEY, () -> RequestRules.check(RangeRequest.getDefaultInstance()));
        assertRejected(
                Rejection.INVALID_SORT_OPTION,
                () -> RequestRules.check(
                        range("a").toBuilder().setSortOrderValue(7).build()));
        assertRejected(
                Rejection.INVALID_SORT_OPTION,
                () -> RequestRules.check(
                        range("a").toBuilder().setSortTargetValue(7).build()));
    }

    private static List<KeyValue> piece(RangeCursor cursor) {
        var piece = new WireWriter(16);
        cursor.write(piece, 1, 1 << 20);
        try {
            return RangeResponse.parseFrom(piece.toByteArray()).getKvsList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void chunksConcatenateToTheRange() throws RejectedException {
        RangeRequest request = range("a", "z").toBuilder().setLimit(3).build();
        RangeResponse whole = member.range(request);
        List<KeyValue> kvs = new ArrayList<>();
        try (RangeCursor cursor = member.state().reads().open(request)) {
            member.put("a", "changed meanwhile");
            while (!cursor.isDone()) {
                kvs.addAll(piece(cursor));
            }
            assertThat(kvs).isEqualTo(whole.getKvsList());
            assertThat(cursor.count()).isEqualTo(whole.getCount());
            assertThat(cursor.more()).isEqualTo(whole.getMore());
            assertThat(cursor.revision()).isEqualTo(8);
        }
    }

    @Test
    void compactionKeepsTheNewestAndDropsTheRest() throws RejectedException {
        var before = member.hashKv(8);
        member.compact(7);
        var logical = member.hashKv(8);
        member.cleanUp();
        assertThat(member.hashKv(8)).isEqualTo(logical);
        assertThat(logical.hash()).isNotEqualTo(before.hash());
        assertThat(logical.compactRevision()).isEqualTo(7);
        assertThat(keys(options -> options.setRevision(7))).containsExactly("a", "b", "c");
        assertThat(keys(options -> options)).containsExactly("a", "aa", "b", "c");
        assertRejected(Rejection.COMPACTED, () -> keys(options -> options.setRevision(6)));
        assertRejected(Rejection.COMPACTED, () -> member.hashKv(6));
        assertRejected(Rejection.FUTURE_REVISION, () -> member.hashKv(9));
        member.put("a", "after");
        assertThat(member.range(range("a")).getKvs(0).getVersion()).isEqualTo(3);
        member.compactPhysically(9);
        assertThat(keys(options -> options)).containsExactly("a", "aa", "b", "c");
    }

    @Test
    void manyVersionsOfAKeyAreSkipped() throws RejectedException {
        for (int i = 0; i < 30; i++) {
            member.put("b", "v" + i);
        }
        assertThat(keys(options -> options)).containsExactly("a", "aa", "b", "c");
        assertThat(keys(options -> options.setRevision(8))).containsExactly("a", "aa", "b", "c");
        assertThat(member.range(range("b").toBuilder().setRevision(20).build())
                        .getKvs(0)
                        .getModRevision())
                .isEqualTo(20);
    }
}
