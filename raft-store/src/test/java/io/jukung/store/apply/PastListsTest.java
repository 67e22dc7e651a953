package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.wire.WireWriter;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and counts of so many keys, and after so many changes, that some of it is known from memory and some no longer. */
class PastListsTest {

    private static final int KEYS = 1500;
    private static final int CHANGES = 24_000;
    /** So many states are remembered to compare with. */
    private static final int STATES = 60;

    private Member member = new Member();
    private final TreeMap<String, Long> living = new TreeMap<>();
    private final TreeMap<Long, NavigableMap<String, Long>> states = new TreeMap<>();

    private static String key(int number) {
        return "k%04d".formatted(number) + (number % 7 == 0 ? "\0x" : "");
    }

    private void change(SplittableRandom random) throws RejectedException {
        String key = key(random.nextInt(KEYS));
        long next = member.state().revision() + 1;
        switch (random.nextInt(20)) {
            case 0 -> deleteRange(key, random.nextInt(20), next);
            case 1 -> putAndDelete(key, next);
            case 2, 3, 4, 5, 6 -> deleteRange(key, 0, next);
            default -> {
                member.put(key, "v" + next);
                living.put(key, next);
            }
        }
    }

    private void deleteRange(String from, int more, long next) throws RejectedException {
        String to = from.substring(0, 4) + (char) (from.charAt(4) + 1 + more / 3);
        boolean any = !living.subMap(from, to).isEmpty();
        member.delete(DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(from))
                .setRangeEnd(ByteString.copyFromUtf8(to))
                .build());
        living.subMap(from, to).clear();
        assertThat(member.state().revision()).isEqualTo(any ? next : next - 1);
    }

    /** Puts and deletes a key in one revision, as two nested transactions may. */
    private void putAndDelete(String key, long next) throws RejectedException {
        ByteString name = ByteString.copyFromUtf8(key);
        var put = RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(name));
        var delete = RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(name));
        var response = member.txn(TxnRequest.newBuilder()
                .addSuccess(nested(put))
                .addSuccess(nested(delete))
                .build());
        assertThat(response.getHeader().getRevision()).isEqualTo(next);
        living.remove(key);
    }

    private static RequestOp nested(RequestOp.Builder operation) {
        return RequestOp.newBuilder()
                .setRequestTxn(TxnRequest.newBuilder().addSuccess(operation))
                .build();
    }

    private RangeResponse page(String from, String to, long revision, int limit) throws Exception {
        var request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(from))
                .setRangeEnd(ByteString.copyFromUtf8(to))
                .setRevision(revision)
                .setLimit(limit)
                .setCountOnly(limit == 0)
                .build();
        WireWriter out = new WireWriter(64);
        try (RangeCursor cursor = member.state().reads().open(request)) {
            while (!cursor.isDone()) {
                cursor.write(out, 100, 1 << 20);
            }
            return RangeResponse.parseFrom(out.toByteArray()).toBuilder()
                    .setMore(cursor.more())
                    .setCount(cursor.count())
                    .build();
        }
    }

    /** Page by page, as Kubernetes' API server does. */
    private void compare(String from, String to, long revision, int limit) throws Exception {
        var expected = states.floorEntry(revision).getValue().subMap(from, to);
        assertThat(page(from, to, revision, 0).getCount()).isEqualTo(expected.size());
        String start = from;
        while (true) {
            var left = expected.tailMap(start);
            RangeResponse page = page(start, to, revision, limit);
            assertThat(page.getKvsList().stream().map(PastListsTest::shown))
                    .containsExactlyElementsOf(left.entrySet().stream()
                            .limit(limit)
                            .map(entry -> entry.getKey() + "@" + entry.getValue())
                            .toList());
            assertThat(page.getCount()).isEqualTo(left.size());
            assertThat(page.getMore()).isEqualTo(left.size() > limit);
            if (!page.getMore()) {
                return;
            }
            start = page.getKvsList().getLast().getKey().toStringUtf8() + "\0";
        }
    }

    private static String shown(KeyValue record) {
        return record.getKey().toStringUtf8() + "@" + record.getModRevision();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pagesAndCountsAreThoseOfTheRevision(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        states.put(member.state().revision(), new TreeMap<>());
        List<Integer> limits = List.of(1000, 300, 700);
        for (int i = 0; i < CHANGES; i++) {
            change(random);
            if (i % 150 == 0) {
                states.put(member.state().revision(), new TreeMap<>(living));
                if (states.size() > STATES) {
                    states.pollFirstEntry();
                }
                List<Long> known = List.copyOf(states.keySet());
                long old = known.get(random.nextInt(known.size()));
                long recent = known.get(Math.max(0, known.size() - 1 - random.nextInt(3)));
                for (long revision : IntStream.of(0, 1)
                        .mapToLong(which -> which == 0 ? old : recent)
                        .toArray()) {
                    int limit = limits.get(random.nextInt(limits.size()));
                    compare("k", "l", revision, limit);
                    compare(key(random.nextInt(300)), key(600 + random.nextInt(800)), revision, limit);
                }
            }
            if (i == 150 || i == CHANGES - 150) {
                // So much came and went between that one count does not follow from the other.
                compare("k01", "k14", states.lastKey(), 1000);
            }
            if (i == CHANGES / 4) {
                // Nothing is known from memory of what was before.
                member = member.restarted();
            }
            if (i % 5000 == 4999) {
                member.compactPhysically(states.firstKey());
            }
        }
    }
}
