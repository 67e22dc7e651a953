package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.store.v1.Batch;
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

    private static final String LOG = "golden-log-1.txt";

    /** As it was on the day the log was written. */
    private static final StoreMark EXPECTED = new StoreMark(3, 299, 263, 259, 3720084769350618305L);

    private static List<String> goldenLines() throws IOException {
        try (InputStream in = GoldenLogTest.class.getResourceAsStream(LOG)) {
            assertThat(in).as("the golden log").isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    @Test
    void aReleasedLogGivesTheStateItGaveThen() throws IOException, RejectedException {
        StoreState state = StoreState.open(new MemoryStore());
        long index = 0;
        for (String line : goldenLines()) {
            ByteString entry = ByteString.copyFrom(Base64.getDecoder().decode(line));
            List<Command> commands = CommandCodec.decode(entry);
            assertThat(ByteString.copyFrom(CommandCodec.encode(commands))).isEqualTo(entry);
            state.apply(1 + index / 100, index, commands);
            index++;
        }
        assertThat(state.mark()).isEqualTo(EXPECTED);
        assertThat(state.reads().hashKv(0).hash()).isEqualTo(-779796255);
    }

    @Test
    void aReleasedSpaceAlarmMeansWhatItMeantThen() {
        ByteString entry = ByteString.copyFrom(Base64.getDecoder().decode("CAESB5J9BAgFEAE="));
        List<Command> commands = CommandCodec.decode(entry);
        assertThat(commands).containsExactly(new Command.SpaceAlarmSet(0, 5, true));
        assertThat(ByteString.copyFrom(CommandCodec.encode(commands))).isEqualTo(entry);
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

    /** How {@value #LOG} was made, once. */
    static void write(Path file) throws IOException {
        RandomRequests requests = new RandomRequests(42);
        StoreState state = StoreState.open(new MemoryStore());
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
                commands.add(new Command.ClusterIdentitySet(index, 77));
                commands.add(new Command.MemberAttributesSet(
                        index, new MemberAttributes(index, "m" + index, List.of("http://c"), List.of("http://p"))));
                commands.add(new Command.ClusterVersionSet(index, "3.6.0"));
            }
            state.apply(1 + index / 100, index, commands);
            lines.add(Base64.getEncoder().encodeToString(CommandCodec.encode(commands)));
        }
        Files.write(file, lines);
    }
}
