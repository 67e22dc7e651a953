package io.jukung.store.raft;

import io.jukung.store.replication.LogPosition;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the files of a member's log before Ratis opens them. Ratis refuses a log whose checksums are wrong without saying
 * which file it is, takes a missing vote for none ever given, and passes over a configuration it cannot read.
 */
public final class LogInspection {

    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    static final String META = "raft-meta";
    private static final String CONFIGURATION = "raft-meta.conf";
    static final Pattern TERM = Pattern.compile("(?m)^term=(\\d{1,18})$");
    static final Pattern VOTED_FOR = Pattern.compile("(?m)^votedFor=([0-9a-f]{0,16}|[^0-9a-f\\s]*)$");

    /** What was found. */
    public sealed interface Finding {}

    /** Nothing wrong, as far as it can be seen. */
    public record Whole() implements Finding {}

    /**
     * Entries are lost.
     *
     * @param lastIndex the last that may be among them, with everything before; {@link Long#MAX_VALUE}: nobody knows
     */
    public record LostEntries(String what, long lastIndex) implements Finding {}

    /** What this member has promised is lost: it must not vote any more. */
    public record LostVote(String what) implements Finding {}

    private record Segment(long first, long last, Path path) {}

    private final Path current;

    private LogInspection(Path current) {
        this.current = current;
    }

    /**
     * Inspects a log; cuts off a torn tail first.
     *
     * @param directory of the log; need not exist
     * @throws IOException if a file cannot be read
     */
    public static Finding inspect(Path directory, long clusterId) throws IOException {
        var current = current(directory, clusterId);
        if (!Files.isDirectory(current)) {
            return new Whole();
        }
        LogTail.repair(current.resolveSibling("."));
        return new LogInspection(current).inspect();
    }

    /** Whether there is a log, be it without entries: Ratis would begin a new one, as of a member that has never voted. */
    public static boolean exists(Path directory, long clusterId) {
        return Files.exists(current(directory, clusterId).resolve(META));
    }

    /** The voters of the configuration in the log's files; empty if there is none. */
    public static Set<Long> voters(Path directory, long clusterId) throws IOException {
        var file = current(directory, clusterId).resolve(CONFIGURATION);
        if (!Files.exists(file)) {
            return Set.of();
        }
        var voters = new HashSet<Long>();
        LogEntryProto.parseFrom(Files.readAllBytes(file))
                .getConfigurationEntry()
                .getPeersList()
                .forEach(peer -> voters.add(Long.parseUnsignedLong(peer.getId().toStringUtf8(), 16)));
        return voters;
    }

