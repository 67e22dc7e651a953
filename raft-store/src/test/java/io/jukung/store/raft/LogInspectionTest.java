package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

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

    private void assertApart(LogPosition state) throws IOException {
        assertThat(LogInspection.isApart(log, CLUSTER, state)).isTrue();
    }

    private void assertGoesOn(LogPosition state) throws IOException {
        assertThat(LogInspection.isApart(log, CLUSTER, state)).isFalse();
    }

    @Test
    void aSegmentThatWasJustBegunDoesNotHideTheEntriesBeforeIt() throws IOException {
        open(3, LogFiles.segment());
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertThat(LogTail.last(current)).isEqualTo(new LogPosition(1, 2));
        assertGoesOn(new LogPosition(1, 1));
    }

    @Test
    void norDoesOneThatHasNoHeaderYet() throws IOException {
        open(3, new byte[0]);
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertGoesOn(new LogPosition(1, 1));
    }

    @Test
    void norDoesOneWhoseFirstEntryIsTorn() throws IOException {
        var torn = LogFiles.entry(2, 3, 1500);
        Arrays.fill(torn, 400, torn.length, (byte) 0);
        open(3, LogFiles.segment(torn));
        assertThat(LogInspection.inspect(log, CLUSTER)).isEqualTo(new Whole());
        assertGoesOn(new LogPosition(1, 1));
    }

    @Test
    void aLogThatEndsBeforeTheStateIsApart() throws IOException {
        open(3, LogFiles.segment());
        assertGoesOn(new LogPosition(1, 2));
        assertApart(new LogPosition(1, 3));
    }

    /** As of a leader that was cut off, after its state was replaced by that of those who went on. */
    @Test
    void aLogThatHasAnotherEntryWhereTheStateEndsIsApart() throws IOException {
        open(3, LogFiles.segment(LogFiles.entry(2, 3, 10), LogFiles.entry(2, 4, 10)));
        assertGoesOn(new LogPosition(1, 1));
        assertGoesOn(new LogPosition(2, 3));
        assertGoesOn(LogPosition.BEFORE_FIRST);
        assertGoesOn(new LogPosition(1, 0));
        assertApart(new LogPosition(2, 1));
    }

    /** The state holds what was purged. */
    @Test
    void aLogThatBeginsBehindTheStateGoesOn() throws IOException {
        Files.delete(current.resolve("log_0-2"));
        open(3, LogFiles.segment(LogFiles.entry(2, 3, 10)));
        assertGoesOn(new LogPosition(1, 2));
    }

    @Test
    void whenTheEntriesAreDeletedTheVoteStays() throws IOException {
        open(3, LogFiles.segment());
        LogInspection.deleteEntries(log, CLUSTER);
        try (var files = Files.list(current)) {
            assertThat(files).containsExactly(current.resolve("raft-meta"));
        }
        assertApart(new LogPosition(1, 3));
    }

    /** As of a member that was restored. */
    @Test
    void whereThereIsNoLogItGoesOn() throws IOException {
        Files.delete(current.resolve("log_0-2"));
        Files.delete(current.resolve("raft-meta"));
        assertGoesOn(new LogPosition(1, 0));
    }
}
