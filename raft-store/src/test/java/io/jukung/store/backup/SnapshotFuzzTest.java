package io.jukung.store.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Member;
import io.jukung.store.apply.Requests;
import io.jukung.store.bbolt.BoltException;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.storage.MemoryStore;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that may be etcd's database: it is restored, or refused with what is wrong. */
class SnapshotFuzzTest {

    private static final int SHORT = 1_500;

    @TempDir
    static Path directory;

    static Stream<byte[]> seeds() throws IOException, RejectedException {
        Member member = new Member();
        member.grant(77, 600);
        member.put(Requests.put("a", "1", 77));
        member.put("b", "2");
        member.txn(TxnRequest.newBuilder()
                .addSuccess(Requests.op(Requests.put("c", "3")))
                .addSuccess(Requests.op(Requests.delete("b")))
                .build());
        member.compact(3);
        member.outcome(new Command.Alarm(
                0,
                AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                        .setAlarm(AlarmType.NOSPACE)
                        .setMemberID(5)
                        .build()));
        Path file = Files.createTempFile("snapshot", ".db");
        try (var state = member.state().freeze();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            EtcdSnapshot.write(state, channel, new Scratch(Path.of("/nowhere")));
            return Stream.of(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void database(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("db"), bytes);
        try (BoltFile database = SnapshotFile.open(file, true)) {
            Restore.into(new MemoryStore(), database, Restore.Options.EXACT, new Scratch(directory));
        } catch (BoltException | SnapshotException told) {
            assertThat(told.getMessage()).isNotEmpty();
        }
        try (BoltFile database = SnapshotFile.open(file, false)) {
            assertThat(database.sizeBytes()).isLessThan(bytes.length);
        } catch (BoltException | SnapshotException told) {
            assertThat(told.getMessage()).isNotEmpty();
        }
    }

    @Test
    void inEveryBuild() throws IOException, RejectedException {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::database);
    }
}
