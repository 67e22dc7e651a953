package io.jukung.store.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizerTest {

    private static final String OPEN = "\0";
    private static AuthState auth = AuthState.FRESH;

    @FunctionalInterface
    interface Ask {
        void of(Authorizer authorizer) throws RejectedException;
    }

    @BeforeAll
    static void makeUsers() throws RejectedException {
        auth = AuthState.FRESH;
        for (AuthChange change : AuthStates.rootAndAlice()) {
            auth = AuthRules.apply(auth, change);
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static RangeRequest range(String key, String end) {
        return RangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .build();
    }

    private static PutRequest put(String key, long lease, boolean previous) {
        return PutRequest.newBuilder()
                .setKey(bytes(key))
                .setLease(lease)
                .setPrevKv(previous)
                .build();
    }

    private static DeleteRangeRequest delete(String key, String end, boolean previous) {
        return DeleteRangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .setPrevKv(previous)
                .build();
    }

    private static TxnRequest comparing(String key, String end) {
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
                .build();
    }

    private static TxnRequest then(PutRequest put) {
        return TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .build();
    }

    private static TxnRequest otherwise(RequestOp.Builder op) {
        return TxnRequest.newBuilder().addFailure(op).build();
    }

    private static TxnRequest nested(TxnRequest txn) {
        return otherwise(RequestOp.newBuilder().setRequestTxn(txn));
    }

    /** Lease 1 has a key alice may write, lease 2 also one she may only read, lease 3 none. */
    private static List<ByteString> keysOf(long lease) {
        return switch ((int) lease) {
            case 1 -> List.of(bytes("a/1"));
            case 2 -> List.of(bytes("a/1"), bytes("r/1"));
            default -> List.of();
        };
    }

    private static Optional<Rejection> refusal(AuthState state, Requester requester, Ask ask) {
        try {
            ask.of(new Authorizer(state, requester, AuthorizerTest::keysOf));
            return Optional.empty();
        } catch (RejectedException e) {
            return Optional.of(e.reason());
        }
    }

    private static Arguments row(String what, boolean allowed, Ask ask) {
        return Arguments.of(what, allowed, ask);
    }

    static Stream<Arguments> whatAliceMay() {
        return Stream.of(
                row("read a key", true, to -> to.range(range("r/1", ""))),
                row("read a key she may write", false, to -> to.range(range("a/1", ""))),
                row("read a range", true, to -> to.range(range("r/", "r0"))),
                row("read beyond it", false, to -> to.range(range("r/", "r1"))),
                row("read from it on", false, to -> to.range(range("r/", OPEN))),
                row("read from before", false, to -> to.range(range("r", "r0"))),
                row("read two ranges that touch", true, to -> to.range(range("b/", "b0"))),
                row("read all", false, to -> to.range(range(OPEN, OPEN))),
                row("watch a key", true, to -> to.watch(KeyRange.of(bytes("r/1"), bytes("")))),
                row("watch an open range", false, to -> to.watch(KeyRange.of(bytes("r/"), bytes(OPEN)))),
                row("put", true, to -> to.put(put("a/1", 0, false))),
                row("put what she may read", false, to -> to.put(put("r/1", 0, false))),
                row("put with previous", false, to -> to.put(put("a/1", 0, true))),
                row("put with previous she may read", true, to -> to.put(put("b/1", 0, true))),
                row("put on her lease", true, to -> to.put(put("b/1", 1, false))),
                row("put on another's lease", false, to -> to.put(put("b/1", 2, false))),
                row("put on a lease without keys", true, to -> to.put(put("b/1", 3, false))),
                row("delete", true, to -> to.deleteRange(delete("a/", "a0", false))),
                row("delete with previous", false, to -> to.deleteRange(delete("a/", "a0", true))),
                row("delete with previous she may read", true, to -> to.deleteRange(delete("b/", "b0", true))),
                row("delete from a key on", false, to -> to.deleteRange(delete("a/", OPEN, false))),
                row("compare", true, to -> to.txn(comparing("r/1", ""))),
                row("compare what she may write", false, to -> to.txn(comparing("a/1", ""))),
                row("compare all", false, to -> to.txn(comparing(OPEN, OPEN))),
                row("put in a transaction", true, to -> to.txn(then(put("a/1", 0, false)))),
                row("put with previous in a transaction", false, to -> to.txn(then(put("a/1", 0, true)))),
                row("put on another's lease in a transaction", false, to -> to.txn(then(put("a/1", 2, false)))),
                row(
                        "read in the other branch",
                        false,
                        to -> to.txn(otherwise(RequestOp.newBuilder().setRequestRange(range("a/1", ""))))),
                row(
                        "delete in the other branch",
                        false,
                        to -> to.txn(
                                otherwise(RequestOp.newBuilder().setRequestDeleteRange(delete("r/1", "", false))))),
                row("compare in a nested transaction", false, to -> to.txn(nested(comparing("a/1", "")))),
                row("put in a nested transaction", true, to -> to.txn(nested(then(put("a/1", 0, false))))),
                row("put elsewhere in a nested transaction", false, to -> to.txn(nested(then(put("x", 0, false))))),
                row("end her lease", true, to -> to.writeKeysOf(1)),
                row("end another's lease", false, to -> to.writeKeysOf(2)),
                row("end a lease without keys", true, to -> to.writeKeysOf(3)),
                row("see the keys on a lease", false, to -> to.readKeysOf(2)),
                row("see that none are on a lease", true, to -> to.readKeysOf(3)),
                row("be somebody", true, Authorizer::identified),
                row("administer", false, Authorizer::admin),
                row("look at herself", true, to -> to.userGet("alice")),
                row("look at another", false, to -> to.userGet("root")),
                row("look at her role", true, to -> to.roleGet("role")),
                row("look at another role", false, to -> to.roleGet("root")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("whatAliceMay")
    void aUserMayWhatTheRolesPermitAndNothingElse(String what, boolean allowed, Ask ask) {
        Requester alice = new Requester.User("alice", auth.revision());
        assertThat(refusal(auth, alice, ask))
                .isEqualTo(allowed ? Optional.empty() : Optional.of(Rejection.PERMISSION_DENIED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatAliceMay")
    void rootAndTheMemberMayEverythingAndNobodyNothing(String what, boolean allowed, Ask ask) {
        assertThat(refusal(auth, new Requester.User("root", auth.revision()), ask))
                .isEmpty();
        assertThat(refusal(auth, Requester.MEMBER, ask)).isEmpty();
        assertThat(refusal(auth, Requester.ANONYMOUS, ask)).contains(Rejection.USER_EMPTY);
        assertThat(refusal(AuthState.FRESH, Requester.ANONYMOUS, ask)).isEmpty();
    }

    @Test
    void whoWasEstablishedBeforeAChangeHasToBeAgain() {
        Requester before = new Requester.User("alice", auth.revision() - 1);
        assertThat(refusal(auth, before, to -> to.range(range("r/1", "")))).contains(Rejection.AUTH_OLD_REVISION);
        assertThat(refusal(auth, before, to -> to.put(put("a/1", 0, false)))).contains(Rejection.AUTH_OLD_REVISION);
        assertThat(refusal(auth, before, Authorizer::unchanged)).contains(Rejection.AUTH_OLD_REVISION);
        assertThat(refusal(auth, new Requester.User("root", 1), Authorizer::admin))
                .isEmpty();
    }

    @Test
    void aUserThatIsGoneMayNothing() {
        Requester gone = new Requester.User("gone", auth.revision());
        assertThat(refusal(auth, gone, to -> to.range(range("r/1", "")))).contains(Rejection.PERMISSION_DENIED);
        assertThat(refusal(auth, gone, Authorizer::admin)).contains(Rejection.USER_NOT_FOUND);
        assertThat(refusal(auth, gone, to -> to.roleGet("role"))).contains(Rejection.USER_NOT_FOUND);
    }
}
