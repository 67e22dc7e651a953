package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthRoleDeleteRequest;
import io.jukung.proto.etcd.AuthRoleRevokePermissionRequest;
import io.jukung.proto.etcd.AuthUserAddRequest;
import io.jukung.proto.etcd.AuthUserChangePasswordRequest;
import io.jukung.proto.etcd.AuthUserDeleteRequest;
import io.jukung.proto.etcd.AuthUserRevokeRoleRequest;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.proto.etcd.authpb.UserAddOptions;
import io.jukung.proto.store.v1.Batch;
import io.jukung.proto.store.v1.InternalAuthenticate;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.AuthStates;
import io.jukung.store.auth.Requester;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A log that was written once is replayed and must give the state it gave then. It is not to be regenerated when the test
 * fails: members of two releases would disagree. New commands get a new golden file.
 */
class GoldenLogTest {

    private static final String KEYS = "golden-log-1.txt";
    private static final String USERS = "golden-log-2.txt";

    /** As it was on the day the log was written. */
    private static final StoreMark EXPECTED = new StoreMark(3, 299, 263, 259, 3720084769350618305L);

    private static final StoreMark EXPECTED_USERS = new StoreMark(1, 23, 83, -1, -5889014542472989635L);

    private static List<String> goldenLines(String log) throws IOException {
        try (InputStream in = GoldenLogTest.class.getResourceAsStream(log)) {
            assertThat(in).as("the golden log").isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static StoreState replay(String log, MemoryStore store) throws IOException {
        StoreState state = StoreState.open(store, 1 << 20);
        long index = 0;
        for (String line : goldenLines(log)) {
            ByteString entry = ByteString.copyFrom(Base64.getDecoder().decode(line));
            List<Command> commands = CommandCodec.decode(entry);
            assertThat(ByteString.copyFrom(CommandCodec.encode(commands))).isEqualTo(entry);
            state.apply(1 + index / 100, index, commands);
            index++;
        }
        return state;
    }

    @Test
    void aReleasedLogGivesTheStateItGaveThen() throws IOException, RejectedException {
        MemoryStore store = new MemoryStore();
        StoreState state = replay(KEYS, store);
        assertThat(state.mark()).isEqualTo(EXPECTED);
        assertThat(new Member(store).hashKv(0).hash()).isEqualTo(-945858625);
    }

    @Test
    void aReleasedSpaceAlarmMeansWhatItMeantThen() {
        ByteString entry = ByteString.copyFrom(Base64.getDecoder().decode("CAESB5J9BAgFEAE="));
        List<Command> commands = CommandCodec.decode(entry);
        assertThat(commands).containsExactly(new Command.SpaceAlarmSet(0, 5, true));
        assertThat(ByteString.copyFrom(CommandCodec.encode(commands))).isEqualTo(entry);
    }

    @Test
    void aReleasedLogWithUsersGivesTheStateItGaveThen() throws IOException {
        StoreState state = replay(USERS, new MemoryStore());
        assertThat(state.mark()).isEqualTo(EXPECTED_USERS);
        assertThat(state.auth().enabled()).isTrue();
        assertThat(state.auth().revision()).isEqualTo(22);
        assertThat(state.auth().users()).containsOnlyKeys("alice", "card", "root");
        assertThat(state.auth().user("alice").orElseThrow().passwordHash()).isEqualTo(HASH);
        assertThat(state.auth().roles()).containsOnlyKeys("role");
    }

    @Test
    void anotherFormatOrAnUnknownCommandIsRefused() {
        ByteString newer = Batch.newBuilder().setFormat(2).build().toByteString();
        assertThatThrownBy(() -> CommandCodec.decode(newer))
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("format 2");
        ByteString unknown = Batch.newBuilder()
                .setFormat(1)
                .addCommands(io.jukung.proto.store.v1.LoggedCommand.newBuilder().setRequestId(5))
                .build()
                .toByteString();
        assertThatThrownBy(() -> CommandCodec.decode(unknown)).isInstanceOf(UnknownFormatException.class);
        assertThatThrownBy(() -> CommandCodec.decode(ByteString.copyFromUtf8("not a batch")))
                .isInstanceOf(UnknownFormatException.class);
    }

    /** How {@value #KEYS} was made, once. */
    static void write(Path file) throws IOException {
        RandomRequests requests = new RandomRequests(42);
        StoreState state = StoreState.open(new MemoryStore(), 1 << 20);
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < 300; index++) {
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 1 + index % 4; i++) {
                Message request = requests.next(state.revision());
                Command command = switch (request) {
                    case PutRequest put -> new Command.Put(index, put);
                    case DeleteRangeRequest delete -> new Command.DeleteRange(index, delete);
                    case TxnRequest txn -> new Command.Txn(index, txn);
                    case CompactionRequest compact -> new Command.Compact(index, compact);
                    case LeaseGrantRequest grant -> new Command.LeaseGrant(index, grant);
                    case LeaseRevokeRequest revoke -> new Command.LeaseRevoke(index, revoke);
                    case RangeRequest range ->
                        new Command.LeaseExpire(index, 1 + index / 100 + index % 2, List.of(1L, 2L));
                    default -> throw new IllegalArgumentException("no such request");
                };
                commands.add(command);
            }
            if (index % 50 == 0) {
                commands.add(new Command.ClusterIdentitySet(index, 77, List.of()));
                commands.add(new Command.MemberAttributesSet(
                        index, new MemberAttributes(index, "m" + index, List.of("http://c"), List.of("http://p"))));
                commands.add(new Command.ClusterVersionSet(index, "3.6.0", 1));
            }
            state.apply(1 + index / 100, index, commands);
            lines.add(Base64.getEncoder().encodeToString(CommandCodec.encode(commands)));
        }
        Files.write(file, lines);
    }

