package io.jukung.node.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The image whose one process holds a pod's namespaces: a statically linked busybox that runs three
 * lines of shell. It waits, reaps orphans (the shell does so while it waits) and ends at SIGTERM.
 */
public final class PauseImage {

    /** The name containerd's configuration gives as sandbox image. */
    public static final String NAME = "jukung.local/pause:1";

    private static final List<Path> BUSYBOX =
            List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"), Path.of("/usr/local/bin/busybox"));

    private static final String SCRIPT = """
            #!/bin/busybox sh
            trap 'exit 0' TERM INT
            while :; do
              /bin/busybox sleep 2147483647 &
              wait $!
            done
            """;

    private PauseImage() {}

    /** Builds it into the folder; the archive. */
    public static Path build(Path folder) {
        var archive = folder.resolve("pause.tar");
        try {
            var context = Files.createDirectories(folder.resolve("pause"));
            Files.writeString(context.resolve("pause"), SCRIPT);
            var file = BuildFile.parse("""
                    FROM scratch
                    COPY --from=host --chmod=755 %s /bin/busybox
                    COPY --chmod=755 pause /pause
                    ENTRYPOINT ["/pause"]
                    """.formatted(busybox()));
            return ImageBuilder.build(file, context, NAME, archive).archive();
        } catch (IOException e) {
            throw new ImageBuildException("the pause image cannot be built in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Path busybox() {
        Optional<Path> found = BUSYBOX.stream().filter(Files::isExecutable).findFirst();
        return found.orElseThrow(
                () -> new ImageBuildException(
                        "busybox is not installed, the pause image is made of it. On Debian: apt-get install -y busybox-static"));
    }
}
