package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The log of a process that writes by appending; the one before it is kept under the name with {@code .1}. */
record LogFile(Path path) {

    static final long LIMIT_BYTES = 64L << 20;
    private static final int TAIL_BYTES = 8 << 10;

    /** A new log for a process that is about to start. */
    void begin() throws IOException {
        if (Files.exists(path)) {
            Files.move(path, before(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Puts a log above {@code limit} bytes aside while its process goes on writing. Lines written between the copy
     * and the cut are lost.
     */
    void bound(long limit) throws IOException {
        if (Files.exists(path) && Files.size(path) > limit) {
            Files.copy(path, before(), StandardCopyOption.REPLACE_EXISTING);
            try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        }
    }

    /** The last lines, each indented, for an error message. */
    String tail(int lines) {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate(TAIL_BYTES);
            long from = Math.max(0, channel.size() - TAIL_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                // Until the end of the file.
            }
            var all = StandardCharsets.UTF_8
                    .decode(bytes.flip())
                    .toString()
                    .strip()
                    .lines()
                    .toList();
            return "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "  (cannot be read: " + CommandFailure.reason(e) + ")";
        }
    }

    private Path before() {
        return path.resolveSibling(path.getFileName() + ".1");
    }
}
