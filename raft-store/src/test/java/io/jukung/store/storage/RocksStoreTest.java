package io.jukung.store.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends OrderedStoreContract {

    @TempDir
    private Path folder;

    private static OrderedStore open(Path directory) {
        return RocksStore.open(directory, fault -> {
            throw fault;
        });
    }

    @Override
    OrderedStore open() {
        return open(folder.resolve("contract"));
    }

    private static void put(OrderedStore store, String key) {
        try (StoreBatch batch = store.newBatch()) {
            batch.put(Family.LATEST, bytes(key), bytes("1"));
            batch.put(Family.META, bytes(key), bytes("1"));
            store.write(batch);
        }
    }

    /** Else every process that is killed would leave it there. */
    @Test
    void theLibraryThatWasUnpackedIsNotLeftInTheTemporaryDirectory() throws IOException {
        open(folder.resolve("db")).close();
        try (var mappings = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(mappings.filter(line -> line.contains("/librocksdbjni")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" (deleted)"));
        }
    }

    @Test
    void whatWasFlushedIsThereAfterReopening() {
        try (OrderedStore store = open(folder.resolve("db"))) {
            put(store, "a");
            store.flush();
        }
        try (OrderedStore store = open(folder.resolve("db"))) {
            assertThat(store.get(Family.LATEST, bytes("a"))).isNotNull();
        }
    }

    @Test
    void whatIsOnDiskAloneIsNotFoundInMemoryUntilItWasRead() {
        try (OrderedStore store = open(folder.resolve("db"))) {
            put(store, "a");
            assertThat(store.getFromMemory(Family.LATEST, bytes("a"))).isEqualTo(bytes("1"));
            store.flush();
        }
        try (OrderedStore store = open(folder.resolve("db"))) {
            assertThat(store.getFromMemory(Family.LATEST, bytes("a"))).isNull();
            assertThat(store.getFromMemory(Family.LATEST, bytes("b"))).isNull();
            assertThat(store.get(Family.LATEST, bytes("a"))).isEqualTo(bytes("1"));
            assertThat(store.getFromMemory(Family.LATEST, bytes("a"))).isEqualTo(bytes("1"));
        }
    }

    @Test
    void whatWasNotFlushedIsGoneFromAllFamiliesOrNone() throws IOException {
        Path crashed = folder.resolve("crashed");
        try (OrderedStore store = open(folder.resolve("db"))) {
            put(store, "a");
            store.flush();
            put(store, "b");
            copy(folder.resolve("db"), crashed);
        }
        try (OrderedStore store = open(crashed)) {
            assertThat(store.get(Family.LATEST, bytes("a"))).isNotNull();
            assertThat(store.get(Family.META, bytes("a"))).isNotNull();
            assertThat(store.get(Family.LATEST, bytes("b"))).isNull();
            assertThat(store.get(Family.META, bytes("b"))).isNull();
        }
    }

    @Test
    void aCheckpointHoldsEverythingWrittenBefore() {
        Path checkpoint = folder.resolve("checkpoint");
        try (OrderedStore store = open(folder.resolve("db"))) {
            put(store, "a");
            store.checkpoint(checkpoint);
            put(store, "b");
        }
        try (OrderedStore store = open(checkpoint)) {
            assertThat(store.get(Family.LATEST, bytes("a"))).isNotNull();
            assertThat(store.get(Family.LATEST, bytes("b"))).isNull();
        }
    }

    @Test
    void aDirectoryInUseIsRefusedByName() {
        try (OrderedStore first = open(folder.resolve("db"))) {
            put(first, "a");
            assertThatThrownBy(() -> open(folder.resolve("db")))
                    .isInstanceOf(StorageFault.class)
                    .hasMessageContaining(folder.resolve("db").toString());
        }
    }

    @Test
    void aDamagedFileIsAFault() throws IOException {
        Path db = folder.resolve("db");
        try (OrderedStore store = open(db)) {
            for (int i = 0; i < 1000; i++) {
                put(store, "key " + i);
            }
            store.flush();
        }
        try (Stream<Path> files = Files.list(db)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sst")).toList()) {
                byte[] content = Files.readAllBytes(file);
                for (int i = 0; i < content.length / 2; i++) {
                    content[i] ^= 0x55;
                }
                Files.write(file, content);
            }
        }
        assertThatThrownBy(() -> {
                    try (OrderedStore store = open(db)) {
                        for (int i = 0; i < 1000; i++) {
                            store.get(Family.LATEST, bytes("key " + i));
                        }
                    }
                })
                .isInstanceOf(StorageFault.class);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("LOCK")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}
