package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.proto.store.v1.Checkpoint;
import io.jukung.proto.store.v1.CheckpointClose;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final long LAST_ENTRY = 17;

    @TempDir
    private Path directory;

    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Checkpoints checkpoints(ToLongFunction<Path> maker) throws IOException {
        return new Checkpoints(StateDirectory.open(directory), maker, threads, threads);
    }

    private List<Path> copies() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("checkpoint"))
                    .toList();
        }
    }

    private static long make(Path copy) {
        try {
            Files.createDirectory(copy);
            Files.writeString(copy.resolve("file"), "content");
            return LAST_ENTRY;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCopyIsThereUntilItIsClosed() throws Exception {
        var checkpoints = checkpoints(CheckpointsTest::make);
        var opened = Checkpoint.parseFrom(checkpoints.open().join());
        assertThat(opened.getFilesList()).singleElement().satisfies(file -> {
            assertThat(file.getName()).isEqualTo("file");
            assertThat(file.getSize()).isEqualTo(7);
        });
        assertThat(copies()).hasSize(1);
        assertThat(checkpoints.neededAfter()).isEqualTo(LAST_ENTRY);

        checkpoints
                .close(CheckpointClose.newBuilder()
                        .setId(opened.getId())
                        .build()
                        .toByteArray())
                .join();
        assertThat(copies()).isEmpty();
        // Who took it is to catch up.
        assertThat(checkpoints.neededAfter()).isEqualTo(LAST_ENTRY);
    }

    @Test
    void oneThatFailsHalfWayLeavesNothing() throws Exception {
        var checkpoints = checkpoints(copy -> {
            make(copy);
            throw new StorageFault("no space");
        });
        assertThatThrownBy(() -> checkpoints.open().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("no space");
        assertThat(copies()).isEmpty();
        assertThat(checkpoints.neededAfter()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oneThatCannotBeReadLeavesNothing() throws Exception {
        var checkpoints = checkpoints(copy -> {
            make(copy);
            try {
                Files.createSymbolicLink(copy.resolve("gone"), Path.of("nowhere"));
                return LAST_ENTRY;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThatThrownBy(() -> checkpoints.open().join()).hasRootCauseInstanceOf(NoSuchFileException.class);
        assertThat(copies()).isEmpty();
    }
}
