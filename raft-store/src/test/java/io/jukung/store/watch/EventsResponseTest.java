package io.jukung.store.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The bytes that watchers share make the response protobuf would write. */
class EventsResponseTest {

    private static long number(Random random) {
        return random.nextLong() >>> random.nextInt(Long.SIZE);
    }

    private static KeyValue record(Random random, boolean whole) {
        byte[] value = new byte[random.nextInt(300)];
        random.nextBytes(value);
        var record = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("k" + random.nextInt(50)))
                .setModRevision(1 + random.nextInt(5));
        if (whole) {
            record.setValue(ByteString.copyFrom(value))
                    .setVersion(number(random))
                    .setLease(number(random))
                    .setCreateRevision(number(random));
        }
        return record.build();
    }

    private static SharedEvent event(Random random) {
        boolean put = random.nextBoolean();
        var event = Event.newBuilder()
                .setType(put ? Event.EventType.PUT : Event.EventType.DELETE)
                .setKv(record(random, put));
        if (random.nextBoolean()) {
            event.setPrevKv(record(random, true));
        }
        return new SharedEvent(event.build());
    }

    @Property(tries = 300)
    void bytesAreThoseOfTheMessage(@ForAll long seed) throws IOException {
        var random = new Random(seed);
        List<SharedEvent> events = new ArrayList<>();
        for (int count = 1 + random.nextInt(5); count > 0; count--) {
            events.add(event(random));
        }
        var batch = new EventBatch(events);
        var header = ResponseHeader.newBuilder()
                .setClusterId(number(random))
                .setMemberId(number(random))
                .setRevision(number(random))
                .setRaftTerm(number(random))
                .build();
        for (long from = 1; from <= 6; from++) {
            var wanted = batch.from(from);
            for (long id : new long[] {0, 1, -1, number(random)}) {
                var response = new EventsResponse(header, id, random.nextBoolean(), wanted);
                var out = new ByteArrayOutputStream();
                response.onWire().writeTo(out);
                assertThat(out.toByteArray()).isEqualTo(response.message().toByteArray());
                assertThat(response.size()).isEqualTo(out.size());
                assertThat(response.onWire().size()).isEqualTo(out.size());
            }
        }
    }
}
