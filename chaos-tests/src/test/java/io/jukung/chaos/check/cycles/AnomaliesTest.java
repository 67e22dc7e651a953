package io.jukung.chaos.check.cycles;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each class of anomaly in its smallest form. */
class AnomaliesTest {

    private record Event(long nanos, int process, Phase phase, Edn value, List<Call> calls) {}

    private final List<Event> events = new ArrayList<>();
    private int process;

    private static Edn micro(String f, int key, Edn value) {
        return Edn.vector(Edn.keyword(f), Edn.of(key), value);
    }

    private static Edn append(int key, int value) {
        return micro("append", key, Edn.of(value));
    }

    private static Edn list(int key, int... values) {
        var elements = new ArrayList<Edn>();
        for (int value : values) {
            elements.add(Edn.of(value));
        }
        return micro("r", key, Edn.vector(elements));
    }

    private static Edn write(int key, int value) {
        return micro("w", key, Edn.of(value));
    }

    private static Edn read(int key, int value) {
        return micro("r", key, value == 0 ? Edn.NIL : Edn.of(value));
    }

    private AnomaliesTest txn(long begun, long ended, Edn... micros) {
        return txn(Phase.OK, begun, ended, List.of(), micros);
    }

    private AnomaliesTest txn(Phase phase, long begun, long ended, List<Call> calls, Edn... micros) {
        events.add(new Event(begun, process, Phase.INVOKE, Edn.vector(micros), List.of()));
        events.add(new Event(ended, process++, phase, Edn.vector(micros), calls));
        return this;
    }

    /** As one that was answered at a revision. */
    private AnomaliesTest at(long revision, long begun, long ended, Edn... micros) {
        var answer = TxnResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .addResponses(ResponseOp.newBuilder().setResponsePut(PutResponse.getDefaultInstance()))
                .build();
        var call = new Call(
                "n1", "KV/Txn", TxnRequest.getDefaultInstance(), new Call.Result.Answered(answer), begun, ended);
        return txn(Phase.OK, begun, ended, List.of(call), micros);
    }

    private Verdict judge(Checker checker) {
        events.sort(Comparator.comparingLong(Event::nanos));
        var ops = new ArrayList<Op>();
        for (var event : events) {
            ops.add(new Op(
                    ops.size(),
                    event.process(),
                    event.phase(),
                    "txn",
                    event.value(),
                    event.nanos(),
                    null,
                    event.calls(),
                    List.of()));
        }
        events.clear();
        process = 0;
        return checker.check(Evidence.of(new History(ops)));
    }

    private List<String> lists() {
        return KvWorld.rules(judge(new ListAppend()));
    }

    private List<String> registers() {
        return KvWorld.rules(judge(new RwRegister()));
    }

    @Test
    void ofLists() {
        // Two that wrote in different orders.
        txn(1, 10, append(1, 1), append(2, 1))
                .txn(2, 11, append(1, 2), append(2, 2))
                .txn(3, 12, list(1, 1, 2), list(2, 2, 1));
        assertThat(lists()).containsExactly("G0");
        txn(1, 10, append(1, 1), list(2, 2)).txn(2, 11, append(2, 2), list(1, 1));
        assertThat(lists()).containsExactly("G1c");
        // One read before and after another.
        txn(1, 10, append(1, 1), append(2, 1)).txn(2, 11, list(1, 1), list(2)).txn(3, 12, list(2, 1));
        assertThat(lists()).containsExactly("G-single");
        // Write skew.
        txn(1, 10, list(1), append(2, 1)).txn(2, 11, list(2), append(1, 1)).txn(20, 21, list(1, 1), list(2, 1));
        assertThat(lists()).containsExactly("G2");
        txn(Phase.FAIL, 1, 2, List.of(), append(1, 1)).txn(3, 4, list(1, 1));
        assertThat(lists()).containsExactly("G1a");
        txn(1, 10, append(1, 1), append(1, 2)).txn(2, 11, list(1, 1)).txn(20, 21, list(1, 1, 2));
        assertThat(lists()).contains("G1b");
        txn(1, 10, append(1, 1), list(1));
        assertThat(lists()).containsExactly("internal");
        txn(1, 10, append(1, 1)).txn(2, 11, append(1, 2)).txn(12, 13, list(1, 1), append(3, 3), list(1, 1, 2));
        assertThat(lists()).contains("internal");
        txn(1, 10, append(1, 1)).txn(11, 12, list(1, 1, 1));
        assertThat(lists()).contains("duplicate elements");
        txn(1, 10, append(1, 1))
                .txn(1, 10, append(1, 2))
                .txn(11, 12, list(1, 1, 2))
                .txn(11, 12, list(1, 2, 1));
        assertThat(lists()).contains("incompatible order");
        txn(1, 2, list(1, 7));
        assertThat(lists()).containsExactly("unexpected element");
    }

