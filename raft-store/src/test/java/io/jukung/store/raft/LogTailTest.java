package io.jukung.store.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    private static final int FILE_BYTES = 64 << 10;

    @TempDir
    Path directory;

    private static byte[] entry(int length) {
        var entry = ByteBuffer.allocate(3 + length + 4);
        int left = length;
        while (left >= 0x80) {
            entry.put((byte) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        entry.put((byte) left);
        var payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');
        entry.put(payload);
        var crc = new CRC32C();
        crc.update(entry.array(), 0, entry.position());
        entry.putInt((int) crc.getValue());
        return Arrays.copyOf(entry.array(), entry.position());
    }

    private Path segment(byte[]... entries) throws IOException {
        return segment(0, entries);
    }

    private Path segment(long first, byte[]... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'R', 'a', 'f', 't', 'L', 'o', 'g', '1'});
        for (var entry : entries) {
            bytes.writeBytes(entry);
        }
        return Files.write(
                directory.resolve("log_inprogress_" + first), Arrays.copyOf(bytes.toByteArray(), FILE_BYTES));
    }

    private static byte[] half(byte[] entry) {
        return Arrays.copyOf(Arrays.copyOf(entry, entry.length / 2), entry.length);
    }

    private static byte[] damaged(byte[] entry) {
        var damaged = entry.clone();
        damaged[damaged.length / 2] ^= 1;
        return damaged;
    }

    private static void assertUntouched(Path segment) throws IOException {
        var before = Files.readAllBytes(segment);
        LogTail.repairSegment(segment);
        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    }

    @Test
    void aHalfWrittenLastEntryIsCutOff() throws IOException {
        var whole = entry(3000);
        var segment = segment(whole, half(entry(5000)));
        LogTail.repairSegment(segment);
        assertThat(Files.size(segment)).isEqualTo(8 + whole.length);
    }

    @Test
    void aLastEntryWhoseBeginningWasNotWrittenIsCutOff() throws IOException {
        var whole = LogFiles.entry(2, 5, 3000);
        var torn = LogFiles.entry(2, 6, 5000);
        Arrays.fill(torn, 0, 512, (byte) 0);
        Arrays.fill(torn, 700, 5000, (byte) 'x');
        var segment = segment(whole, torn);
        LogTail.repairSegment(segment);
        assertThat(Files.size(segment)).isEqualTo(8 + whole.length);
    }

    @Test
    void anEntryOfWhichTheBeginningIsLostIsDamagedIfOthersFollow() throws IOException {
        var lost = LogFiles.entry(2, 6, 5000);
        Arrays.fill(lost, 0, 1024, (byte) 0);
        assertUntouched(segment(LogFiles.entry(2, 5, 3000), lost, LogFiles.entry(2, 7, 10)));
    }

    @Test
    void aWholeLogIsLeftAlone() throws IOException {
        assertUntouched(segment(entry(3000), entry(10), entry(5000)));
        assertUntouched(segment());
    }

    @Test
    void aDamagedEntryIsNotTakenForATornOne() throws IOException {
        assertUntouched(segment(entry(3000), damaged(entry(5000))));
    }

    @Test
    void damageBeforeOtherEntriesIsLeftForTheLogToRefuse() throws IOException {
        assertUntouched(segment(half(entry(5000)), entry(3000)));
    }

    /** A length that says too much covers what follows, and the zeros behind it: those entries were acknowledged. */
    @Test
    void aDamagedLengthDoesNotCutOffTheEntriesBehindIt() throws IOException {
        for (byte[] length : new byte[][] {{(byte) 0xff, 0x7f}, {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}}) {
            byte[] damaged = LogFiles.entry(3, 6, 1000);
            System.arraycopy(length, 0, damaged, 0, length.length);
            assertUntouched(segment(5, LogFiles.entry(3, 5, 100), damaged, LogFiles.entry(3, 7, 100)));
            damaged = LogFiles.entry(3, 6_000_000, 1000);
            System.arraycopy(length, 0, damaged, 0, length.length);
            assertUntouched(segment(6_000_000, damaged, LogFiles.entry(3, 6_000_001, 100)));
        }
    }

    @Test
    void aTornEntryMayHoldWhatAnEntryLooksLike() throws IOException {
        var random = new Random(1);
        var noise = new byte[20_000];
        random.nextBytes(noise);
        var before = LogFiles.entry(3, 100, 10);
        byte[] torn = Arrays.copyOf(entry(30_000), 30_000);
        System.arraycopy(noise, 0, torn, 100, noise.length);
        System.arraycopy(LogFiles.entry(1, 7, 50), 0, torn, 500, 50);
        Arrays.fill(torn, 25_000, torn.length, (byte) 0);
        var segment = segment(before, torn);
        LogTail.repairSegment(segment);
        assertThat(Files.size(segment)).isEqualTo(8 + before.length);
    }
}
