package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import io.jukung.node.containerd.Programs;
import io.jukung.node.image.BuildFile;
import io.jukung.node.image.ImageBuildException;
import io.jukung.node.image.ImageBuilder;
import io.jukung.node.image.ImageImporter;
import io.jukung.node.image.PauseImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Images that no registry has. By convention an image {@code jukung.local/NAME:TAG} that a manifest names
 * is built from the folder {@code NAME} beside that manifest.
 */
public final class LocalImages {

    private static final String PREFIX = "jukung.local/";

    private LocalImages() {}

    /** Builds and loads the local images that the object's containers name and whose folder is there. */
    static void buildFor(KubeObject object, Path manifest, ClusterLayout layout, Consumer<String> progress) {
        localImages(object.spec()).forEach(image -> {
            var name = image.substring(PREFIX.length()).replaceFirst(":.*", "");
            var folder = manifest.toAbsolutePath().resolveSibling(name);
            if (Files.exists(folder.resolve(BuildFile.FILE_NAME))) {
                progress.accept("building the image " + image + " from " + folder);
                buildAndLoad(folder, image, layout);
            }
        });
    }

    private static Stream<String> localImages(ObjectValue spec) {
        return Stream.of(spec, spec.object("template", "spec"))
                .flatMap(pod ->
                        Stream.of("initContainers", "containers").flatMap(list -> pod.list(list).objects().stream()))
                .map(container -> container.text("image"))
                .filter(image -> image.startsWith(PREFIX))
                .distinct();
    }

    /** Writes an OCI archive. */
    public static void build(Path folder, String name, Path archive) {
        try {
            ImageBuilder.build(folder, name, archive);
        } catch (ImageBuildException e) {
            throw new CommandFailure("building " + name + " from " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Builds an image and gives it to the cluster's containerd. */
    public static void buildAndLoad(Path folder, String name, ClusterLayout layout) {
        withTemporaryFolder(temporary -> {
            var archive = temporary.resolve("image.tar");
            build(folder, name, archive);
            load(archive, layout);
        });
    }

    /** Gives an OCI or Docker archive to the cluster's containerd. */
    public static void load(Path archive, ClusterLayout layout) {
        if (!Files.exists(layout.containerdSocket())) {
            throw new CommandFailure(
                    "no containerd of a local cluster in " + layout.root() + "; start one with: jukung up");
        }
        try {
            new ImageImporter(Programs.find().ctr(), layout.containerdSocket()).load(archive);
        } catch (ImageBuildException e) {
            throw new CommandFailure("loading " + archive + ": " + e.getMessage(), e);
        }
    }

    /** The image that holds a pod's namespaces; without it no pod starts. */
    static void loadPause(ClusterLayout layout) {
        withTemporaryFolder(temporary -> load(PauseImage.build(temporary), layout));
    }

    private static void withTemporaryFolder(Consumer<Path> use) {
        try {
            var folder = Files.createTempDirectory("jukung-image");
            try {
                use.accept(folder);
            } finally {
                try (var files = Files.walk(folder)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new CommandFailure("a temporary folder for the image: " + CommandFailure.reason(e), e);
        }
    }
}
