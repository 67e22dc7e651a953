package io.jukung.node.stream;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Reads a container's log as its reader wants it, across rotations, and follows it. */
final class LogReader {

    private static final int BLOCK = 64 * 1_024;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Query query;
    private final Sink sink;
    private long bytesLeft;
    private boolean lineStart = true;

    /**
     * What is asked for.
     *
     * @param tailLines last lines only; empty for all
     * @param limitBytes at most so many; empty for no bound
     * @param since lines of this time or later; empty for all
     */
    record Query(
            boolean follow,
            boolean timestamps,
            OptionalLong tailLines,
            OptionalLong limitBytes,
            Optional<Instant> since) {}

    /** Takes what was read; blocks while the reader is slow. */
    interface Sink {
        void write(byte[] data) throws InterruptedException;
    }

    LogReader(Query query, Sink sink) {
        this.query = query;
        this.sink = sink;
        this.bytesLeft = query.limitBytes().orElse(Long.MAX_VALUE);
    }

    /**
     * Reads until the end, or, following, until the container has ended or the reader is gone.
     *
     * @param running whether the container may still write
     */
    void read(Path log, BooleanSupplier running, BooleanSupplier wanted) throws IOException, InterruptedException {
        try (var tail = new Tail(log)) {
            if (query.tailLines().isPresent()) {
                var last = new Last(query.tailLines().getAsLong());
                past(log, tail, last::add);
                for (var entry : last.entries) {
                    emit(entry);
                }
            } else {
                past(log, tail, this::emit);
            }
            if (query.follow()) {
                follow(tail, running, wanted);
            }
        }
    }

    /** What is done with each entry. */
    private interface Entries {
        void take(CriLog.Entry entry) throws InterruptedException;
    }

    /** All that was written so far, the files set aside first. */
    private void past(Path log, Tail tail, Entries entries) throws IOException, InterruptedException {
        for (var file : LogRotation.rotated(log)) {
            try (var aside = new Tail(file)) {
                // Set aside between the opening of the one and the listing of the others.
                if (!aside.identity.equals(tail.identity)) {
                    drain(aside, entries);
                }
            }
        }
        drain(tail, entries);
    }

    private void drain(Tail file, Entries entries) throws IOException, InterruptedException {
        for (var line = file.next(); line.isPresent() && bytesLeft > 0; line = file.next()) {
            var entry = CriLog.parse(line.get()).filter(this::recent);
            if (entry.isPresent()) {
                entries.take(entry.get());
            }
        }
    }

    /** The last lines; the parts of a long one count once. */
    private static final class Last {

        private final long most;
        private final ArrayDeque<CriLog.Entry> entries = new ArrayDeque<>();
        private long lines;

        Last(long most) {
            this.most = most;
        }

        void add(CriLog.Entry entry) {
            entries.add(entry);
            if (!entry.partial()) {
                lines++;
            }
            while (lines > most) {
                if (!entries.remove().partial()) {
                    lines--;
                }
            }
        }
    }

    private void follow(Tail tail, BooleanSupplier running, BooleanSupplier wanted)
            throws IOException, InterruptedException {
        boolean last = false;
        while (wanted.getAsBoolean() && bytesLeft > 0) {
            var line = tail.next();
            if (line.isPresent()) {
                var entry = CriLog.parse(line.get()).filter(this::recent);
                if (entry.isPresent()) {
                    emit(entry.get());
                }
            } else if (last) {
                return;
            } else if (!running.getAsBoolean()) {
                // What it wrote last may have come between the two looks.
                last = true;
            } else {
                Thread.sleep(POLL);
            }
        }
    }

    private boolean recent(CriLog.Entry entry) {
        return query.since().isEmpty() || !entry.time().isBefore(query.since().get());
    }

    private void emit(CriLog.Entry entry) throws InterruptedException {
        if (query.timestamps() && lineStart) {
            write((entry.timestamp() + " ").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        lineStart = !entry.partial();
        write(entry.content().toByteArray());
    }

    private void write(byte[] data) throws InterruptedException {
        if (bytesLeft <= 0) {
            return;
        }
        var cut = data.length > bytesLeft ? Arrays.copyOf(data, (int) bytesLeft) : data;
        bytesLeft -= cut.length;
        sink.write(cut);
    }

    /** The lines of one file that may grow and be replaced under its name. */
    private static final class Tail implements AutoCloseable {

        private final Path path;
        private RandomAccessFile file;
        private Object identity;
        private byte[] rest = new byte[0];
        private final ArrayDeque<byte[]> lines = new ArrayDeque<>();

        Tail(Path path) throws IOException {
            this.path = path;
            this.file = new RandomAccessFile(path.toFile(), "r");
            this.identity = identity(path);
        }

        /** The next whole line, or empty when there is none yet. */
        Optional<byte[]> next() throws IOException {
            // What is written between the look at the end and the look at the name still goes to the old file.
            if (lines.isEmpty() && !fill() && replaced() && !fill()) {
                file.close();
                file = new RandomAccessFile(path.toFile(), "r");
                identity = identity(path);
                fill();
            }
            return Optional.ofNullable(lines.poll());
        }

        private boolean fill() throws IOException {
            var block = new byte[BLOCK];
            for (int read = file.read(block); read > 0; read = file.read(block)) {
                var joined = Arrays.copyOf(rest, rest.length + read);
                System.arraycopy(block, 0, joined, rest.length, read);
                var whole = new ArrayList<>(CriLog.lines(joined));
                lines.addAll(whole);
                int used = whole.stream().mapToInt(line -> line.length + 1).sum();
                rest = Arrays.copyOfRange(joined, used, joined.length);
                if (!lines.isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        private boolean replaced() {
            try {
                return Files.exists(path) && !Objects.equals(identity, identity(path));
            } catch (IOException goneAgain) {
                return false;
            }
        }

        private static Object identity(Path path) throws IOException {
            return Files.getAttribute(path, "unix:ino");
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
