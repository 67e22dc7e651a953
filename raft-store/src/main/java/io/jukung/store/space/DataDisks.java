package io.jukung.store.space;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file systems that directories are on. */
public final class DataDisks {

    private static final Logger LOG = LoggerFactory.getLogger(DataDisks.class);

    /** What a write fails with on a full file system, or over the disk quota of a user. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded", "NoSpace");

    private final List<FileStore> stores;

    private DataDisks(List<FileStore> stores) {
        this.stores = stores;
    }

    /** Those of these directories, each once; a directory that does not exist yet counts where it would be made. */
    public static DataDisks of(List<Path> directories) {
        List<FileStore> stores = new ArrayList<>();
        for (Path directory : directories) {
            try {
                var store = Files.getFileStore(existing(directory));
                if (!stores.contains(store)) {
                    stores.add(store);
                }
            } catch (IOException e) {
                LOG.warn("{}: its file system cannot be watched for space: {}", directory, e.toString());
            }
        }
        return new DataDisks(List.copyOf(stores));
    }

    private static Path existing(Path directory) {
        Path at = directory.toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at;
    }

    /** What they have now. */
    List<DiskSpace> measure() throws IOException {
        List<DiskSpace> found = new ArrayList<>();
        for (FileStore store : stores) {
            found.add(new DiskSpace(store.toString(), store.getTotalSpace(), store.getUsableSpace()));
        }
        return found;
    }

    /** If this failed for want of space: on what, how much is left, and the remedy. */
    public Optional<String> explain(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (FULL.stream().anyMatch(message::contains)) {
                return Optional.of(fullest());
            }
        }
        return Optional.empty();
    }

    private String fullest() {
        try {
            return measure().stream()
                    .min((one, other) -> Long.compare(one.freeBytes(), other.freeBytes()))
                    .map(disk -> "the file system " + disk.name() + " is full, " + disk.freeBytes() + " of "
                            + disk.totalBytes() + " bytes are free; free space on it or make it larger")
                    .orElse("the disk is full; free space on it or make it larger");
        } catch (IOException e) {
            return "the disk is full and cannot be asked for its size (" + e.getMessage() + "); free space on it";
        }
    }
}
