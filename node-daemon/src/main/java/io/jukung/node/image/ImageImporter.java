package io.jukung.node.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Brings OCI archives into containerd's namespace {@code k8s.io}, where CRI finds them, by containerd's
 * own {@code ctr}.
 */
public final class ImageImporter {

    private final Path ctr;
    private final Path socket;

    public ImageImporter(Path ctr, Path socket) {
        this.ctr = ctr;
        this.socket = socket;
    }

    /** Imports every image of the archive under its annotated name; replaces those that are there. */
    public void load(Path archive) {
        try {
            var process = new ProcessBuilder(
                            ctr.toString(),
                            "--address",
                            socket.toString(),
                            "--namespace",
                            "k8s.io",
                            "images",
                            "import",
                            archive.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ImageBuildException(
                        "containerd at " + socket + " did not take " + archive + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new ImageBuildException(ctr + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageBuildException("interrupted while importing " + archive, e);
        }
    }
}
