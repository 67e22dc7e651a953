package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.testing.ShortFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Segments of the log as they may lie on a disk: read, cut where they are torn, or refused; repaired twice is repaired once. */
class LogFuzzTest {

    private static final int SHORT = 1_000;
    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path directory;

    private static byte[] segment(int entries, int zeros) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEADER);
        for (int i = 0; i < entries; i++) {
            var entry = LogEntryProto.newBuilder()
                    .setTerm(1)
                    .setIndex(i)
                    .setStateMachineLogEntry(
                            StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(new byte[100 * i])))
                    .build()
                    .toByteArray();
            bytes.writeBytes(framed(entry));
        }
        bytes.writeBytes(new byte[zeros]);
        return bytes.toByteArray();
    }

    private static byte[] framed(byte[] entry) {
        var framed = ByteBuffer.allocate(entry.length + 16);
        int left = entry.length;
        for (; left >= 0x80; left >>>= 7) {
            framed.put((byte) (left | 0x80));
        }
        framed.put((byte) left).put(entry);
        var crc = new CRC32C();
        crc.update(framed.array(), 0, framed.position());
        framed.putInt((int) crc.getValue());
        return Arrays.copyOf(framed.array(), framed.position());
    }

    static Stream<byte[]> seeds() {
        return Stream.of(segment(0, 0), segment(1, 0), segment(4, 600), HEADER, framed(new byte[] {1, 2, 3}));
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
