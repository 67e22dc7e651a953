package io.jukung.store.apply;

import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;
import static io.jukung.store.apply.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RevisionChanges;
import io.jukung.store.storage.MemoryStore;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Put, DeleteRange, Txn and Compact as the log applies them: etcd's contract, A.1 and A.2. */
class KeyCommandsTest {

    private final Member member = new Member();

    static void assertRejected(Rejection reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private KeyValue get(String key) throws RejectedException {
        RangeResponse response = member.range(range(key));
        return response.getKvsCount() == 0 ? null : response.getKvs(0);
    }

    @Test
    void aFreshStoreIsAtRevisionOneWithNothingCompacted() throws RejectedException {
        assertThat(member.state().revision()).isEqualTo(1);
        assertThat(member.state().compactRevision()).isEqualTo(-1);
        assertThat(member.range(range("a")).getHeader().getRevision()).isEqualTo(1);
        assertThat(member.state().lastApplied()).isEqualTo(new AppliedIndex(0, -1));
    }

    @Test
    void putsCountRevisionsAndVersions() throws RejectedException {
        assertThat(member.put("a", "1").getHeader().getRevision()).isEqualTo(2);
        assertThat(member.put("a", "1").getHeader().getRevision()).isEqualTo(3);
        assertThat(get("a"))
                .isEqualTo(KeyValue.newBuilder()
                        .setKey(bytes("a"))
                        .setValue(bytes("1"))
                        .setCreateRevision(2)
                        .setModRevision(3)
                        .setVersion(2)
                        .build());
    }

    @Test
    void aDeletedKeyStartsOver() throws RejectedException {
        member.put("a", "1");
        assertThat(member.delete("a").getDeleted()).isEqualTo(1);
        assertThat(get("a")).isNull();
        member.put("a", "2");
        assertThat(get("a").getVersion()).isEqualTo(1);
        assertThat(get("a").getCreateRevision()).isEqualTo(4);
    }

    @Test
    void deletingNothingTakesNoRevision() throws RejectedException {
        member.put("a", "1");
        assertThat(member.delete("b").getHeader().getRevision()).isEqualTo(2);
        assertThat(member.delete(delete("x", "a")).getDeleted()).isZero();
        assertThat(member.state().revision()).isEqualTo(2);
    }

    @Test
    void aRangeDeletionIsOneRevisionInKeyOrder() throws RejectedException {
        member.put("b", "2");
        member.put("a", "1");
        member.put("c", "3");
        ApplyResult result = member.entry(new Command.DeleteRange(
                0, delete("a", "c").toBuilder().setPrevKv(true).build()));
        RevisionChanges changes = result.changes().getFirst();
        assertThat(changes.revision()).isEqualTo(5);
        assertThat(changes.changes())
                .extracting(c -> c.record().getKey().toStringUtf8())
                .containsExactly("a", "b");
        assertThat(changes.changes()).allMatch(Change::deletion);
        assertThat(changes.changes().getFirst().record())
                .isEqualTo(KeyValue.newBuilder()
                        .setKey(bytes("a"))
                        .setModRevision(5)
                        .build());
    }

    @Test
    void deletionReturnsTheRecordsOnRequest() throws RejectedException {
        member.put("a", "1");
        member.put("b", "2");
        var response =
                member.delete(delete("a", "z").toBuilder().setPrevKv(true).build());
        assertThat(response.getPrevKvsList())
                .extracting(kv -> kv.getValue().toStringUtf8())
                .containsExactly("1", "2");
    }

    @Test
    void putOptions() throws RejectedException {
        assertRejected(
                Rejection.KEY_NOT_FOUND,
                () -> member.put(put("a", "").toBuilder().setIgnoreValue(true).build()));
        assertRejected(
                Rejection.KEY_NOT_FOUND,
                () -> member.put(put("a", "1").toBuilder().setIgnoreLease(true).build()));
        assertRejected(
                Rejection.VALUE_PROVIDED,
                () -> member.put(put("a", "1").toBuilder().setIgnoreValue(true).build()));
        assertRejected(
                Rejection.LEASE_PROVIDED,
                () -> member.put(
                        put("a", "1", 5).toBuilder().setIgnoreLease(true).build()));
        assertRejected(Rejection.EMPTY_KEY, () -> member.put("", "1"));
        assertThat(member.state().revision()).isEqualTo(1);

        member.grant(7, 60);
        member.put(put("a", "1", 7));
        PutResponse response = member.put(put("a", "").toBuilder()
                .setIgnoreValue(true)
                .setIgnoreLease(true)
                .setPrevKv(true)
                .build());
        assertThat(response.getPrevKv().getVersion()).isEqualTo(1);
        assertThat(get("a").getValue()).isEqualTo(bytes("1"));
        assertThat(get("a").getLease()).isEqualTo(7);
        assertThat(get("a").getVersion()).isEqualTo(2);
    }

    @Test
    void aTransactionIsOneRevisionWhateverItDoes() throws RejectedException {
        member.put("gone", "x");
        ApplyResult result =
                member.entry(new Command.Txn(0, txn(op(put("a", "1")), op(put("b", "2")), op(delete("gone")))));
        assertThat(member.state().revision()).isEqualTo(3);
        assertThat(result.changes())
                .singleElement()
                .satisfies(changes -> assertThat(changes.changes())
                        .extracting(c -> c.record().getModRevision())
                        .containsExactly(3L, 3L, 3L));
    }

    @Test
    void aTransactionWithoutEffectTakesNoRevision() throws RejectedException {
        var response = member.txn(txn(op(delete("a")), op(range("a"))));
        assertThat(response.getHeader().getRevision()).isEqualTo(1);
        assertThat(response.getSucceeded()).isTrue();
        assertThat(member.state().revision()).isEqualTo(1);
    }

    @Test
    void laterOperationsSeeEarlierOnes() throws RejectedException {
        member.put("a", "old");
        var response = member.txn(txn(
                op(range("a", "z")),
                op(put("a", "new")),
                op(put("b", "1")),
                op(range("a", "z")),
                op(range("a", "z").toBuilder().setRevision(2).build()),
                op(delete("c", "z")),
                op(range("a", "z").toBuilder().setCountOnly(true).build())));
        assertThat(response.getResponses(0).getResponseRange().getHeader().getRevision())
                .isEqualTo(2);
        RangeResponse seen = response.getResponses(3).getResponseRange();
        assertThat(seen.getHeader().getRevision()).isEqualTo(3);
        assertThat(seen.getKvsList()).extracting(KeyValue::getModRevision).containsExactly(3L, 3L);
        assertThat(response.getResponses(4).getResponseRange().getKvsList())
                .extracting(kv -> kv.getValue().toStringUtf8())
                .containsExactly("old");
        assertThat(response.getResponses(6).getResponseRange().getCount()).isEqualTo(2);
    }

    @Test
    void commandsOfOneEntrySeeEachOtherAtTheirOwnRevisions() throws RejectedException {
        member.put("a", "0");
        ApplyResult result = member.entry(
                new Command.Put(0, put("a", "1")),
                new Command.Put(0, put("a", "2")),
                new Command.DeleteRange(0, delete("a")),
                new Command.Txn(
                        0,
                        txn(
                                op(range("a").toBuilder().setRevision(2).build()),
                                op(range("a").toBuilder().setRevision(3).build()),
                                op(range("a").toBuilder().setRevision(4).build()),
                                op(range("a")))));
        var response = (io.jukung.proto.etcd.TxnResponse)
                ((Outcome.Applied) result.outcomes().getLast()).response();
        assertThat(response.getResponsesList())
                .extracting(r -> r.getResponseRange().getKvsList().stream()
                        .map(kv -> kv.getValue().toStringUtf8())
                        .toList())
                .containsExactly(List.of("0"), List.of("1"), List.of("2"), List.of());
        assertThat(result.changes()).extracting(RevisionChanges::revision).containsExactly(3L, 4L, 5L);
        assertThat(member.range(range("a").toBuilder().setRevision(4).build())
                        .getKvs(0)
                        .getVersion())
                .isEqualTo(3);
    }

    @Test
    void aTransactionThatFailsLeavesNoTrace() throws RejectedException {
        member.put("a", "1");
        member.put("a", "2");
        member.compact(3);
        long digest = member.state().mark().digest();
        List<TxnRequest> bad = List.of(
                txn(op(put("b", "1")), op(range("a").toBuilder().setRevision(2).build())),
                txn(op(put("b", "1")), op(range("a").toBuilder().setRevision(9).build())),
                txn(op(put("b", "1")), op(put("c", "1", 99))),
                txn(
                        op(put("b", "1")),
                        op(put("c", "").toBuilder().setIgnoreValue(true).build())),
                txn(
                        op(put("b", "1")),
                        op(txn(op(range("a").toBuilder().setRevision(2).build())))));
        List<Rejection> reasons = List.of(
                Rejection.COMPACTED,
                Rejection.FUTURE_REVISION,
                Rejection.LEASE_NOT_FOUND,
                Rejection.KEY_NOT_FOUND,
                Rejection.COMPACTED);
        for (int i = 0; i < bad.size(); i++) {
            TxnRequest request = bad.get(i);
            assertRejected(reasons.get(i), () -> member.txn(request));
        }
        assertThat(member.state().revision()).isEqualTo(3);
        assertThat(member.state().mark().digest()).isEqualTo(digest);
        assertThat(get("b")).isNull();
        assertThat(member.entry(new Command.Put(0, put("d", "1"))).changes())
                .singleElement()
                .satisfies(changes -> assertThat(changes.changes()).hasSize(1));
    }

    @Test
    void compactionRules() throws RejectedException {
        member.put("a", "1");
        member.put("a", "2");
        assertRejected(Rejection.FUTURE_REVISION, () -> member.compact(4));
        member.compact(3);
        assertRejected(Rejection.COMPACTED, () -> member.compact(3));
        assertRejected(Rejection.COMPACTED, () -> member.compact(2));
        assertRejected(
                Rejection.COMPACTED,
                () -> member.range(range("a").toBuilder().setRevision(2).build()));
        assertThat(member.range(range("a").toBuilder().setRevision(3).build()).getKvsCount())
                .isEqualTo(1);
        assertThat(member.state().revision()).isEqualTo(3);
    }

    @Test
    void entriesAppliedBeforeAreSkipped() throws RejectedException {
        MemoryStore disk = new MemoryStore();
        StoreState state = StoreState.open(disk, 1 << 20);
        state.apply(1, 0, List.of(new Command.Put(0, put("a", "1"))));
        StoreState again = StoreState.open(disk, 1 << 20);
        assertThat(again.lastApplied()).isEqualTo(new AppliedIndex(1, 0));
        assertThat(again.apply(1, 0, List.of(new Command.Put(0, put("a", "1")))).outcomes())
                .isEmpty();
        assertThat(again.revision()).isEqualTo(2);
        again.apply(2, 1, List.of());
        assertThat(again.lastApplied()).isEqualTo(new AppliedIndex(2, 1));
        assertThat(again.revision()).isEqualTo(2);
    }
}
