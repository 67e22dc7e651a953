package io.jukung.store.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library. Where no unpacked one is on the library path, RocksDB unpacks one of 17 MB into the temporary directory and
 * deletes it when the process ends of itself; one that is killed would leave it there, each time.
 */
final class RocksLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(RocksLibrary.class);
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    private static boolean loaded;

    private RocksLibrary() {}

    /** Loads it, the first time. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        RocksDB.loadLibrary();
        loaded = true;
        try {
            deleteUnpacked();
        } catch (IOException e) {
            LOG.debug("the library that RocksDB unpacked stays until the process ends", e);
        }
    }

    /** It is in use by its mapping; the name is not needed any more. */
    private static void deleteUnpacked() throws IOException {
        if (!Files.isReadable(MAPPINGS)) {
            return;
        }
        var temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        for (var line : Files.readAllLines(MAPPINGS)) {
            int at = line.indexOf('/');
            if (at < 0 || !line.endsWith(".so")) {
                continue;
            }
            var mapped = Path.of(line.substring(at));
            if (temporary.equals(mapped.getParent())
                    && mapped.getFileName().toString().startsWith("librocksdbjni")) {
                Files.deleteIfExists(mapped);
            }
        }
    }
}
