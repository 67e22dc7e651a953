package io.jukung.chaos.check.revision;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.KvWorld.Fault;
import io.jukung.chaos.check.LostAcknowledgements;
import io.jukung.chaos.check.StateHashes;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RevisionOrderTest {

    private static final int SEEDS = 250;

    private final RevisionOrder checker = new RevisionOrder();

    @Test
    void acceptsWhatACorrectStoreDoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var evidence = KvWorld.run(Fault.NONE, seed, 150);
            var verdict = checker.check(evidence);
            assertThat(verdict.validity()).as("seed " + seed + ": " + verdict).isEqualTo(Validity.VALID);
            assertThat(Long.parseLong(verdict.facts().get("answers compared with the model")))
                    .isGreaterThan(70);
            assertThat(new LostAcknowledgements().check(evidence).validity()).isEqualTo(Validity.VALID);
        }
    }

    @Test
    void isUndecidedWithoutALog() {
        var evidence = KvWorld.run(Fault.NONE, 1, 100);
        var verdict = checker.check(Evidence.of(evidence.history()));
        assertThat(verdict.validity()).isEqualTo(Validity.UNKNOWN);
        assertThat(checker.check(Evidence.of(
                                KvWorld.run(Fault.STALE_READ, 3, 400).history()))
                        .violations())
                .as("stale reads show in revisions alone")
                .isNotEmpty();
    }

    @Test
    void isUndecidedWithAnIncompleteLog() {
        var evidence = KvWorld.run(Fault.NONE, 1, 200);
        var log = evidence.events().orElseThrow();
        var cut = new EventLog(
                1, log.entries().subList(0, log.entries().size() / 2), false, "the witness lost its stream");
        var verdict = checker.check(new Evidence(evidence.history(), Optional.of(cut), Map.of(), Map.of()));
        assertThat(verdict.validity()).as(verdict.toString()).isEqualTo(Validity.UNKNOWN);
        assertThat(verdict.facts().get("not judged")).contains("the witness lost its stream");
    }

    private void finds(Fault fault, String... rules) {
        int done = 0;
        var found = new TreeSet<String>();
        int missed = 0;
        for (long seed = 0; seed < 20; seed++) {
            var world = new KvWorld(fault, seed, 8);
            var verdict = checker.check(KvWorld.run(world, seed, 200));
            if (world.done() > 0) {
                done++;
                missed += verdict.validity() == Validity.INVALID ? 0 : 1;
                found.addAll(KvWorld.rules(verdict));
            }
        }
        assertThat(done).as("histories with the fault").isGreaterThan(3);
        assertThat(found).as(fault.toString()).contains(rules);
        // A fault may be done where nobody can tell, as between concurrent operations.
        assertThat(missed).as("missed " + fault).isLessThanOrEqualTo(done / 3);
    }

    @Test
    void findsStaleReads() {
        finds(Fault.STALE_READ, "stale read");
    }

    @Test
    void findsLostWrites() {
        finds(Fault.ACKNOWLEDGED_BUT_LOST, "lost write", "revision given twice");
    }

    @Test
    void findsWritesAppliedTwice() {
        finds(Fault.APPLIED_TWICE, "write applied twice");
    }

    @Test
    void findsWrongAnswers() {
        finds(Fault.WRONG_COUNT, "wrong answer");
        finds(Fault.WRONG_PREVIOUS, "wrong answer");
        finds(Fault.WRONG_BRANCH, "wrong answer");
    }

    @Test
    void findsWrongRecordsInTheLog() {
        finds(Fault.WRONG_VERSION_IN_LOG, "wrong event");
    }

    @Test
    void findsWhatNobodyDid() {
        finds(Fault.WRITE_OF_NOBODY, "unexplained write");
        finds(Fault.DELETION_OF_NOBODY, "unexplained deletion");
    }

    @Test
    void findsSplitTransactions() {
        finds(Fault.SPLIT_TXN, "wrong effect");
    }

    private static Set<String> rules(Fault fault, int seeds) {
        var found = new TreeSet<String>();
        for (long seed = 0; seed < seeds; seed++) {
            found.addAll(KvWorld.rules(new RevisionOrder().check(KvWorld.run(fault, seed, 300))));
        }
        return found;
    }

    @Test
    void findsRefusedWritesThatTookEffect() {
        assertThat(rules(Fault.REFUSED_BUT_APPLIED, 10)).contains("refused write took effect");
    }

    @Test
    void findsReadsOfWhatWasCompacted() {
        assertThat(rules(Fault.READS_COMPACTED, 40)).contains("read of what was compacted");
    }

    @Test
    void findsGapsAndMembersApart() {
        var evidence = KvWorld.run(Fault.NONE, 5, 200);
        var entries = new ArrayList<>(evidence.events().orElseThrow().entries());
        entries.remove(20);
        var gap = new Evidence(
                evidence.history(), Optional.of(new EventLog(1, entries, true, "")), evidence.finalStates(), Map.of());
        assertThat(KvWorld.rules(checker.check(gap))).contains("revisions with a gap");

        var states = new HashMap<>(evidence.finalStates());
        var state = states.get("n2");
        states.put("n2", new Evidence.FinalState(state.revision(), 18, state.compactRevision()));
        var apart = new Evidence(evidence.history(), evidence.events(), states, Map.of());
        assertThat(KvWorld.rules(checker.check(apart))).contains("members with different data");
        assertThat(KvWorld.rules(new StateHashes().check(apart))).contains("members with different data");
        states.put("n2", new Evidence.FinalState(state.revision() - 1, 18, state.compactRevision()));
        var behind = new Evidence(evidence.history(), evidence.events(), states, Map.of());
        assertThat(KvWorld.rules(checker.check(behind)))
                .contains("members at different revisions", "member apart from the log");
    }

    // By hand: what the simulation cannot do.

    private final List<Op> ops = new ArrayList<>();
    private final List<EventLog.Entry> entries = new ArrayList<>();

    private void call(int process, Message request, Call.Result result, long begun, long ended) {
        var call = new Call("n1", "KV/X", request, result, begun, ended);
        ops.add(new Op(0, process, Phase.INVOKE, "x", Edn.NIL, begun, null, List.of(), List.of()));
        ops.add(new Op(0, process, Phase.OK, "x", Edn.NIL, ended, null, List.of(call), List.of()));
    }

    private static Message putRequest(String value) {
        return PutRequest.newBuilder()
                .setKey(copyFromUtf8("k"))
                .setValue(copyFromUtf8(value))
                .build();
    }

    private static Message deleteRequest() {
        return DeleteRangeRequest.newBuilder().setKey(copyFromUtf8("k")).build();
    }

    private static Call.Result put(long revision) {
        return new Call.Result.Answered(PutResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .build());
    }

    private static Call.Result unknown() {
        return new Call.Result.Unknown("UNAVAILABLE", "");
    }

    private void putEvent(String value) {
        long revision = entries.size() + 2L;
        entries.add(new EventLog.Entry(
                revision, List.of(Event.newBuilder().setKv(kv(value, revision)).build())));
    }

    private static KeyValue kv(String value, long revision) {
        return KeyValue.newBuilder()
                .setKey(copyFromUtf8("k"))
                .setValue(copyFromUtf8(value))
                .setCreateRevision(revision)
                .setModRevision(revision)
                .setVersion(1)
                .build();
    }

    private void deleteEvent(String value) {
        long revision = entries.size() + 2L;
        entries.add(new EventLog.Entry(
                revision,
                List.of(Event.newBuilder()
                        .setType(Event.EventType.DELETE)
                        .setKv(KeyValue.newBuilder().setKey(copyFromUtf8("k")).setModRevision(revision))
                        .setPrevKv(kv(value, revision - 1))
                        .build())));
    }

    private Verdict judge() {
        return checker.check(
                new Evidence(new History(ops), Optional.of(new EventLog(1, entries, true, "")), Map.of(), Map.of()));
    }

    @Test
    void findsOneUnknownDeletionThatWasDoneTwice() {
        call(1, putRequest("a"), put(2), 10, 20);
        call(2, deleteRequest(), unknown(), 30, 40);
        call(1, putRequest("b"), put(4), 50, 60);
        putEvent("a");
        deleteEvent("a");
        putEvent("b");
        assertThat(judge().validity()).isEqualTo(Validity.VALID);
        deleteEvent("b");
        assertThat(KvWorld.rules(judge())).containsExactly("unexplained deletion");
        call(3, deleteRequest(), unknown(), 70, 80);
        var verdict = judge();
        assertThat(verdict.validity()).isEqualTo(Validity.VALID);
        assertThat(verdict.facts()).containsEntry("unknown writes that fit several revisions", "1");
    }

    @Test
    void findsWhatIsReadBeforeItIsWritten() {
        var read = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(2))
                .addKvs(kv("a", 2))
                .setCount(1)
                .build();
        var request = RangeRequest.newBuilder()
                .setKey(copyFromUtf8("k"))
                .setSerializable(true)
                .build();
        putEvent("a");
        call(1, request, new Call.Result.Answered(read), 1, 5);
        call(2, putRequest("a"), put(2), 10, 20);
        var verdict = judge();
        assertThat(KvWorld.rules(verdict)).contains("read from the future");
        assertThat(verdict.violations().getFirst().explanation()).contains("k=a", "KV/X");
    }

    @Test
    void settlesAnUnknownWriteAgainstTheClock() {
        call(1, putRequest("a"), put(2), 10, 20);
        call(2, putRequest("b"), unknown(), 30, 40);
        call(1, putRequest("c"), put(3), 50, 60);
        putEvent("a");
        assertThat(KvWorld.rules(judge())).containsExactly("lost write");

        ops.clear();
        entries.clear();
        call(1, putRequest("a"), put(3), 10, 20);
        call(2, putRequest("b"), unknown(), 30, 40);
        putEvent("b");
        var second = kv("a", 3).toBuilder().setCreateRevision(2).setVersion(2);
        entries.add(new EventLog.Entry(
                3,
                List.of(Event.newBuilder().setKv(second).setPrevKv(kv("b", 2)).build())));
        assertThat(KvWorld.rules(judge())).contains("write into the past");
    }
}
