package org.apache.ratis.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileOutputStreamTest {

    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private final List<IOException> failures = new ArrayList<>();
    private Path file;

    @BeforeEach
    void anOldFile() throws IOException {
        file = Files.writeString(directory.resolve("raft-meta"), "old");
        AtomicFileOutputStream.watch(directory, new AtomicFileOutputStream.Watch() {
            @Override
            public void failed(IOException failure) {
                failures.add(failure);
            }

            @Override
            public boolean mayReplace(Path target, byte[] old, byte[] fresh) {
                return fresh.length > 0;
            }
        });
    }

    @AfterEach
    void forget() {
        AtomicFileOutputStream.forget(directory);
    }

    private Path unfinished() {
        return AtomicFileOutputStream.getTemporaryFile(file.toFile()).toPath();
    }

    @Test
    void itIsTheClassThatRatisUses() {
        assertThat(FileUtils.class.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(AtomicFileOutputStream.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation());
    }

    @Test
    void theNewFileIsInPlaceOnceItIsClosed() throws IOException {
        try (var out = new AtomicFileOutputStream(file.toFile())) {
            out.write(NEW);
            assertThat(file).hasContent("old");
            assertThat(out.isClosed()).isFalse();
        }
        assertThat(file).hasContent("new");
        assertThat(unfinished()).doesNotExist();
        assertThat(failures).isEmpty();
    }

    /** A device that is full, as disks are. */
    @Test
    void whatCouldNotBeWrittenLeavesTheOldFile() throws IOException {
        Files.createSymbolicLink(unfinished(), Path.of("/dev/full"));

        assertThatThrownBy(() -> {
                    try (var out = new AtomicFileOutputStream(file.toFile())) {
                        out.write(NEW);
                    }
                })
                .hasMessageContaining("No space left");
        assertThat(file).hasContent("old");
        assertThat(unfinished()).doesNotExist();
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst()).hasMessageContaining("raft-meta");
    }

    @Test
    void whatIsGivenUpLeavesTheOldFile() throws IOException {
        try (var out = new AtomicFileOutputStream(file.toFile())) {
            out.write(NEW);
            out.abort();
        }
        assertThat(file).hasContent("old");
        assertThat(unfinished()).doesNotExist();
    }

    @Test
    void whatCannotBeBegunIsToldToo() throws IOException {
        var out = new AtomicFileOutputStream(
                directory.resolve("missing/raft-meta").toFile());

        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        assertThat(failures).hasSize(1);
    }

    @Test
    void whoWatchesMayKeepWhatThereIs() throws IOException {
        new AtomicFileOutputStream(file.toFile()).close();

        assertThat(file).hasContent("old");
        assertThat(failures).isEmpty();
    }

    /** Through one unfinished file, as Ratis' threads do. */
    @Test
    void manyWritersTakeTurns() throws Exception {
        try (var writers = Executors.newFixedThreadPool(8)) {
            var done = new ArrayList<Future<?>>();
            for (int i = 0; i < 200; i++) {
                var content = "content " + i;
                done.add(writers.submit(() -> {
                    try (var out = new AtomicFileOutputStream(file.toFile())) {
                        out.write(content.getBytes(StandardCharsets.UTF_8));
                    }
                    return null;
                }));
            }
            for (var each : done) {
                each.get();
            }
        }
        assertThat(file).content().matches("content [0-9]+");
        assertThat(unfinished()).doesNotExist();
        assertThat(failures).isEmpty();
    }
}
