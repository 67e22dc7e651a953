package org.apache.ratis.util;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a small file beside another one and puts it in that one's place when it is closed: whoever reads finds the old file or
 * the whole new one, also after a crash.
 *
 * <p>It stands for Ratis' own class of this name, which puts the new file in place when it is closed after a failed write, too:
 * on a full or failing disk a member lost its term, its vote and its configuration that way. Here what could not be written
 * leaves the old file as it was. And Ratis writes the same file from several threads, through one unfinished file, the last one
 * winning: here they take turns, and a {@link Watch} may keep what is newer.
 */
public final class AtomicFileOutputStream extends FilterOutputStream {

    /** What the name of an unfinished file ends with; Ratis deletes such files when it starts. */
    public static final String TMP_EXTENSION = ".tmp";

    private static final Map<Path, Watch> WATCHES = new ConcurrentHashMap<>();
    /** What writers of a file take turns by. */
    private static final Map<Path, Object> TURNS = new ConcurrentHashMap<>();

    private final ByteArrayOutputStream bytes;
    private final Path target;
    private final Path unfinished;
    private volatile boolean closed;

    /** Who looks after the files below a directory. Any thread. */
    public interface Watch {

        /** One could not be written; it is as it was. */
        void failed(IOException failure);

        /** Whether new content may take the place of the old; if not, it is dropped and counts as written. */
        boolean mayReplace(Path target, byte[] old, byte[] fresh);
    }

    /** The file that is written before it takes the place of {@code target}. */
    public static File getTemporaryFile(File target) {
        return new File(target.getParentFile(), target.getName() + TMP_EXTENSION);
    }

    /** Has the files anywhere below {@code directory} looked after. */
    public static void watch(Path directory, Watch watch) {
        WATCHES.put(directory.toAbsolutePath().normalize(), watch);
    }

    /** Has nobody look after them any more. */
    public static void forget(Path directory) {
        WATCHES.remove(directory.toAbsolutePath().normalize());
    }

    /** Begins what is to be {@code target}; nothing is written before it is closed. */
    public AtomicFileOutputStream(File target) throws IOException {
        this(target, getTemporaryFile(target));
    }

    /** With the file to write first, in the same file system. */
    public AtomicFileOutputStream(File target, File unfinished) throws IOException {
        this(target.toPath(), unfinished.toPath(), new ByteArrayOutputStream());
    }

    private AtomicFileOutputStream(Path target, Path unfinished, ByteArrayOutputStream bytes) {
        super(bytes);
        this.bytes = bytes;
        this.target = target.toAbsolutePath().normalize();
        this.unfinished = unfinished;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        bytes.write(from, offset, length);
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Puts the file in place, durably.
     *
     * @throws IOException if that cannot be done: the old file is as it was
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        synchronized (TURNS.computeIfAbsent(target, path -> new Object())) {
            try {
                if (mayReplace()) {
                    replace();
                }
            } catch (IOException e) {
                WATCHES.forEach((directory, watch) -> {
                    if (target.startsWith(directory)) {
                        watch.failed(e);
                    }
                });
                throw e;
            }
        }
    }

    private boolean mayReplace() throws IOException {
        for (var watch : WATCHES.entrySet()) {
            if (target.startsWith(watch.getKey())
                    && Files.exists(target)
                    && !watch.getValue().mayReplace(target, Files.readAllBytes(target), bytes.toByteArray())) {
                return false;
            }
        }
        return true;
    }

    private void replace() throws IOException {
        try {
            try (var channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                var left = ByteBuffer.wrap(bytes.toByteArray());
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            dropUnfinished(e);
            throw new IOException("not written: " + target + ": " + e.getMessage(), e);
        }
        try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void dropUnfinished(Exception because) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Leaves the old file as it was. */
    public void abort() {
        closed = true;
    }
}
