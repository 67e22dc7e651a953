package io.jukung.store.member;

import io.jukung.store.backup.Scratch;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.RocksStore;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The data directory of a member that does not begin with nothing: it is there whole or not at all. */
public final class NewDirectory {

    private NewDirectory() {}

    /** Fills the state. */
    public interface Filling<T> {
        /** Writes into an empty store; all of it is durable when it returns. */
        T into(OrderedStore store, Scratch scratch) throws IOException, InterruptedException;
    }

    /**
     * Makes the directory of a founder.
     *
     * @param directory must not exist, or be empty
     * @param memberId one of the founders'
     */
    public static <T> T create(Path directory, Membership founded, long memberId, Filling<T> filling)
            throws IOException, InterruptedException {
        checkAbsent(directory);
        Path target = directory.toAbsolutePath();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException("data-dir: " + directory + " cannot be made");
        }
        Files.createDirectories(parent);
        var prefix = "." + target.getFileName() + ".unfinished-";
        sweep(parent, prefix);
        Path building = Files.createTempDirectory(
                parent, prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            T result;
            try (DataDirectory made = DataDirectory.open(building, founded)) {
                made.own(Identity.ofFounder(founded, memberId, true));
                // Its log begins here, empty.
                Files.createDirectory(made.log(null));
                result = fill(StateDirectory.open(made.state()), filling);
                DataDirectory.sync(made.state());
            }
            DataDirectory.sync(building);
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
            DataDirectory.sync(parent);
            return result;
        } finally {
            StateDirectory.delete(building);
        }
    }

    /** Removes what a killed process has left; one that still builds there holds its lock. */
    private static void sweep(Path parent, String prefix) throws IOException {
        try (var entries = Files.newDirectoryStream(
                parent, entry -> entry.getFileName().toString().startsWith(prefix))) {
            for (Path entry : entries) {
                if (DataDirectory.isLeftBehind(entry)) {
                    StateDirectory.delete(entry);
                }
            }
        }
    }

    /**
     * Refuses a directory that has something in it already.
     *
     * @throws IOException saying so
     */
    public static void checkAbsent(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("data-dir \"" + directory + "\" is not a directory");
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new IOException("data-dir \"" + directory + "\" is not empty");
            }
        }
    }

    private static <T> T fill(StateDirectory state, Filling<T> filling) throws IOException, InterruptedException {
        var broken = new AtomicReference<@Nullable StorageFault>();
        try (OrderedStore store = RocksStore.open(state.current(), broken::set)) {
            T result = filling.into(store, new Scratch(state.scratch()));
            StorageFault fault = broken.get();
            if (fault != null) {
                throw fault;
            }
            return result;
        } catch (StorageFault e) {
            throw new IOException("the state cannot be written: " + e.getMessage(), e);
        }
    }
}
