package io.jukung.store.member;

import io.jukung.store.peer.Peers;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.RocksStore;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Where the applied state is kept: numbered directories, and a file {@code CURRENT} that names the one in
 * use. A snapshot is fetched into the next number and becomes the state by replacing {@code CURRENT}:
 * after a crash it is the old state or the new one, whole.
 */
final class StateDirectory implements StateDisk {

    private static final String CURRENT = "CURRENT";

    /** Has no number before it is whole: so each copy that is begun takes the place of the one before. */
    private static final String COPY = "copy";

    private final Path directory;
    private final boolean replacing;
    private long number;

    private StateDirectory(Path directory, long number, boolean replacing) {
        this.directory = directory;
        this.number = number;
        this.replacing = replacing;
    }

    /**
     * Opens and removes what is not current: unfinished fetches, replaced states, checkpoints.
     *
     * @throws DamagedException if it does not say which state is current, or names one that is not there
     */
    static StateDirectory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        var current = directory.resolve(CURRENT);
        if (!Files.exists(current)) {
            if (newest(directory) > 0) {
                throw new DamagedException(current + " is missing");
            }
            DataDirectory.writeDurably(current, "1\n");
        }
        var text = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new DamagedException(current + " should hold a number, has \"" + text + "\"");
        }
        var opened = new StateDirectory(directory, number, false);
        if (!Files.isDirectory(opened.current()) && newest(directory) > 0) {
            throw new DamagedException(current + " names " + number + ", but there is no such directory");
        }
        try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (var entry : entries) {
                if (!entry.equals(opened.current())) {
                    delete(entry);
                }
            }
        }
        return opened;
    }

    /** One whose current state must not be used; {@link #next()} is new. */
    static StateDirectory toReplace(Path directory) throws IOException {
        return new StateDirectory(directory, newest(directory), true);
    }

    /** The highest number there is; 0: none. */
    private static long newest(Path directory) throws IOException {
        long newest = 0;
        try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (name.matches("[1-9][0-9]{0,17}")) {
                    newest = Math.max(newest, Long.parseLong(name));
                }
            }
        }
        return newest;
    }

    @Override
    public Path current() {
        return numbered(number);
    }

    @Override
    public Path next() {
        return replacing ? directory.resolve(COPY) : numbered(number + 1);
    }

    private Path numbered(long which) {
        return directory.resolve(Long.toString(which));
    }

    @Override
    public Path checkpoint(long id) {
        return directory.resolve("checkpoint-" + id);
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createDirectories(directory.resolve("scratch"));
    }

    @Override
    public void promote() throws IOException {
        if (replacing) {
            Files.move(next(), numbered(number + 1), StandardCopyOption.ATOMIC_MOVE);
        }
        DataDirectory.sync(directory);
        DataDirectory.writeDurably(directory.resolve(CURRENT), (number + 1) + "\n");
        number++;
    }

    @Override
    public OrderedStore open(Path state, Consumer<StorageFault> onFault, LongConsumer onWritten) {
        return RocksStore.open(state, onFault, onWritten);
    }

    @Override
    public void fetch(Peers peers, long from, Path state) throws IOException, InterruptedException {
        new CheckpointFetch(peers, from).into(state);
    }

    @Override
    public void remove(Path state) throws IOException {
        delete(state);
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, java.io.IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
