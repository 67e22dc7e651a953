package io.jukung.store.raft;

import io.jukung.store.replication.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a torn tail from damage, before Ratis opens the log: a last entry that was being written when the
 * machine stopped was never acknowledged and is cut off; anything else that is broken is left for Ratis,
 * which refuses to start.
 *
 * <p>As etcd does, an entry counts as torn only if nothing follows it and one of its sectors never reached
 * the disk, that is, reads as zeros. An entry in the file is its length (varint), its bytes and a CRC-32C
 * of both; zeros follow the last.
 */
final class LogTail {

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    private static final int HEADER_BYTES = 8;
    private static final int SECTOR_BYTES = 512;
    private static final int CRC_BYTES = 4;

    private LogTail() {}

    /** Cuts torn tails off the open segments under a group's directory. */
    static void repair(Path groupDirectory) throws IOException {
        var current = groupDirectory.resolve("current");
        if (!Files.isDirectory(current)) {
            return;
        }
        try (var segments = Files.newDirectoryStream(current, "log_inprogress_*")) {
            for (var segment : segments) {
                repairSegment(segment);
            }
        }
    }

    static void repairSegment(Path segment) throws IOException {
        try (var file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            int at = HEADER_BYTES;
            while (at < bytes.limit() && bytes.get(at) != 0) {
                int end = endOfEntry(bytes, at);
                if (end <= bytes.limit() && isWhole(bytes, at, end)) {
                    at = end;
                    continue;
                }
                if (isZero(bytes, Math.min(end, bytes.limit()), bytes.limit())
                        && (end > bytes.limit() || hasUnwrittenSector(bytes, at, end))) {
                    LOG.warn("{}: the last entry, at byte {}, was torn by a stop of the machine: cut off", segment, at);
                    file.truncate(at);
                    file.force(true);
                }
                return;
            }
        }
    }

    /** The last whole entry of a log's directory; before the first if there is none. */
    static LogPosition last(Path current) throws IOException {
        Path newest = null;
        long start = -1;
        try (var segments = Files.newDirectoryStream(current, "log_*")) {
            for (var segment : segments) {
                // log_inprogress_START, or log_START-END of one that is full.
                var numbers = segment.getFileName()
                        .toString()
                        .replaceAll("[^0-9-]", "")
                        .split("-");
                long first = Long.parseLong(numbers[0]);
                if (first > start) {
                    start = first;
                    newest = segment;
                }
            }
        }
        var last = LogPosition.BEFORE_FIRST;
        if (newest == null) {
            return last;
        }
        try (var file = FileChannel.open(newest, StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            int at = HEADER_BYTES;
            while (at < bytes.limit() && bytes.get(at) != 0) {
                int end = endOfEntry(bytes, at);
                if (end > bytes.limit() || !isWhole(bytes, at, end)) {
                    break;
                }
                var entry = new byte[end - CRC_BYTES - at];
                bytes.get(at, entry);
                var parsed = LogEntryProto.parseDelimitedFrom(new ByteArrayInputStream(entry));
                last = new LogPosition(parsed.getTerm(), parsed.getIndex());
                at = end;
            }
        }
        return last;
    }

    /** Where the entry's CRC ends; past the limit if that is not in the file. */
    private static int endOfEntry(ByteBuffer bytes, int at) {
        long length = 0;
        int position = at;
        for (int shift = 0; shift < 35 && position < bytes.limit(); shift += 7) {
            byte next = bytes.get(position++);
            length |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return (int) Math.min(position + length + CRC_BYTES, Integer.MAX_VALUE);
            }
        }
        return Integer.MAX_VALUE;
    }

    private static boolean isWhole(ByteBuffer bytes, int at, int end) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().position(at).limit(end - CRC_BYTES));
        return (int) crc.getValue() == bytes.getInt(end - CRC_BYTES);
    }

    private static boolean hasUnwrittenSector(ByteBuffer bytes, int from, int to) {
        for (int start = from; start < to; ) {
            int end = Math.min(to, (start / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (isZero(bytes, start, end)) {
                return true;
            }
            start = end;
        }
        return false;
    }

    private static boolean isZero(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
