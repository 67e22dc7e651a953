package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.raft.LogInspection.LostEntries;
import io.jukung.store.raft.LogInspection.LostVote;
import io.jukung.store.raft.LogInspection.Whole;
import io.jukung.store.replication.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a log as a stop may leave them. */
class LogInspectionTest {

    private static final long CLUSTER = 7;
    private static final byte[] FULL =
            LogFiles.segment(LogFiles.entry(1, 0, 10), LogFiles.entry(1, 1, 200), LogFiles.entry(1, 2, 10));

    @TempDir
    Path log;

    private Path current;

    @BeforeEach
    void make() throws IOException {
        current = Files.createDirectories(
                log.resolve(RaftIds.group(CLUSTER).getUuid().toString()).resolve("current"));
        Files.writeString(current.resolve("raft-meta"), "term=2\nvotedFor=a\n");
        Files.write(current.resolve("log_0-2"), FULL);
    }

    private void open(long first, byte[] bytes) throws IOException {
        Files.write(current.resolve("log_inprogress_" + first), Arrays.copyOf(bytes, 4096));
    }

    private void assertKept(long stateIndex) throws IOException {
        LogInspection.deleteIfBehind(log, CLUSTER, stateIndex);
        assertThat(current.resolve("log_0-2")).exists();
    }

    @Test
    void aSegmentThatWasJustBegunDoesNotHideTheEntriesBeforeIt() throws IOException {
        open(3, LogFiles.segment());
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertThat(LogTail.last(current)).isEqualTo(new LogPosition(1, 2));
        assertKept(1);
    }

    @Test
    void norDoesOneThatHasNoHeaderYet() throws IOException {
        open(3, new byte[0]);
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertKept(1);
    }

    @Test
    void norDoesOneWhoseFirstEntryIsTorn() throws IOException {
        var torn = LogFiles.entry(2, 3, 1500);
        Arrays.fill(torn, 400, torn.length, (byte) 0);
        open(3, LogFiles.segment(torn));
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertKept(1);
    }

    @Test
    void aLogThatEndsBeforeTheStateIsDeleted() throws IOException {
        open(3, LogFiles.segment());
        assertKept(2);
        LogInspection.deleteIfBehind(log, CLUSTER, 3);
        assertThat(Files.list(current)).containsExactly(current.resolve("raft-meta"));
    }
}
