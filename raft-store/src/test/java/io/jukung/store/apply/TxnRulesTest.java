package io.jukung.store.apply;

import static io.jukung.store.apply.KeyCommandsTest.assertRejected;
import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.Compare.CompareResult;
import io.jukung.proto.etcd.Compare.CompareTarget;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RequestRules;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Static rules and conditions of transactions. */
class TxnRulesTest {

    private static final int MAX_OPS = 128;

    static Stream<Arguments> duplicates() {
        return Stream.of(
                Arguments.of("put, put", txn(op(put("a", "1")), op(put("a", "2")))),
                Arguments.of("delete, put", txn(op(delete("a")), op(put("a", "2")))),
                Arguments.of("put, delete range", txn(op(put("b", "1")), op(delete("a", "c")))),
                Arguments.of("put, nested put", txn(op(put("a", "1")), op(txn(op(put("a", "2")))))),
                Arguments.of("nested put, put", txn(op(txn(op(put("a", "2")))), op(put("a", "1")))),
                Arguments.of("nested put, delete", txn(op(txn(op(put("a", "2")))), op(delete("a")))),
                Arguments.of("nested delete, put", txn(op(txn(op(delete("a")))), op(put("a", "1")))),
                Arguments.of("two nested", txn(op(txn(op(put("a", "1")))), op(txn(op(put("a", "2")))))),
                Arguments.of(
                        "nested delete, then nested put", txn(op(txn(op(delete("a")))), op(txn(op(put("a", "1")))))),
                Arguments.of(
                        "in the failure branch",
                        txn(List.of(), List.of(), List.of(op(put("a", "1")), op(put("a", "2"))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("duplicates")
    void aKeyIsWrittenOnce(String name, TxnRequest request) {
        assertRejected(Rejection.DUPLICATE_KEY, () -> RequestRules.check(request, MAX_OPS));
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                Arguments.of("overlapping deletes", txn(op(delete("a", "c")), op(delete("b", "d")))),
                Arguments.of("delete, range", txn(op(delete("a")), op(range("a")))),
                Arguments.of("both branches", txn(List.of(), List.of(op(put("a", "1"))), List.of(op(put("a", "2"))))),
                Arguments.of(
                        "both branches of one nested transaction",
                        txn(op(txn(List.of(), List.of(op(put("a", "1"))), List.of(op(put("a", "2"))))))),
                Arguments.of(
                        "put and delete in the branches of one nested transaction",
                        txn(op(txn(List.of(), List.of(op(put("a", "1"))), List.of(op(delete("a"))))))),
                Arguments.of("put outside the range", txn(op(delete("a", "c")), op(put("c", "1")))),
                Arguments.of(
                        "nested put, then nested delete: etcd overlooks it",
                        txn(op(txn(op(put("a", "1")))), op(txn(op(delete("a")))))),
                Arguments.of(
                        "put, delete without upper bound: etcd overlooks it",
                        txn(op(put("b", "1")), op(delete("a", "\0")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void whatDoesNotWriteAKeyTwice(String name, TxnRequest request) {
        assertThatCode(() -> RequestRules.check(request, MAX_OPS)).doesNotThrowAnyException();
    }

    @Test
    void numbersOfOperations() throws RejectedException {
        List<RequestOp> three = Collections.nCopies(3, op(range("a")));
        RequestRules.check(txn(List.of(), three, List.of()), 3);
        assertRejected(Rejection.TOO_MANY_OPS, () -> RequestRules.check(txn(List.of(), three, List.of()), 2));
        assertRejected(Rejection.TOO_MANY_OPS, () -> RequestRules.check(txn(List.of(), List.of(), three), 2));
        Compare compare = Compare.newBuilder().setKey(bytes("a")).build();
        assertRejected(
                Rejection.TOO_MANY_OPS,
                () -> RequestRules.check(txn(List.of(compare, compare, compare), List.of(), List.of()), 2));
        // A nested transaction has what its parent leaves: 4 - 1 = 3.
        RequestRules.check(txn(op(txn(List.of(), three, List.of()))), 4);
        assertRejected(Rejection.TOO_MANY_OPS, () -> RequestRules.check(txn(op(txn(List.of(), three, List.of()))), 3));
    }

    @Test
    void operationsAreChecked() {
        assertRejected(Rejection.KEY_NOT_FOUND, () -> RequestRules.check(txn(RequestOp.getDefaultInstance()), MAX_OPS));
        assertRejected(Rejection.EMPTY_KEY, () -> RequestRules.check(txn(op(range(""))), MAX_OPS));
        assertRejected(Rejection.EMPTY_KEY, () -> RequestRules.check(txn(op(put("", "1"))), MAX_OPS));
        assertRejected(Rejection.EMPTY_KEY, () -> RequestRules.check(txn(op(delete(""))), MAX_OPS));
        assertRejected(Rejection.EMPTY_KEY, () -> RequestRules.check(txn(op(txn(op(range(""))))), MAX_OPS));
        assertRejected(
                Rejection.EMPTY_KEY,
                () -> RequestRules.check(txn(List.of(Compare.getDefaultInstance()), List.of(), List.of()), MAX_OPS));
    }

    @Test
    void readOnlyAndSerializable() {
        RequestOp local = op(range("a").toBuilder().setSerializable(true).build());
        assertThat(RequestRules.isReadOnly(txn(op(range("a")), op(txn(local))))).isTrue();
        assertThat(RequestRules.isReadOnly(txn(op(txn(op(put("a", "1"))))))).isFalse();
        assertThat(RequestRules.isSerializable(txn(local, op(txn(local))))).isTrue();
        assertThat(RequestRules.isSerializable(txn(local, op(range("a"))))).isFalse();
    }

    private static Compare compare(String key, CompareTarget target, CompareResult result, String operand) {
        Compare.Builder compare =
                Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
        switch (target) {
            case VERSION -> compare.setVersion(Long.parseLong(operand));
            case CREATE -> compare.setCreateRevision(Long.parseLong(operand));
            case MOD -> compare.setModRevision(Long.parseLong(operand));
            case LEASE -> compare.setLease(Long.parseLong(operand));
            case VALUE -> compare.setValue(bytes(operand));
            case UNRECOGNIZED -> throw new IllegalArgumentException("no such target");
        }
        return compare.build();
    }

    /** a: created at 2, modified at 3, version 2, value m, lease 0. */
    @ParameterizedTest
    @CsvSource({
        "a, VERSION, EQUAL, 2, true",
        "a, VERSION, NOT_EQUAL, 2, false",
        "a, CREATE, EQUAL, 2, true",
        "a, CREATE, LESS, 2, false",
        "a, MOD, GREATER, 2, true",
        "a, MOD, GREATER, 3, false",
        "a, MOD, LESS, 4, true",
        "a, LEASE, EQUAL, 0, true",
        "a, VALUE, EQUAL, m, true",
        "a, VALUE, GREATER, l, true",
        "a, VALUE, LESS, n, true",
        "a, VALUE, NOT_EQUAL, m, false",
        "missing, VERSION, EQUAL, 0, true",
        "missing, CREATE, EQUAL, 0, true",
        "missing, MOD, EQUAL, 0, true",
        "missing, MOD, LESS, 1, true",
        "missing, LEASE, EQUAL, 0, true",
        "missing, VERSION, GREATER, 0, false",
        "missing, VALUE, EQUAL, '', false",
        "missing, VALUE, NOT_EQUAL, x, false",
        "missing, VALUE, LESS, x, false",
        "missing, VALUE, GREATER, '', false",
    })
    void conditions(String key, CompareTarget target, CompareResult result, String operand, boolean holds)
            throws RejectedException {
        Member member = new Member();
        member.put("a", "l");
        member.put("a", "m");
        TxnRequest request = txn(List.of(compare(key, target, result, operand)), List.of(), List.of());
        assertThat(member.txn(request).getSucceeded()).isEqualTo(holds);
        assertThat(member.state().reads().readOnlyTxn(request).getSucceeded()).isEqualTo(holds);
    }

    @Test
    void conditionsOverRanges() throws RejectedException {
        Member member = new Member();
        member.put("a", "1");
        member.put("b", "1");
        Compare all = compare("a", CompareTarget.VALUE, CompareResult.EQUAL, "1").toBuilder()
                .setRangeEnd(bytes("z"))
                .build();
        assertThat(member.txn(txn(List.of(all), List.of(), List.of())).getSucceeded())
                .isTrue();
        member.put("c", "2");
        assertThat(member.txn(txn(List.of(all), List.of(), List.of())).getSucceeded())
                .isFalse();
        Compare none = compare("x", CompareTarget.VERSION, CompareResult.EQUAL, "0").toBuilder()
                .setRangeEnd(bytes("z"))
                .build();
        assertThat(member.txn(txn(List.of(none), List.of(), List.of())).getSucceeded())
                .isTrue();
    }

    @Test
    void aMissingOperandIsZeroAndAMissingValueEmpty() throws RejectedException {
        Member member = new Member();
        member.put("a", "");
        Compare version = Compare.newBuilder()
                .setKey(bytes("a"))
                .setTarget(CompareTarget.VERSION)
                .setResult(CompareResult.GREATER)
                .build();
        Compare value = Compare.newBuilder()
                .setKey(bytes("a"))
                .setTarget(CompareTarget.VALUE)
                .build();
        assertThat(member.txn(txn(List.of(version, value), List.of(), List.of()))
                        .getSucceeded())
                .isTrue();
    }

    @Test
    void nestedConditionsAreAboutTheStateBefore() throws RejectedException {
        Member member = new Member();
        Compare absent = compare("a", CompareTarget.VERSION, CompareResult.EQUAL, "0");
        TxnResponse response = member.txn(txn(
                List.of(absent),
                List.of(op(put("a", "1")), op(txn(List.of(absent), List.of(op(put("b", "1"))), List.of()))),
                List.of()));
        assertThat(response.getResponses(1).getResponseTxn().getSucceeded()).isTrue();
        assertThat(member.range(range("b")).getCount()).isEqualTo(1);
    }

    @Test
    void whatWasDeletedLeavesNothingToKeep() throws RejectedException {
        Member member = new Member();
        member.put("a", "1");
        TxnRequest request = txn(
                op(delete("a", "\0")),
                op(put("a", "").toBuilder().setIgnoreValue(true).build()));
        assertRejected(Rejection.KEY_NOT_FOUND, () -> member.txn(request));
        assertThat(member.range(range("a")).getKvs(0).getValue()).isEqualTo(bytes("1"));
    }

    @Test
    void theFailureBranchRunsWhenAConditionFails() throws RejectedException {
        Member member = new Member();
        Compare present = compare("a", CompareTarget.VERSION, CompareResult.GREATER, "0");
        TxnResponse response =
                member.txn(txn(List.of(present), List.of(op(put("a", "1"))), List.of(op(put("b", "2")))));
        assertThat(response.getSucceeded()).isFalse();
        assertThat(member.range(range("a", "z")).getKvs(0).getKey()).isEqualTo(bytes("b"));
    }
}
