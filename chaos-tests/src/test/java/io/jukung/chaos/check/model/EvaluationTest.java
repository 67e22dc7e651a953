package io.jukung.chaos.check.model;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.Compare.CompareResult;
import io.jukung.proto.etcd.Compare.CompareTarget;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeRequest.SortOrder;
import io.jukung.proto.etcd.RangeRequest.SortTarget;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model against etcd's contract, point by point. */
class EvaluationTest {

    private final Mvcc mvcc = new Mvcc(1);

    private Message run(Message request) {
        if (Evaluation.of(request, mvcc, mvcc.last()) instanceof Outcome.Done(var events, var response)) {
            if (!events.isEmpty()) {
                assertThat(mvcc.apply(events)).isEmpty();
            }
            return response;
        }
        throw new AssertionError("refused: " + request);
    }

    private String refused(Message request) {
        return Evaluation.of(request, mvcc, mvcc.last()) instanceof Outcome.Refused(var text) ? text : "done";
    }

    private static PutRequest.Builder put(String key, String value) {
        return PutRequest.newBuilder().setKey(copyFromUtf8(key)).setValue(copyFromUtf8(value));
    }

    private static RangeRequest.Builder range(String key, String end) {
        return RangeRequest.newBuilder().setKey(copyFromUtf8(key)).setRangeEnd(copyFromUtf8(end));
    }

    private static Compare.Builder compare(String key, CompareTarget target, CompareResult result) {
        return Compare.newBuilder().setKey(copyFromUtf8(key)).setTarget(target).setResult(result);
    }

    private boolean holds(Compare.Builder compare) {
        return ((TxnResponse) run(TxnRequest.newBuilder().addCompare(compare).build())).getSucceeded();
    }

    private static List<String> keys(RangeResponse response) {
        return response.getKvsList().stream()
                .map(KeyValue::getKey)
                .map(ByteString::toStringUtf8)
                .toList();
    }

    @Test
    void putsCountVersionsAndKeepWhatTheyAreTold() {
        run(put("a", "1").setLease(7).build());
        run(put("a", "").setIgnoreValue(true).build());
        var kv = mvcc.get(copyFromUtf8("a"), 3);
        assertThat(kv).isNotNull();
        assertThat(kv.getVersion()).isEqualTo(2);
        assertThat(kv.getCreateRevision()).isEqualTo(2);
        assertThat(kv.getValue().toStringUtf8()).isEqualTo("1");
        assertThat(kv.getLease()).isZero();
        assertThat(refused(put("b", "").setIgnoreValue(true).build())).isEqualTo("key not found");
        run(DeleteRangeRequest.newBuilder().setKey(copyFromUtf8("a")).build());
        run(put("a", "2").build());
        assertThat(mvcc.get(copyFromUtf8("a"), 5).getVersion()).isEqualTo(1);
        assertThat(mvcc.get(copyFromUtf8("a"), 4)).isNull();
        assertThat(mvcc.get(copyFromUtf8("a"), 2).getLease()).isEqualTo(7);
    }

    @Test
    void rangesFilterSortAndThenLimit() {
        run(put("a", "3").build());
        run(put("b", "1").build());
        run(put("c", "2").build());
        run(put("a", "3").build());
        var limited = (RangeResponse) run(range("a", "\0").setLimit(2).build());
        assertThat(keys(limited)).containsExactly("a", "b");
        assertThat(limited.getMore()).isTrue();
        assertThat(limited.getCount()).isEqualTo(3);
        assertThat(keys((RangeResponse) run(range("a", "c").build()))).containsExactly("a", "b");
        assertThat(keys((RangeResponse) run(range("c", "a").build()))).isEmpty();
        assertThat(keys((RangeResponse)
                        run(range("a", "\0").setSortTarget(SortTarget.VALUE).build())))
                .as("no order with another target than the key is ascending")
                .containsExactly("b", "c", "a");
        assertThat(keys((RangeResponse) run(range("a", "\0")
                        .setSortTarget(SortTarget.MOD)
                        .setSortOrder(SortOrder.DESCEND)
                        .setLimit(1)
                        .build())))
                .containsExactly("a");
        var filtered = (RangeResponse) run(range("a", "\0").setMaxModRevision(4).build());
        assertThat(keys(filtered)).containsExactly("b", "c");
        assertThat(filtered.getCount()).as("whatever the filters").isEqualTo(3);
        var counted = (RangeResponse) run(range("a", "\0").setCountOnly(true).build());
        assertThat(counted.getKvsList()).isEmpty();
        assertThat(counted.getCount()).isEqualTo(3);
        assertThat(keys((RangeResponse) run(range("a", "\0").setRevision(3).build())))
                .containsExactly("a", "b");
        assertThat(refused(range("a", "\0").setRevision(9).build())).contains("future revision");
    }

    @Test
    void comparisonsOfWhatIsNotThere() {
        assertThat(holds(compare("x", CompareTarget.VERSION, CompareResult.EQUAL)))
                .isTrue();
        assertThat(holds(compare("x", CompareTarget.CREATE, CompareResult.EQUAL)))
                .isTrue();
        assertThat(holds(compare("x", CompareTarget.MOD, CompareResult.LESS).setModRevision(1)))
                .isTrue();
        assertThat(holds(compare("x", CompareTarget.VALUE, CompareResult.NOT_EQUAL)
                        .setValue(copyFromUtf8("v"))))
                .as("a value comparison of an absent key never holds")
                .isFalse();
        run(put("x", "v").setLease(3).build());
        assertThat(holds(compare("x", CompareTarget.LEASE, CompareResult.EQUAL).setLease(3)))
                .isTrue();
        assertThat(holds(
                        compare("x", CompareTarget.VALUE, CompareResult.GREATER).setValue(copyFromUtf8("u"))))
                .isTrue();
        run(put("y", "v").build());
        assertThat(holds(compare("x", CompareTarget.LEASE, CompareResult.EQUAL)
                        .setRangeEnd(copyFromUtf8("z"))
                        .setLease(3)))
                .as("every key of a range has to")
                .isFalse();
    }

    @Test
    void transactionsSeeTheirOwnWritesButCompareWithout() {
        var inner = TxnRequest.newBuilder()
                .addCompare(compare("a", CompareTarget.VERSION, CompareResult.EQUAL))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("b", "2")));
        var answer = (TxnResponse) run(TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("a", "1")))
                .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
                .addSuccess(RequestOp.newBuilder().setRequestRange(range("a", "c")))
                .build());
        assertThat(answer.getHeader().getRevision()).isEqualTo(2);
        assertThat(answer.getResponses(1).getResponseTxn().getSucceeded()).isTrue();
        var seen = answer.getResponses(2).getResponseRange();
        assertThat(keys(seen)).containsExactly("a", "b");
        assertThat(seen.getKvsList()).allMatch(kv -> kv.getModRevision() == 2);
        assertThat(mvcc.last()).isEqualTo(2);
    }

    @Test
    void deletionsTakeARevisionOnlyIfTheyFindSomething() {
        run(put("a", "1").build());
        run(DeleteRangeRequest.newBuilder().setKey(copyFromUtf8("b")).build());
        assertThat(mvcc.last()).isEqualTo(2);
        run(DeleteRangeRequest.newBuilder()
                .setKey(copyFromUtf8("a"))
                .setRangeEnd(copyFromUtf8("\0"))
                .build());
        assertThat(mvcc.last()).isEqualTo(3);
    }
}
