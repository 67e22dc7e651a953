package io.jukung.store.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage has its own error, and none makes the reader hang. */
class BoltDamageTest {

    private static final int PAGE = BoltWriter.PAGE_BYTES;

    /** The first page of the bucket: the writer puts a bucket's pages from page 3 on. */
    private static final long FIRST_LEAF = 3L * PAGE;

    private @TempDir Path directory;
    private Path file;

    @BeforeEach
    void aDatabase() throws IOException {
        file = directory.resolve("db");
        BoltRoundTripTest.write(file, Map.of("key", BoltRoundTripTest.numbered(2000, 50)));
    }

    private void overwrite(long at, byte... bytes) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes);
        }
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private long read() throws IOException {
        try (BoltFile opened = BoltFile.open(file)) {
            BoltCursor entries = opened.bucket("key");
            long count = 0;
            while (entries.next()) {
                count++;
            }
            return count;
        }
    }

    private void assertRefused(String because) {
        assertThatThrownBy(this::read).isInstanceOf(BoltException.class).hasMessageContaining(because);
    }

    /** The branch above the leaves is the page before the last, which is the outermost leaf. */
    private long branch() throws IOException {
        return Files.size(file) - 2L * PAGE;
    }

    @Test
    void somethingElse() throws IOException {
        Files.writeString(file, "no database at all");
        assertRefused("not a bbolt database");
        Files.write(file, new byte[0]);
        assertRefused("not a bbolt database");
    }

    @Test
    void cutOff() throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(access.length() - 1);
        }
        assertRefused("truncated: the database has");
    }

    @Test
    void oneMetaPageIsEnough() throws IOException {
        overwrite(40, (byte) 0x55);
        assertThat(read()).isEqualTo(2000);
        overwrite(PAGE + 40, (byte) 0x55);
        assertRefused("the checksums of both meta pages are wrong");
    }

    @Test
    void aPageThatIsAnother() throws IOException {
        overwrite(FIRST_LEAF, number(77));
        assertRefused("page 3 says it is page 77");
    }

    @Test
    void aPageOfAnUnknownKind() throws IOException {
        overwrite(FIRST_LEAF + 8, (byte) 0x20);
        assertRefused("page 3 has the flags 32");
    }

    @Test
    void moreElementsThanFit() throws IOException {
        overwrite(FIRST_LEAF + 10, (byte) 0xFF, (byte) 0xFF);
        assertRefused("page 3 says it has 65535 elements");
    }

    @Test
    void aPageLongerThanTheDatabase() throws IOException {
        overwrite(FIRST_LEAF + 12, (byte) 0xFF, (byte) 0xFF);
        assertRefused("page 3 goes on for 65536 pages, past the last");
    }

    @Test
    void aKeyOutsideOfItsPage() throws IOException {
        overwrite(FIRST_LEAF + 16 + 8, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF);
        assertRefused("element 0 of page 3 lies outside of its page");
    }

    @Test
    void keysOutOfOrder() throws IOException {
        // The second element's key is the first's.
        overwrite(FIRST_LEAF + 32 + 4, number(16L * 54)[0], number(16L * 54)[1]);
        assertThatThrownBy(this::read).isInstanceOf(BoltException.class);
    }

    @Test
    void aChildThatIsItsParent() throws IOException {
        long branch = branch();
        overwrite(branch + 16 + 8, number(branch / PAGE));
        assertRefused("page " + branch / PAGE + " is reached twice");
    }

    @Test
    void twoParentsOfOneChild() throws IOException {
        overwrite(branch() + 32 + 8, number(3));
        assertRefused("page 3 is reached twice");
    }

    @Test
    void aChildOutsideOfTheFile() throws IOException {
        overwrite(branch() + 16 + 8, number(-1));
        assertRefused("page 18446744073709551615 is named");
    }
}
