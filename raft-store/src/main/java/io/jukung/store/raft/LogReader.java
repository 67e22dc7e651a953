package io.jukung.store.raft;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/** Reads the log of a member's directory, segment by segment; the member may run. */
public final class LogReader {

    /** First index, and of a full segment the last. */
    static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");

    private LogReader() {}

    /**
     * An entry of the log.
     *
     * @param data the commands of the store; empty for an entry that is Raft's own
     * @param kind what it is for Raft, in Ratis' words
     */
    public record Entry(long term, long index, ByteString data, String kind) {}

    /** What takes the entries, ascending. */
    @FunctionalInterface
    public interface Consumer {
        void accept(Entry entry) throws IOException;
    }

    /**
     * Reads all there is.
     *
     * @param raftDirectory {@code raft} in a member's data directory
     * @throws IOException if there is no log, or an entry is damaged that is not the last
     */
    public static void read(Path raftDirectory, Consumer consumer) throws IOException {
        for (Path segment : segments(raftDirectory)) {
            readSegment(segment, consumer);
        }
    }

    /** Index of the first entry a log's directory still has; -1: it has none. */
    public static long firstIndex(Path raftDirectory) throws IOException {
        if (!Files.isDirectory(raftDirectory)) {
            return -1;
        }
        return unordered(raftDirectory).stream().mapToLong(Segment::first).min().orElse(-1);
    }

    private record Segment(long first, Path path) {}

    private static List<Segment> unordered(Path raftDirectory) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (var groups =
                Files.newDirectoryStream(raftDirectory, group -> Files.isDirectory(group.resolve("current")))) {
            for (Path group : groups) {
                try (var files = Files.newDirectoryStream(group.resolve("current"), "log_*")) {
                    for (Path file : files) {
                        Matcher name = SEGMENT.matcher(file.getFileName().toString());
                        if (name.matches()) {
                            segments.add(new Segment(Long.parseLong(name.group(1)), file));
                        }
                    }
                }
            }
        }
        return segments;
    }

    private static List<Path> segments(Path raftDirectory) throws IOException {
        List<Segment> segments = unordered(raftDirectory);
        if (segments.isEmpty()) {
            throw new IOException("no log in " + raftDirectory);
        }
        return segments.stream()
                .sorted(Comparator.comparingLong(Segment::first))
                .map(Segment::path)
                .toList();
    }

    private static void readSegment(Path segment, Consumer consumer) throws IOException {
        try (var file = FileChannel.open(segment, StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            int at = LogTail.HEADER_BYTES;
            while (at < bytes.limit() && bytes.get(at) != 0) {
                int end = LogTail.endOfEntry(bytes, at);
                if (end > bytes.limit() || !LogTail.isWhole(bytes, at, end)) {
                    throw new IOException(segment + ": the entry at byte " + at + " is torn or damaged");
                }
                consumer.accept(entry(segment, bytes, at, end));
                at = end;
            }
        }
    }

    private static Entry entry(Path segment, MappedByteBuffer bytes, int at, int end) throws IOException {
        int from = at;
        while (bytes.get(from) < 0) {
            from++;
        }
        try {
            var entry =
                    LogEntryProto.parseFrom(bytes.duplicate().position(from + 1).limit(end - LogTail.CRC_BYTES));
            return new Entry(
                    entry.getTerm(),
                    entry.getIndex(),
                    ByteString.copyFrom(
                            entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer()),
                    entry.getLogEntryBodyCase().name());
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(segment + ": the entry at byte " + at + " cannot be read", e);
        }
    }
}
