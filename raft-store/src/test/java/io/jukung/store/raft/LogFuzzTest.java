package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.testing.ShortFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Segments of the log as they may lie on a disk: read, cut where they are torn, or refused; repaired twice is repaired once. */
class LogFuzzTest {

    private static final int SHORT = 1_000;

    @TempDir
    static Path directory;

    private static byte[] segment(int entries, int zeros) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(LogFiles.HEADER);
        for (int i = 0; i < entries; i++) {
            bytes.writeBytes(LogFiles.entry(1, i, 100 * i));
        }
        bytes.writeBytes(new byte[zeros]);
        return bytes.toByteArray();
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                segment(0, 0), segment(1, 0), segment(4, 600), LogFiles.HEADER, LogFiles.framed(new byte[] {1, 2, 3}));
    }

    @MethodSource("seeds")
    @FuzzTest
    void segment(byte[] bytes) throws IOException {
        Path current = Files.createDirectories(directory.resolve("group/current"));
        Path segment = Files.write(current.resolve("log_inprogress_0"), bytes);
        read();
        LogTail.repairSegment(segment);
        byte[] repaired = Files.readAllBytes(segment);
        assertThat(bytes).startsWith(repaired);
        LogTail.repairSegment(segment);
        assertThat(Files.readAllBytes(segment)).isEqualTo(repaired);
        read();
        try {
            LogTail.last(current);
        } catch (IOException told) {
            assertThat(told.getMessage()).isNotEmpty();
        }
    }

    private static void read() {
        try {
            LogReader.read(directory, entry -> assertThat(entry.kind()).isNotEmpty());
        } catch (IOException told) {
            assertThat(told).hasMessageContaining("log_inprogress_0");
        }
    }

    @Test
    void inEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::segment);
    }
}