    @Test
    void ofListsAgainstTheClock() {
        txn(1, 2, append(1, 1)).txn(3, 4, append(1, 2)).txn(5, 6, list(1, 2, 1));
        assertThat(lists()).containsExactly("G0-realtime");
        txn(1, 2, list(1, 1)).txn(3, 4, append(1, 1));
        assertThat(lists()).containsExactly("G1c-realtime");
        txn(1, 2, append(1, 1)).txn(3, 4, list(1)).txn(5, 6, list(1, 1));
        assertThat(lists()).containsExactly("G-single-realtime");
        // An acknowledged append that nobody ever reads.
        txn(1, 2, append(1, 1)).txn(3, 4, append(1, 2)).txn(5, 6, list(1, 2));
        assertThat(lists()).containsExactly("G-single-realtime");
        txn(1, 30, append(1, 1))
                .txn(2, 30, append(2, 1))
                .txn(3, 4, list(1), list(2, 1))
                .txn(5, 6, list(2), list(1, 1))
                .txn(31, 32, list(1, 1), list(2, 1));
        assertThat(lists()).containsAnyOf("G2", "G-single-realtime");
        // Two that are each right on their own, and whose order the clock alone contradicts.
        txn(1, 30, append(1, 1))
                .txn(1, 30, append(2, 1))
                .txn(2, 3, list(1, 1))
                .txn(4, 5, list(2), list(1))
                .txn(31, 32, list(1, 1), list(2, 1));
        assertThat(lists()).containsExactly("G-single-realtime");
    }

    @Test
    void explainsACycle() {
        txn(1, 10, append(1, 1), append(2, 1)).txn(2, 11, list(1, 1), list(2)).txn(3, 12, list(2, 1));
        var explanation = judge(new ListAppend()).violations().getFirst().explanation();
        assertThat(explanation)
                .contains(
                        "T0 (op 0, process 0, ok",
                        "[:append 1 1] [:append 2 1]",
                        "T1 < T0: T1 read 2 as [], without the 1 that T0 appended",
                        "T0 < T1: T1 read 1 as [1], which ends with the 1 of T0");
    }

    @Test
    void ofRegisters() {
        at(2, 1, 10, write(1, 1), write(2, 1))
                .at(3, 2, 11, write(1, 2), write(2, 2))
                .txn(12, 13, read(1, 2), read(2, 2));
        assertThat(registers()).isEmpty();
        txn(1, 10, write(1, 1), read(2, 2)).txn(2, 11, write(2, 2), read(1, 1));
        assertThat(registers()).containsExactly("G1c");
        at(2, 1, 10, write(1, 1), write(2, 1)).txn(2, 11, read(1, 1), read(2, 0));
        assertThat(registers()).containsExactly("G-single");
        at(2, 1, 10, read(1, 0), write(2, 1)).at(3, 2, 11, read(2, 0), write(1, 1));
        assertThat(registers()).containsExactly("G2");
        txn(Phase.FAIL, 1, 2, List.of(), write(1, 1)).txn(3, 4, read(1, 1));
        assertThat(registers()).containsExactly("G1a");
        txn(1, 10, write(1, 1), write(1, 2)).txn(2, 11, read(1, 1));
        assertThat(registers()).containsExactly("G1b");
        txn(1, 10, write(1, 1), read(1, 2)).txn(1, 10, write(1, 2));
        assertThat(registers()).containsExactly("internal");
        txn(1, 10, read(1, 9));
        assertThat(registers()).containsExactly("unexpected value");
        at(3, 1, 2, write(1, 1)).at(2, 3, 4, write(1, 2));
        assertThat(registers()).containsExactly("G0-realtime");
        at(2, 1, 2, write(1, 1)).at(3, 3, 4, write(1, 2)).txn(5, 6, read(1, 1));
        assertThat(registers()).containsExactly("G-single-realtime");
        // Lost update: both read the same and wrote, without revisions.
        txn(1, 2, write(1, 1)).txn(3, 10, read(1, 1), write(1, 2)).txn(4, 11, read(1, 1), write(1, 3));
        assertThat(registers()).containsExactly("G2");
    }

    @Test
    void refusesHistoriesThatTellNothing() {
        txn(1, 2, append(1, 1)).txn(3, 4, append(1, 1));
        assertThatThrownBy(() -> judge(new ListAppend()))
                .hasMessageContaining("append the same: expected each element once");
        txn(1, 2, Edn.of(3));
        assertThatThrownBy(() -> judge(new ListAppend())).hasMessageContaining("expected a step [:f k v], not 3");
    }

    /** A key's bytes in the store; see {@link Revisions}. */
    @Test
    void revisionsComeFromReadRecords() {
        var kv = io.jukung.proto.etcd.mvcc.KeyValue.newBuilder()
                .setKey(copyFromUtf8("wr/1"))
                .setValue(copyFromUtf8("5"))
                .setModRevision(9)
                .build();
        var answer = io.jukung.proto.etcd.RangeResponse.newBuilder().addKvs(kv).build();
        var call = new Call("n1", "KV/Range", TxnRequest.getDefaultInstance(), new Call.Result.Answered(answer), 3, 4);
        txn(Phase.INFO, 1, 2, List.of(), write(1, 5)).txn(Phase.OK, 3, 4, List.of(call), read(1, 5));
        assertThat(judge(new RwRegister()).facts()).containsEntry("versions of known revision", "1");
    }
}
