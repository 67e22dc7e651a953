package io.jukung.store.raft;

import io.jukung.store.replication.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a torn tail from damage, before Ratis opens the log: a last entry that was being written when the
 * machine stopped was never acknowledged and is cut off; anything else that is broken is left for Ratis,
 * which refuses to start.
 *
 * <p>As etcd does, an entry counts as torn only if nothing follows it and one of its sectors never reached
 * the disk, that is, reads as zeros. Where it ends is what its length says, which may be the damage: so none of the bytes
 * behind its beginning may be a whole entry that comes later. An entry in the file is its length (varint), its bytes and a CRC-32C
 * of both; zeros follow the last.
 */
final class LogTail {

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    static final int HEADER_BYTES = 8;
    private static final int SECTOR_BYTES = 512;
    static final int CRC_BYTES = 4;
    private static final int TERM_TAG = LogEntryProto.TERM_FIELD_NUMBER << 3;
    private static final int INDEX_TAG = LogEntryProto.INDEX_FIELD_NUMBER << 3;
    /** How often each byte is looked at, at most, for entries behind a torn one. */
    private static final int MAX_CHECKS = 16;

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
            long last = indexBefore(segment);
            while (at < bytes.limit() && bytes.get(at) != 0) {
                int end = endOfEntry(bytes, at);
                if (end <= bytes.limit() && isWhole(bytes, at, end)) {
                    last++;
                    at = end;
                    continue;
                }
                if (isZero(bytes, Math.min(end, bytes.limit()), bytes.limit())
                        && (end > bytes.limit() || hasUnwrittenSector(bytes, at, end))
                        && !hasEntryBehind(bytes, at, last)) {
                    cutOff(file, segment, at);
                }
                return;
            }
            // Of the last entry the sector that never reached the disk may be the one it begins in.
            if (at < bytes.limit()
                    && !isZero(bytes, at, bytes.limit())
                    && isZero(bytes, at, endOfSector(bytes, at))
                    && !hasEntryBehind(bytes, at, last)) {
                cutOff(file, segment, at);
            }
        }
    }

    private static long indexBefore(Path segment) {
        var name = LogReader.SEGMENT.matcher(segment.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) - 1 : -1;
    }

    private static void cutOff(FileChannel file, Path segment, int at) throws IOException {
        LOG.warn("{}: the last entry, at byte {}, was torn by a stop of the machine: cut off", segment, at);
        file.truncate(at);
        file.force(true);
    }

    private static int endOfSector(ByteBuffer bytes, int at) {
        return Math.min(bytes.limit(), (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
    }

    /**
     * The last whole entry of a log's directory; before the first if there is none. It need not be in the newest segment: that
     * has none yet if the member stopped when it had just been begun.
     */
    static LogPosition last(Path current) throws IOException {
        for (var segment : segments(current).descendingMap().values()) {
            var last = lastOf(segment, Long.MAX_VALUE);
            if (!last.equals(LogPosition.BEFORE_FIRST)) {
                return last;
            }
        }
        return LogPosition.BEFORE_FIRST;
    }

    /** The entry of an index; null if the log's directory does not have it. */
    static @Nullable LogPosition at(Path current, long index) throws IOException {
        var segment = segments(current).floorEntry(index);
        var found = segment == null ? LogPosition.BEFORE_FIRST : lastOf(segment.getValue(), index);
        return found.index() == index && index >= 0 ? found : null;
    }

    /** By their first entries. */
    private static NavigableMap<Long, Path> segments(Path current) throws IOException {
        // log_inprogress_START, or log_START-END of one that is full.
        var segments = new TreeMap<Long, Path>();
        try (var files = Files.newDirectoryStream(current, "log_*")) {
            for (var file : files) {
                var numbers =
                        file.getFileName().toString().replaceAll("[^0-9-]", "").split("-");
                segments.put(Long.parseLong(numbers[0]), file);
            }
        }
        return segments;
    }

    /** The last whole entry of a segment up to an index; before the first if there is none. */
    private static LogPosition lastOf(Path segment, long upTo) throws IOException {
        var last = LogPosition.BEFORE_FIRST;
        try (var file = FileChannel.open(segment, StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            int at = HEADER_BYTES;
            while (at < bytes.limit() && bytes.get(at) != 0 && last.index() < upTo) {
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
    static int endOfEntry(ByteBuffer bytes, int at) {
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

    static boolean isWhole(ByteBuffer bytes, int at, int end) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().position(at).limit(end - CRC_BYTES));
        return (int) crc.getValue() == bytes.getInt(end - CRC_BYTES);
    }

    /** Its first two fields alone: most of an entry is what it logs. Null if it has none. */
    static @Nullable LogPosition positionOf(ByteBuffer bytes, int at, int end) {
        try {
            var entry = CodedInputStream.newInstance(bytes.duplicate()
                    .position(bodyOf(bytes, at))
                    .limit(end - CRC_BYTES)
                    .slice());
            // What is 0 is not there.
            int tag = entry.readTag();
            long term = 0;
            if (tag == TERM_TAG) {
                term = entry.readUInt64();
                tag = entry.readTag();
            }
            return new LogPosition(term, tag == INDEX_TAG ? entry.readUInt64() : 0);
        } catch (IOException e) {
            return null;
        }
    }

    private static int bodyOf(ByteBuffer bytes, int at) {
        int from = at;
        while (bytes.get(from) < 0) {
            from++;
        }
        return from + 1;
    }

    /** Whether a whole entry begins somewhere behind {@code at} that comes after the entry {@code lastIndex}. */
    private static boolean hasEntryBehind(ByteBuffer bytes, int at, long lastIndex) {
        long checks = (long) MAX_CHECKS * (bytes.limit() - at);
        for (int from = at + 1; from < bytes.limit(); from++) {
            int end = bytes.get(from) == 0 ? Integer.MAX_VALUE : endOfEntry(bytes, from);
            if (end > bytes.limit() || bytes.get(bodyOf(bytes, from)) != TERM_TAG) {
                continue;
            }
            var position = positionOf(bytes, from, end);
            if (position == null || position.index() <= lastIndex || position.index() - lastIndex > bytes.limit()) {
                continue;
            }
            checks -= end - from;
            // What looks like entries all over is not cut off unseen.
            if (checks < 0 || isWhole(bytes, from, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUnwrittenSector(ByteBuffer bytes, int from, int to) {
        for (int start = from; start < to; ) {
            int end = Math.min(to, endOfSector(bytes, start));
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
