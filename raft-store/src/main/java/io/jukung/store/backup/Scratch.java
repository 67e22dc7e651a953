package io.jukung.store.backup;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where files are put that are needed for a while. Leaves the disk some room: a member whose log finds none stops.
 *
 * @param directory exists; nothing in it outlives the process
 */
public record Scratch(Path directory) {

    private static final long MAX_RESERVE_BYTES = 256L << 20;

    /** A new empty file. */
    public Path newFile() throws IOException {
        checkRoom();
        return Files.createTempFile(directory, "scratch-", ".tmp");
    }

    /**
     * Called now and then by who writes a lot.
     *
     * @throws IOException if only the reserve is left: 256 MiB, or a twentieth of a small disk
     */
    void checkRoom() throws IOException {
        FileStore disk = Files.getFileStore(directory);
        long reserve = Math.min(MAX_RESERVE_BYTES, disk.getTotalSpace() / 20);
        if (disk.getUsableSpace() < reserve) {
            throw new IOException("not enough space in " + directory + ": " + (disk.getUsableSpace() >> 20)
                    + " MiB are left, " + (reserve >> 20) + " MiB stay reserved for the member itself");
        }
    }
}
