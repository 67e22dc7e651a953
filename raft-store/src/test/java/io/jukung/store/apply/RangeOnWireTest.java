package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.wire.WireHeader;
import io.jukung.store.wire.WireMessage;
import io.jukung.store.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is written without objects is what protobuf writes for the objects, byte for byte. */
class RangeOnWireTest {

    private static final WireHeader HEADER = (out, field, revision) -> out.message(field, header(revision));

    private static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(-7)
                .setMemberId(1)
                .setRevision(revision)
                .setRaftTerm(300)
                .build();
    }

    private static byte[] expected(Member member, RangeRequest request) throws RejectedException {
        RangeResponse response = member.range(request);
        return response.toBuilder()
                .setHeader(header(response.getHeader().getRevision()))
                .build()
                .toByteArray();
    }

    /** Keys with the byte that is escaped on disk, old versions, deleted ones, leases and values of many sizes. */
    private static Member filled(Random random) throws RejectedException {
        Member member = new Member();
        member.grant(Long.MAX_VALUE, 60);
        member.grant(3, 60);
        for (int i = 0; i < 60; i++) {
            ByteString key = key(random);
            if (random.nextInt(5) == 0) {
                member.delete(io.jukung.proto.etcd.DeleteRangeRequest.newBuilder()
                        .setKey(key)
                        .build());
            } else {
                byte[] value = new byte[random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(9)];
                random.nextBytes(value);
                member.put(PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(ByteString.copyFrom(value))
                        .setLease(new long[] {0, 3, Long.MAX_VALUE}[random.nextInt(3)])
                        .build());
            }
        }
        return member;
    }

    private static ByteString key(Random random) {
        byte[] key = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) new int[] {0, 1, 'a', 255}[random.nextInt(4)];
        }
        return ByteString.copyFrom(key);
    }

    private static RangeRequest request(Random random, long revision) {
        return RangeRequest.newBuilder()
                .setKey(key(random))
                .setRangeEnd(random.nextInt(3) == 0 ? ByteString.copyFrom(new byte[1]) : key(random))
                .setLimit(random.nextInt(3) == 0 ? 0 : random.nextInt(12))
                .setKeysOnly(random.nextInt(3) == 0)
                .setCountOnly(random.nextInt(8) == 0)
                .setRevision(random.nextBoolean() ? 0 : 1 + random.nextLong(revision))
                .build();
    }

    @Property(tries = 200)
    void piecesAreTheResponse(@ForAll long seed) throws RejectedException {
        Random random = new Random(seed);
        Member member = filled(random);
        for (int i = 0; i < 20; i++) {
            RangeRequest request = request(random, member.state().revision());
            byte[] expected = expected(member, request);
            boolean measured = random.nextBoolean();
            int pieceKeys = 1 + random.nextInt(5);
            int pieceBytes = 1 + random.nextInt(600);
            WireWriter all = new WireWriter(8);
            try (RangeCursor cursor = member.state().reads().open(request)) {
                HEADER.write(all, RangeResponse.HEADER_FIELD_NUMBER, cursor.revision());
                WireWriter piece = new WireWriter(1);
                if (random.nextBoolean()) {
                    cursor.write(all, pieceKeys, all.size() + pieceBytes);
                }
                long rest = measured ? cursor.measureRest() : 0;
                int before = all.size();
                while (!cursor.isDone()) {
                    piece.clear();
                    cursor.write(piece, pieceKeys, pieceBytes);
                    all.append(piece);
                }
                if (measured) {
                    assertThat((long) all.size() - before).isEqualTo(rest);
                }
                all.number(RangeResponse.MORE_FIELD_NUMBER, cursor.more() ? 1 : 0);
                all.number(RangeResponse.COUNT_FIELD_NUMBER, cursor.count());
            }
            assertThat(all.toByteArray()).as("%s", request).isEqualTo(expected);
        }
    }

    @Property(tries = 100)
    void aKeyFromMemoryIsTheResponse(@ForAll long seed) throws RejectedException, IOException {
        Random random = new Random(seed);
        Member member = filled(random);
        for (int i = 0; i < 20; i++) {
            RangeRequest request = RangeRequest.newBuilder()
                    .setKey(key(random))
                    .setKeysOnly(random.nextInt(4) == 0)
                    .setLimit(random.nextInt(3))
                    .build();
            WireMessage message = member.state().reads().wireRangeFromMemory(request, HEADER);
            if (message != null) {
                assertThat(bytes(message)).as("%s", request).isEqualTo(expected(member, request));
            } else {
                assertThat(member.range(request).getCount()).isZero();
            }
        }
    }

    @Test
    void sortedAndFilteredRequestsAreNotAnsweredFromMemory() throws RejectedException {
        Member member = new Member();
        member.put("a", "1");
        RangeRequest filtered =
                Requests.range("a").toBuilder().setMinModRevision(9).build();
        assertThat(member.state().reads().wireRangeFromMemory(filtered, HEADER)).isNull();
        RangeRequest counted =
                Requests.range("a").toBuilder().setCountOnly(true).build();
        assertThat(member.state().reads().wireRangeFromMemory(counted, HEADER)).isNull();
        assertThat(member.state().reads().wireRangeFromMemory(Requests.range("a"), HEADER))
                .isNotNull();
    }

    private static byte[] bytes(WireMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        assertThat(out.size()).isEqualTo(message.size());
        return out.toByteArray();
    }
}
