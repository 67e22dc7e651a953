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
            var backlog = new ArrayDeque<CriLog.Entry>();
            long most = query.tailLines().orElse(Long.MAX_VALUE);
            if (most == 0) {
                tail.skipToEnd();
            }
            for (var file : LogRotation.rotated(log)) {
                collect(new Tail(file), backlog, most);
            }
            for (var line = tail.next(); line.isPresent() && most > 0; line = tail.next()) {
                keep(line.get(), backlog, most);
            }
            for (var entry : backlog) {
                emit(entry);
            }
            backlog.clear();
            if (query.follow()) {
                follow(tail, running, wanted);
            }
        }
    }

    private void follow(Tail tail, BooleanSupplier running, BooleanSupplier wanted)
            throws IOException, InterruptedException {
        boolean last = false;
        while (wanted.getAsBoolean() && bytesLeft > 0) {
            var line = tail.next();
            if (line.isPresent()) {
                CriLog.parse(line.get()).filter(this::recent).ifPresent(entry -> pending.add(entry));
                flush();
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

    private final ArrayDeque<CriLog.Entry> pending = new ArrayDeque<>();

    private void flush() throws InterruptedException {
        for (var entry = pending.poll(); entry != null; entry = pending.poll()) {
            emit(entry);
        }
    }

    private void collect(Tail file, ArrayDeque<CriLog.Entry> backlog, long most) throws IOException {
        try (file) {
            for (var line = file.next(); line.isPresent(); line = file.next()) {
                keep(line.get(), backlog, most);
            }
        }
    }

    /** Keeps at most so many lines; parts of one line count once. */
    private void keep(byte[] line, ArrayDeque<CriLog.Entry> backlog, long most) throws IOException {
        var entry = CriLog.parse(line).filter(this::recent);
        if (entry.isEmpty()) {
            return;
        }
        backlog.add(entry.get());
        if (!entry.get().partial()) {
            linesKept++;
        }
        while (linesKept > most) {
            if (!backlog.remove().partial()) {
                linesKept--;
            }
        }
    }

    private long linesKept;

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

        void skipToEnd() throws IOException {
            file.seek(file.length());
        }

        /** The next whole line, or empty when there is none yet. */
        Optional<byte[]> next() throws IOException {
            if (lines.isEmpty() && !fill() && replaced()) {
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