    /** Puts all segments up to an entry aside, where nobody reads them; those put aside before are deleted. */
    public static void putAside(Path directory, long clusterId, long lastIndex) throws IOException {
        var current = current(directory, clusterId);
        var aside = current.resolveSibling("damaged");
        if (Files.isDirectory(aside)) {
            try (var files = Files.newDirectoryStream(aside)) {
                for (var file : files) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(aside);
        for (var segment : segments(current)) {
            if (segment.first() <= lastIndex) {
                Files.move(
                        segment.path(),
                        aside.resolve(segment.path().getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        sync(aside);
        sync(current);
    }

    /**
     * Whether a log does not go on where the state ends, as after the state was replaced. One that ends before it: Ratis would
     * leave the file it wrote last, and then find a gap. And one that has another entry where the state ends: nothing that
     * follows that was ever committed, and what lies before may not have been either, but this member would hand it on to others
     * as the leader. All else that is in it is in the state, but for who the members are for Raft.
     *
     * @param state what the state holds
     */
    public static boolean isApart(Path directory, long clusterId, LogPosition state) throws IOException {
        if (!exists(directory, clusterId)) {
            return false;
        }
        var current = current(directory, clusterId);
        var same = LogTail.at(current, state.index());
        return same == null ? LogTail.last(current).index() < state.index() : !same.equals(state);
    }

    /** Deletes all entries. The vote stays. */
    public static void deleteEntries(Path directory, long clusterId) throws IOException {
        var current = current(directory, clusterId);
        for (var segment : segments(current)) {
            Files.delete(segment.path());
        }
        sync(current);
    }

    private static Path current(Path directory, long clusterId) {
        return directory.resolve(RaftIds.group(clusterId).getUuid().toString()).resolve("current");
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static List<Segment> segments(Path current) throws IOException {
        var segments = new ArrayList<Segment>();
        try (var files = Files.newDirectoryStream(current, "log_*")) {
            for (var file : files) {
                var name = LogReader.SEGMENT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    var last = name.group(2);
                    segments.add(new Segment(
                            Long.parseLong(name.group(1)), last == null ? Long.MAX_VALUE : Long.parseLong(last), file));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        return segments;
    }

    private Finding inspect() throws IOException {
        var configuration = inspectConfiguration();
        if (configuration != null) {
            return configuration;
        }
        long lastTerm = 0;
        Segment before = null;
        LostEntries lost = null;
        for (var segment : segments(current)) {
            if (before != null && segment.first() != before.last() + 1) {
                lost = new LostEntries(
                        "entries " + (before.last() + 1) + " to " + (segment.first() - 1) + " are missing before "
                                + segment.path(),
                        segment.first() - 1);
            }
            var read = read(segment);
            if (read.wrong() != null) {
                lost = new LostEntries(segment.path() + ": " + read.wrong(), segment.last());
            }
            lastTerm = Math.max(lastTerm, read.last().term());
            before = segment;
        }
        var vote = inspectVote(before == null ? 0 : lastTerm, before != null);
        return vote != null ? vote : lost != null ? lost : new Whole();
    }

    private record Reading(LogPosition last, @Nullable String wrong) {}

    private static Reading read(Segment segment) throws IOException {
        var last = LogPosition.BEFORE_FIRST;
        try (var file = FileChannel.open(segment.path(), StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            boolean open = segment.last() == Long.MAX_VALUE;
            if (!hasHeader(bytes)) {
                // One that was just made has none yet.
                return open && isZero(bytes, 0) ? new Reading(last, null) : new Reading(last, "it has no valid header");
            }
            int at = LogTail.HEADER_BYTES;
            long expected = segment.first();
            while (at < bytes.limit() && bytes.get(at) != 0) {
                int end = LogTail.endOfEntry(bytes, at);
                if (end > bytes.limit() || !LogTail.isWhole(bytes, at, end)) {
                    return new Reading(last, "the entry at byte " + at + " is damaged");
                }
                var entry = LogTail.positionOf(bytes, at, end);
                if (entry == null || entry.index() != expected) {
                    return new Reading(last, "at byte " + at + " entry " + expected + " should be");
                }
                last = entry;
                expected++;
                at = end;
            }
            if (!isZero(bytes, at)) {
                return new Reading(last, "there is something at byte " + at + " that is no entry");
            }
            return new Reading(
                    last,
                    open || expected == segment.last() + 1
                            ? null
                            : "it ends before entry " + expected + ", its last should be " + segment.last());
        }
    }

    private static boolean hasHeader(MappedByteBuffer bytes) {
        if (bytes.limit() < HEADER.length) {
            return false;
        }
        for (int i = 0; i < HEADER.length; i++) {
            if (bytes.get(i) != HEADER[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(MappedByteBuffer bytes, int from) {
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Ratis writes it as a text without a checksum: what is no such text, or older than the log, is damaged. */
    private @Nullable LostVote inspectVote(long lastTerm, boolean hasLog) throws IOException {
        var file = current.resolve(META);
        if (!Files.exists(file)) {
            return hasLog ? new LostVote(file + " is missing") : null;
        }
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        var term = TERM.matcher(text);
        if (!term.find() || !VOTED_FOR.matcher(text).find()) {
            return new LostVote(file + " holds no term and vote");
        }
        return Long.parseLong(term.group(1)) < lastTerm
                ? new LostVote(file + " has term " + term.group(1) + ", the log already " + lastTerm)
                : null;
    }

    private @Nullable LostVote inspectConfiguration() throws IOException {
        var file = current.resolve(CONFIGURATION);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            var entry = LogEntryProto.parseFrom(Files.readAllBytes(file));
            var peers = entry.getConfigurationEntry().getPeersList();
            if (!peers.isEmpty() && peers.stream().allMatch(LogInspection::hasId)) {
                return null;
            }
        } catch (InvalidProtocolBufferException e) {
            // As below.
        }
        return new LostVote(file + " holds no configuration");
    }

    private static boolean hasId(RaftPeerProto peer) {
        return peer.getId().toStringUtf8().matches("[0-9a-f]{1,16}");
    }
}
