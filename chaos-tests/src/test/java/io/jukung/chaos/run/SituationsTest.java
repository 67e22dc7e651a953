package io.jukung.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class SituationsTest {

    private static final long SECOND = 1_000_000_000;
    private static final EventLog NOTHING = new EventLog(1, List.of(), true, "");

    private final List<Op> ops = new ArrayList<>();

    private void op(List<Call> calls, List<WatchStream> streams) {
        long nanos = ops.size() * SECOND;
        ops.add(new Op(ops.size(), 0, Phase.INVOKE, "x", Edn.NIL, nanos, null, List.of(), List.of()));
        ops.add(new Op(ops.size(), 0, Phase.OK, "x", Edn.NIL, nanos + SECOND, null, calls, streams));
    }

    private void call(Message request, Call.Result result, long begun, long ended) {
        op(List.of(new Call("n1", "KV/X", request, result, begun, ended)), List.of());
    }

    private SortedMap<String, Long> count(EventLog events, Members.Change... changes) {
        return Situations.count(new History(ops), events, List.of(changes), Map.of());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String value) {
        return PutRequest.newBuilder().setKey(bytes("k")).setValue(bytes(value)).build();
    }

    @Test
    void ambiguousWritesAreSettledByTheEventLog() {
        call(put("1"), new Call.Result.Unknown("DEADLINE_EXCEEDED", ""), 1, 2);
        call(put("2"), new Call.Result.Unknown("DEADLINE_EXCEEDED", ""), 3, 4);
        call(put("3"), new Call.Result.Refused("UNAVAILABLE", ""), 5, 6);
        var event = Event.newBuilder()
                .setKv(KeyValue.newBuilder()
                        .setKey(bytes("k"))
                        .setValue(bytes("1"))
                        .setModRevision(2))
                .build();
        assertThat(count(new EventLog(1, List.of(new EventLog.Entry(2, List.of(event))), true, "")))
                .containsEntry(Situation.AMBIGUOUS_HAPPENED.title(), 1L)
                .containsEntry(Situation.AMBIGUOUS_NEVER.title(), 1L);
    }

    @Test
    void aTransactionThatOverlapsAnElectionCounts() {
        var txn =
                TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build();
        var answer = new Call.Result.Answered(TxnResponse.getDefaultInstance());
        call(txn, answer, 10, 20);
        call(txn, answer, 30, 40);
        assertThat(count(NOTHING, new Members.Change(15, 25, 2)))
                .containsEntry(Situation.LEADER_CHANGE.title(), 1L)
                .containsEntry(Situation.LEADER_CHANGE_DURING_TXN.title(), 1L)
                .containsEntry(Situation.CONDITION_FAILED.title(), 2L);
    }

    @Test
    void aLeaseWhoseTimeEndsBetweenLeadersCounts() {
        call(
                LeaseGrantRequest.newBuilder().setID(7).setTTL(2).build(),
                new Call.Result.Answered(
                        LeaseGrantResponse.newBuilder().setID(7).setTTL(2).build()),
                0,
                SECOND);
        op(List.of(), List.of());
        op(List.of(), List.of());
        assertThat(count(NOTHING, new Members.Change(5 * SECOND / 2, 7 * SECOND / 2, 2)))
                .containsEntry(Situation.LEASE_EXPIRED.title(), 1L)
                .containsEntry(Situation.LEASE_EXPIRED_LEADERLESS.title(), 1L);
        assertThat(count(NOTHING, new Members.Change(4 * SECOND, 5 * SECOND, 2)))
                .containsEntry(Situation.LEASE_EXPIRED_LEADERLESS.title(), 0L);
    }

    @Test
    void aWatcherThatGoesOnElsewhereCounts() {
        op(List.of(), List.of(stream("w1", "n1", 0, 1), stream("w1", "n2", 5, 2), stream("w2", "n1", 0, 3)));
        assertThat(count(NOTHING))
                .containsEntry(Situation.WATCH_RESUMED.title(), 1L)
                .containsEntry(Situation.WATCH_RESUMED_ELSEWHERE.title(), 1L);
    }

    private static WatchStream stream(String watcher, String member, long start, long begun) {
        return new WatchStream(
                watcher,
                member,
                WatchCreateRequest.newBuilder().setStartRevision(start).build(),
                begun,
                List.of(new WatchStream.Received(
                        begun + 1, WatchResponse.newBuilder().setCreated(true).build())),
                begun + 2,
                "closed");
    }

    @Test
    void aReadFromBeforeWhatWasKnownCounts() {
        call(RangeRequest.getDefaultInstance(), read(9), 1, 2);
        call(RangeRequest.newBuilder().setSerializable(true).build(), read(8), 3, 4);
        call(RangeRequest.newBuilder().setSerializable(true).build(), read(9), 5, 6);
        assertThat(count(NOTHING)).containsEntry(Situation.STALE_MEMBER_ASKED.title(), 1L);
    }

    private static Call.Result read(long revision) {
        return new Call.Result.Answered(RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .build());
    }

    @Test
    void aRunWithoutWhatIsRequiredIsVacuous() {
        op(List.of(), List.of());
        var situations = count(NOTHING);
        var required = Set.of(Situation.LEADER_CHANGE.title());
        assertThat(Vacuity.judge(new History(ops), situations, required, 1, false))
                .satisfies(verdict -> assertThat(verdict.validity()).isEqualTo(Validity.UNKNOWN))
                .satisfies(verdict -> assertThat(verdict.violations().getFirst().explanation())
                        .contains("leader change"));
        assertThat(Vacuity.judge(new History(ops), situations, Set.of(), 2, false)
                        .validity())
                .as("too few operations")
                .isEqualTo(Validity.UNKNOWN);
        assertThat(Vacuity.judge(new History(ops), situations, Set.of(), 1, true)
                        .validity())
                .as("no fault")
                .isEqualTo(Validity.UNKNOWN);
        assertThat(Vacuity.judge(new History(ops), situations, Set.of(), 1, false)
                        .validity())
                .isEqualTo(Validity.VALID);
    }
}
