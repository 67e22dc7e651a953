package io.jukung.store.apply;

import static io.jukung.store.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthenticateResponse;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.store.v1.InternalAuthenticate;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.AuthEvent;
import io.jukung.store.auth.AuthStates;
import io.jukung.store.auth.Requester;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.storage.RocksStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthCommandsTest {

    private final Member member = new Member();

    @BeforeEach
    void makeUsers() {
        makeUsers(member);
    }

    private static void makeUsers(Member of) {
        for (AuthChange change : AuthStates.rootAndAlice()) {
            assertThat(of.outcome(new Command.Auth(0, change))).isInstanceOf(Outcome.Applied.class);
        }
    }

    private static Command by(Requester requester, Command command) {
        return new Command.Requested(requester, command);
    }

    private Requester user(String name) {
        return new Requester.User(name, member.state().auth().revision());
    }

    private static Command putOf(String key) {
        return new Command.Put(0, put(key, "v"));
    }

    private static Command leaseGrant() {
        return new Command.LeaseGrant(
                0, LeaseGrantRequest.newBuilder().setID(7).setTTL(100).build());
    }

    private static Command leaseRevoke() {
        return new Command.LeaseRevoke(
                0, LeaseRevokeRequest.newBuilder().setID(7).build());
    }

    private void refused(Command command, Rejection reason) {
        long revision = member.state().revision();
        long digest = member.state().mark().digest();
        assertThat(member.outcome(command)).isEqualTo(new Outcome.Rejected(reason));
        assertThat(member.state().revision()).isEqualTo(revision);
        assertThat(member.state().mark().digest()).isEqualTo(digest);
    }

    private void applied(Command command) {
        assertThat(member.outcome(command)).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void aCommandIsJudgedByTheUsersThatStandBeforeItInTheLog() {
        Requester alice = user("alice");
        applied(by(alice, putOf("a/1")));
        refused(by(alice, putOf("x")), Rejection.PERMISSION_DENIED);
        refused(putOf("a/1"), Rejection.USER_EMPTY);

        // Admitted under the revision before: it does not matter what alice may now.
        applied(by(user("root"), new Command.Auth(0, AuthStates.roleAdd("another"))));
        refused(by(alice, putOf("a/1")), Rejection.AUTH_OLD_REVISION);
        applied(by(user("alice"), putOf("a/1")));
    }

    @Test
    void withinOneEntryTooACommandSeesTheChangesBeforeIt() {
        Requester alice = user("alice");
        var delete = new AuthChange.RoleDelete(
                AuthRoleDeleteRequest.newBuilder().setRole("role").build());
        List<Outcome> outcomes = member.entry(
                        by(alice, putOf("a/1")), by(user("root"), new Command.Auth(0, delete)), by(alice, putOf("a/2")))
                .outcomes();
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Applied.class);
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Rejected(Rejection.AUTH_OLD_REVISION));
        refused(by(user("alice"), putOf("a/2")), Rejection.PERMISSION_DENIED);
    }

    @Test
    void onlyRootCompactsAndAdministersAndTheMemberMayAnything() {
        var compact = new Command.Compact(
                0, CompactionRequest.newBuilder().setRevision(1).build());
        refused(by(user("alice"), compact), Rejection.PERMISSION_DENIED);
        refused(by(user("alice"), new Command.Auth(0, AuthStates.userAdd("bob"))), Rejection.PERMISSION_DENIED);
        applied(by(Requester.MEMBER, putOf("anywhere")));
        applied(by(Requester.MEMBER, compact));
        applied(new Command.LeaseExpire(0, Member.TERM, List.of(5L)));
    }

    @Test
    void aLeaseWithAnothersKeyIsNotEndedNorPutOn() {
        applied(by(Requester.MEMBER, leaseGrant()));
        applied(by(user("root"), new Command.Put(0, put("secret", "v", 7))));
        refused(by(user("alice"), leaseRevoke()), Rejection.PERMISSION_DENIED);
        refused(by(user("alice"), new Command.Put(0, put("a/1", "v", 7))), Rejection.PERMISSION_DENIED);
        applied(by(user("root"), leaseRevoke()));
    }

    @Test
    void aLoginIsOfTheRevisionThatThePasswordWasCheckedUnder() {
        var login = new Command.Auth(
                0,
                new AuthChange.Authenticate(InternalAuthenticate.newBuilder()
                        .setName("alice")
                        .setSimpleToken("hash")
                        .build()));
        Requester checked = user("alice");
        ApplyResult result = member.entry(by(checked, login));
        long index = member.state().mark().index();
        assertThat(result.authEvents()).containsExactly(new AuthEvent.TokenIssued("alice", "hash", index));
        assertThat(result.outcomes().getFirst())
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(((AuthenticateResponse) applied.response()).getToken())
                                .isEqualTo(Long.toString(index)));
        applied(by(user("root"), new Command.Auth(0, AuthStates.userAdd("bob"))));
        refused(by(checked, login), Rejection.AUTH_OLD_REVISION);

        var delete = new AuthChange.UserDelete(
                AuthUserDeleteRequest.newBuilder().setName("alice").build());
        assertThat(member.entry(by(user("root"), new Command.Auth(0, delete))).authEvents())
                .containsExactly(new AuthEvent.LoggedOut("alice"));
        refused(by(user("alice"), login), Rejection.AUTH_FAILED);
        var disable = new AuthChange.Disable(AuthDisableRequest.getDefaultInstance());
        assertThat(member.entry(by(user("root"), new Command.Auth(0, disable))).authEvents())
                .containsExactly(new AuthEvent.AllLoggedOut());
        refused(by(user("alice"), login), Rejection.AUTH_NOT_ENABLED);
    }

    @Test
    void usersAndRolesSurviveARestart(@TempDir Path folder) {
        var store = RocksStore.open(folder.resolve("db"), fault -> {
            throw fault;
        });
        try (store) {
            Member first = new Member(store);
            makeUsers(first);
            Member again = first.restarted();
            assertThat(again.state().auth().enabled()).isTrue();
            assertThat(again.state().auth().revision())
                    .isEqualTo(first.state().auth().revision());
            assertThat(again.state().auth().users())
                    .isEqualTo(first.state().auth().users());
            assertThat(again.state().auth().roles())
                    .isEqualTo(first.state().auth().roles());
            var delete = new AuthChange.UserDelete(
                    AuthUserDeleteRequest.newBuilder().setName("alice").build());
            again.outcome(by(Requester.MEMBER, new Command.Auth(0, delete)));
            assertThat(again.restarted().state().auth().users()).containsOnlyKeys("root");
        }
    }

    @Test
    void usersArePartOfTheDigest() {
        Member other = new Member();
        makeUsers(other);
        assertThat(other.state().mark()).isEqualTo(member.state().mark());
        other.outcome(by(Requester.MEMBER, new Command.Auth(0, AuthStates.userAdd("bob"))));
        member.outcome(by(Requester.MEMBER, new Command.Auth(0, AuthStates.userAdd("eve"))));
        assertThat(other.state().mark().digest())
                .isNotEqualTo(member.state().mark().digest());
    }

    @Test
    void whoAsksIsLoggedWithTheCommandAndPasswordsNever() {
        for (Requester requester : List.of(new Requester.User("alice", 5), Requester.MEMBER, Requester.ANONYMOUS)) {
            List<Command> commands =
                    List.of(by(requester, putOf("k")), by(requester, new Command.Auth(3, AuthStates.enable())));
            assertThat(CommandCodec.decode(ByteString.copyFrom(CommandCodec.encode(commands))))
                    .isEqualTo(commands);
        }
        assertThatThrownBy(() -> new AuthChange.UserAdd(AuthUserAddRequest.newBuilder()
                        .setName("bob")
                        .setPassword("secret")
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
