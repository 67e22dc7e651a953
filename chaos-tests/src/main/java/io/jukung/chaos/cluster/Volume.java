package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** What one member's data lies on. */
interface Volume {

    /** Makes it usable; nothing if it is. */
    void mount() throws Exception;

    /** The member's data directory in it. */
    Path data();

    void fill() throws Exception;

    void free() throws Exception;

    /** Forgets what was not fsynced; no process has files open in it any more afterwards. */
    void losePower(Killing killing) throws Exception;

    /** Kills the member, at the moment that is right for it. */
    interface Killing {
        void kill() throws Exception;
    }

    /** A directory on the file system of the run. */
    record Directory(Path data) implements Volume {

        @Override
        public void mount() throws IOException {
            Files.createDirectories(data.toAbsolutePath().getParent());
        }

        @Override
        public void fill() throws IOException {
            throw new IOException("storage: DIRECTORY cannot be filled, expected TMPFS or IMAGE");
        }

        @Override
        public void free() {}

        @Override
        public void losePower(Killing killing) throws IOException {
            throw new IOException("storage: DIRECTORY cannot lose power, expected IMAGE");
        }
    }

    /** Deletes a folder and all in it; nothing if it is not there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