    private static final String HASH = "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

    /** How {@value #USERS} was made, once: each change, and what it lets others do and no more. */
    static void writeUsers(Path file) throws IOException {
        String hashed = Base64.getEncoder().encodeToString(HASH.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        List<AuthChange> changes = new ArrayList<>(AuthStates.rootAndAlice());
        changes.add(new AuthChange.UserChangePassword(AuthUserChangePasswordRequest.newBuilder()
                .setName("alice")
                .setHashedPassword(hashed)
                .build()));
        changes.add(new AuthChange.Authenticate(InternalAuthenticate.newBuilder()
                .setName("alice")
                .setSimpleToken("hash")
                .build()));
        changes.add(new AuthChange.UserAdd(AuthUserAddRequest.newBuilder()
                .setName("card")
                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                .build()));
        changes.add(AuthStates.userAdd("bob"));
        changes.add(AuthStates.roleAdd("other"));
        changes.add(AuthStates.permit("other", Permission.Type.READWRITE, "x", "\0"));
        changes.add(AuthStates.grant("bob", "other"));
        changes.add(AuthStates.grant("bob", "role"));
        changes.add(new AuthChange.UserRevokeRole(AuthUserRevokeRoleRequest.newBuilder()
                .setName("bob")
                .setRole("role")
                .build()));
        changes.add(new AuthChange.RoleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder()
                .setRole("role")
                .setKey(Requests.bytes("r/"))
                .setRangeEnd(Requests.bytes("r0"))
                .build()));
        changes.add(new AuthChange.Disable(AuthDisableRequest.getDefaultInstance()));
        changes.add(AuthStates.enable());
        changes.add(new AuthChange.RoleDelete(
                AuthRoleDeleteRequest.newBuilder().setRole("other").build()));
        changes.add(new AuthChange.UserDelete(
                AuthUserDeleteRequest.newBuilder().setName("bob").build()));
        StoreState state = StoreState.open(new MemoryStore(), 1 << 20);
        List<String> lines = new ArrayList<>();
        for (AuthChange change : changes) {
            long revision = state.auth().revision();
            Command put = new Command.Put(0, Requests.put("a/1", "v"));
            List<Command> commands = List.of(
                    new Command.Requested(new Requester.User("root", revision), new Command.Auth(lines.size(), change)),
                    put,
                    new Command.Requested(new Requester.User("alice", revision), put),
                    new Command.Requested(new Requester.User("alice", revision + 1), put),
                    new Command.Requested(new Requester.User("bob", revision + 1), put),
                    new Command.Requested(Requester.MEMBER, put));
            state.apply(1, lines.size(), commands);
            lines.add(Base64.getEncoder().encodeToString(CommandCodec.encode(commands)));
        }
        Files.write(file, lines);
    }
}
