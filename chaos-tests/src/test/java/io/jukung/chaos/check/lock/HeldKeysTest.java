package io.jukung.chaos.check.lock;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.EventLog.Entry;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.lock.LockRequest;
import io.jukung.proto.etcd.lock.LockResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.Event.EventType;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lock's key is made at revision 2 and is gone at 4. */
class HeldKeysTest {

    private static final String KEY = "lock/a/17";

    private static final EventLog LOG = new EventLog(
            1,
            List.of(
                    new Entry(2, List.of(event(EventType.PUT, KEY, 2))),
                    new Entry(3, List.of(event(EventType.PUT, "other", 3))),
                    new Entry(4, List.of(event(EventType.DELETE, KEY, 4)))),
            true,
            "");

    private static Event event(EventType type, String key, long revision) {
        var kv = KeyValue.newBuilder().setKey(copyFromUtf8(key)).setModRevision(revision);
        if (type == EventType.PUT) {
            kv.setCreateRevision(revision).setVersion(1);
        }
        return Event.newBuilder().setType(type).setKv(kv).build();
    }

    private static Verdict lockedAt(long revision) {
        var call = new Call(
                "n1",
                "Lock/Lock",
                LockRequest.newBuilder()
                        .setName(copyFromUtf8("lock/a"))
                        .setLease(23)
                        .build(),
                new Call.Result.Answered(LockResponse.newBuilder()
                        .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                        .setKey(copyFromUtf8(KEY))
                        .build()),
                10,
                20);
        var history = new History(List.of(
                new Op(0, 0, Phase.INVOKE, "acquire", Edn.of("lock/a"), 5, null, List.of(), List.of()),
                new Op(
                        1,
                        0,
                        Phase.FAIL,
                        "acquire",
                        Edn.of("lock/a"),
                        25,
                        "the lease is over",
                        List.of(call),
                        List.of())));
        return new HeldKeys().check(new Evidence(history, Optional.of(LOG), Map.of(), Map.of()));
    }

    @Test
    void aLockIsGivenWhileItsKeyIsThere() {
        assertThat(lockedAt(2).validity()).isEqualTo(Validity.VALID);
        assertThat(lockedAt(3).validity()).isEqualTo(Validity.VALID);
        assertThat(lockedAt(3).facts()).containsEntry("locks given", "1");
    }

    @Test
    void aLockIsNotGivenWhoseKeyIsGone() {
        var verdict = lockedAt(4);

        assertThat(verdict.validity()).isEqualTo(Validity.INVALID);
        assertThat(verdict.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo("lock without a key");
            assertThat(violation.ops()).containsExactly(1L);
        });
    }

    @Test
    void withoutAnEventLogNothingIsSaid() {
        var verdict = new HeldKeys().check(Evidence.of(new History(List.of())));

        assertThat(verdict.validity()).isEqualTo(Validity.UNKNOWN);
    }
}
