package io.jukung.node.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriLogTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    private static String line(int second, String stream, String tag, String text) {
        return "2026-11-21T00:00:%02d.123456789Z %s %s %s%n".formatted(second, stream, tag, text);
    }

    private static CriLog.Entry entry(String line) {
        return CriLog.parse(line.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Test
    void readsWholeAndPartialLines() {
        var whole = entry("2026-11-21T00:00:01.5Z stdout F hello world ");
        assertThat(whole.content().toStringUtf8()).isEqualTo("hello world \n");
        assertThat(whole.time()).isEqualTo(Instant.parse("2026-11-21T00:00:01.5Z"));
        assertThat(whole.stderr()).isFalse();
        var part = entry("2026-11-21T02:00:01+02:00 stderr P:x half");
        assertThat(part.content().toStringUtf8()).isEqualTo("half");
        assertThat(part.partial()).isTrue();
        assertThat(part.time()).isEqualTo(Instant.parse("2026-11-21T00:00:01Z"));
        assertThat(entry("2026-11-21T00:00:01Z stdout F ").content().toStringUtf8())
                .isEqualTo("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "2026-11-21T00:00:01Z stdout F",
                "yesterday stdout F x",
                "2026-11-21T00:00:01Z stdin F x",
                "2026-11-21T00:00:01Z stdout X x"
            })
    void passesOverDamagedLines(String line) {
        assertThat(CriLog.parse(line.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    private Path log(String... lines) throws IOException {
        var log = folder.resolve("0.log");
        Files.writeString(log, String.join("", lines));
        return log;
    }

    private String read(Path log, LogReader.Query query) throws Exception {
        new LogReader(query, read::writeBytes).read(log, () -> false, () -> true);
        return read.toString(StandardCharsets.UTF_8);
    }

    private static LogReader.Query query(boolean timestamps, long tail, long limit, String since) {
        return new LogReader.Query(
                false,
                timestamps,
                tail < 0 ? OptionalLong.empty() : OptionalLong.of(tail),
                limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit),
                since.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(since)));
    }

    @Test
    void joinsPartsAndKeepsOrder() throws Exception {
        var log = log(line(1, "stdout", "P", "a"), line(1, "stdout", "F", "b"), "junk\n", line(2, "stderr", "F", "c"));
        assertThat(read(log, query(false, -1, -1, ""))).isEqualTo("ab\nc\n");
    }

    @Test
    void putsOneTimestampOnEachLine() throws Exception {
        var log = log(line(1, "stdout", "P", "a"), line(1, "stdout", "F", "b"));
        assertThat(read(log, query(true, -1, -1, ""))).isEqualTo("2026-11-21T00:00:01.123456789Z ab\n");
    }

    @Test
    void countsPartsOfOneLineOnceInTheTail() throws Exception {
        var log = log(
                line(1, "stdout", "F", "one"),
                line(2, "stdout", "P", "tw"),
                line(2, "stdout", "F", "o"),
                line(3, "stdout", "F", "three"));
        assertThat(read(log, query(false, 2, -1, ""))).isEqualTo("two\nthree\n");
    }

    @Test
    void tailOfNothingIsNothing() throws Exception {
        assertThat(read(log(line(1, "stdout", "F", "one")), query(false, 0, -1, "")))
                .isEmpty();
    }

    @Test
    void cutsAtTheLimitAndStartsAtTheTime() throws Exception {
        var log = log(line(1, "stdout", "F", "one"), line(2, "stdout", "F", "two"), line(3, "stdout", "F", "three"));
        assertThat(read(log, query(false, -1, 6, "2026-11-21T00:00:02Z"))).isEqualTo("two\nth");
    }

    @Test
    void readsRotatedFilesFirst() throws Exception {
        Files.writeString(folder.resolve("0.log.20261121-000001"), line(1, "stdout", "F", "old"));
        Files.writeString(folder.resolve("0.log.20261121-000002"), line(2, "stdout", "F", "older no more"));
        assertThat(read(log(line(3, "stdout", "F", "new")), query(false, -1, -1, "")))
                .isEqualTo("old\nolder no more\nnew\n");
    }

    @Test
    void followsAcrossARotationUntilTheContainerEnds() throws Exception {
        var log = log(line(1, "stdout", "F", "before"));
        var running = new AtomicBoolean(true);
        var follow = new LogReader.Query(true, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
        var thread = Thread.ofVirtual().start(() -> {
            try {
                new LogReader(follow, this::collect).read(log, running::get, () -> true);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await("before\n");
        Files.writeString(log, line(2, "stdout", "F", "more"), StandardOpenOption.APPEND);
        await("before\nmore\n");
        Files.move(log, folder.resolve("0.log.20261121-000003"));
        Files.writeString(log, line(3, "stdout", "F", "after"));
        await("before\nmore\nafter\n");
        running.set(false);
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }

    private synchronized void collect(byte[] data) {
        read.writeBytes(data);
    }

    private synchronized String collected() {
        return read.toString(StandardCharsets.UTF_8);
    }

    private void await(String wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> collected().equals(wanted));
    }

    @Test
    void takesTheEndOfALogAsLastMessage() throws Exception {
        var log = log(line(1, "stdout", "F", "one"), line(2, "stderr", "F", "two"), line(3, "stdout", "F", "three"));
        assertThat(CriLog.tail(log, 2, 1000)).isEqualTo("two\nthree\n");
        assertThat(CriLog.tail(log, 2, 7)).isEqualTo("\nthree\n");
        assertThat(CriLog.tail(folder.resolve("none"), 2, 7)).isEmpty();
    }
}
