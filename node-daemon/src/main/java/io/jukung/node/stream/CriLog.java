package io.jukung.node.stream;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The runtime's log format: one line for each line, or part of a long one, that a container wrote.
 *
 * <pre>
 *   2026-11-21T00:50:37.138822653Z stdout F text…\n        F: full, P: the line goes on
 * </pre>
 */
public final class CriLog {

    private static final ByteString LINE_FEED = ByteString.copyFromUtf8("\n");

    /** Time, stream and tag of a line take less. */
    private static final int FRAME_LIMIT = 64;

    private CriLog() {}

    /**
     * One record.
     *
     * @param timestamp as written, nanoseconds and zone included
     * @param content without framing; ends with a line feed unless the line goes on
     */
    public record Entry(String timestamp, boolean stderr, boolean partial, ByteString content) {

        public Instant time() {
            return OffsetDateTime.parse(timestamp).toInstant();
        }
    }

    /** Reads one line without its line feed; empty for a damaged one, which readers pass over. */
    public static Optional<Entry> parse(byte[] line) {
        int first = indexOf(line, ' ', 0);
        int second = first < 0 ? -1 : indexOf(line, ' ', first + 1);
        int third = second < 0 ? -1 : indexOf(line, ' ', second + 1);
        if (third < 0) {
            return Optional.empty();
        }
        var timestamp = text(line, 0, first);
        var stream = text(line, first + 1, second);
        // Tags are separated by colons; the first says whether the line is whole.
        var tag = text(line, second + 1, third).split(":", 2)[0];
        if (!valid(timestamp)
                || !(stream.equals("stdout") || stream.equals("stderr"))
                || !(tag.equals("F") || tag.equals("P"))) {
            return Optional.empty();
        }
        boolean partial = tag.equals("P");
        var text = ByteString.copyFrom(line, third + 1, line.length - third - 1);
        return Optional.of(
                new Entry(timestamp, stream.equals("stderr"), partial, partial ? text : text.concat(LINE_FEED)));
    }

    /** The last lines of a log without framing, at most so many lines and bytes; "" when there is none. */
    public static String tail(Path file, int lines, int bytes) {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long window = Math.min(in.length(), bytes + (lines + 1L) * FRAME_LIMIT);
            in.seek(in.length() - window);
            var block = new byte[(int) window];
            in.readFully(block);
            var entries = new ArrayList<Entry>();
            for (var line : lines(block)) {
                parse(line).ifPresent(entries::add);
            }
            var out = new ByteArrayOutputStream();
            for (var entry : entries.subList(Math.max(0, entries.size() - lines), entries.size())) {
                out.writeBytes(entry.content().toByteArray());
            }
            var all = out.toByteArray();
            return new String(
                    all, Math.max(0, all.length - bytes), Math.min(bytes, all.length), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    /** The whole lines of a block, without line feeds. */
    static List<byte[]> lines(byte[] block) {
        var lines = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == '\n') {
                lines.add(Arrays.copyOfRange(block, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static boolean valid(String timestamp) {
        try {
            OffsetDateTime.parse(timestamp);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
