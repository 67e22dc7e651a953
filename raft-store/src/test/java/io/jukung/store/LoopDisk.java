package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An ext4 of its own in a file, mounted on a directory until it is closed; it can be made to answer nobody. For root. */
final class LoopDisk implements AutoCloseable {

    private final Path directory;
    private boolean frozen;

    private LoopDisk(Path directory) {
        this.directory = directory;
    }

    static LoopDisk mount(Path directory, Path image) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        run("truncate", "-s", "256M", image.toString());
        run("mkfs.ext4", "-q", "-F", image.toString());
        run("mount", "-o", "loop", image.toString(), directory.toString());
        return new LoopDisk(directory);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** From now on whoever writes or syncs waits. */
    void freeze() throws IOException, InterruptedException {
        run("fsfreeze", "--freeze", directory.toString());
        frozen = true;
    }

    void thaw() throws IOException, InterruptedException {
        if (frozen) {
            frozen = false;
            run("fsfreeze", "--unfreeze", directory.toString());
        }
    }

    @Override
    public void close() {
        try {
            thaw();
            run("umount", "-l", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
