package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The native library that members of ours are run with, which lies to them about clock and disk: {@code
 * src/main/native/libchaos.c}, built with gcc where it is first needed. Not for etcd, which calls the kernel without libc.
 */
public final class FaultLibrary {

    /** Made once in a process. */
    private static @Nullable FaultLibrary made;

    private final Optional<Path> file;
    private final String why;

    private FaultLibrary(Optional<Path> file, String why) {
        this.file = file;
        this.why = why;
    }

    /** Why it cannot be had, for people; empty: it can. */
    public static Optional<String> missing() {
        return library().isPresent() ? Optional.empty() : Optional.of(get().why);
    }

    static Optional<Path> library() {
        return get().file;
    }

    private static synchronized FaultLibrary get() {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private static FaultLibrary make() {
        try {
            return new FaultLibrary(Optional.of(build()), "");
        } catch (IOException e) {
            return new FaultLibrary(Optional.empty(), "gcc cannot make libchaos.so (package gcc): " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FaultLibrary(Optional.empty(), "interrupted while gcc made libchaos.so");
        }
    }

    private static Path build() throws IOException, InterruptedException {
        byte[] source;
        try (var in = FaultLibrary.class.getResourceAsStream("libchaos.c")) {
            if (in == null) {
                throw new IOException("libchaos.c is not among the resources");
            }
            source = in.readAllBytes();
        }
        var sum = new CRC32C();
        sum.update(source);
        var name = "libchaos-" + HexFormat.of().toHexDigits((int) sum.getValue()) + ".so";
        var target = Programs.root().map(root -> root.resolve("target")).orElse(Path.of(""));
        var folder = Files.isWritable(target) ? target : Files.createTempDirectory("libchaos");
        var library = folder.resolve(name).toAbsolutePath();
        if (Files.exists(library)) {
            return library;
        }
        // Under another name first: others may build it at the same time.
        var fresh = Files.createTempFile(folder, "libchaos", ".so");
        try {
            Shell.run(
                    List.of("gcc", "-shared", "-fPIC", "-O2", "-x", "c", "-", "-o", fresh.toString(), "-ldl"),
                    new String(source, StandardCharsets.UTF_8));
            Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return library;
    }
}
