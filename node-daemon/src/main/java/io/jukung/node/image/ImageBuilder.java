package io.jukung.node.image;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds an OCI archive (an OCI image layout in a tar file) from a folder with a {@link BuildFile}.
 * Nothing of the machine but the copied files enters it: the same input gives the same bytes.
 */
public final class ImageBuilder {

    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

    /** The image so far. */
    private final Map<String, byte[]> blobs = new TreeMap<>();

    private final List<ObjectValue> layers = new ArrayList<>();
    private ImageConfig config = ImageConfig.EMPTY;

    private ImageBuilder() {}

    /**
     * What was built.
     *
     * @param digest of the manifest
     */
    public record Built(ImageName name, Path archive, String digest, long bytes) {}

    /**
     * Builds the folder's {@code Jukungfile}.
     *
     * @param name for example {@code jukung.local/hello:1}
     * @param archive the file to write; replaced in one step
     * @throws ImageBuildException for a missing or wrong build file, source, base or name
     */
    public static Built build(Path folder, String name, Path archive) {
        var file = folder.resolve(BuildFile.FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw new ImageBuildException("no " + BuildFile.FILE_NAME + " in " + folder.toAbsolutePath());
        }
        try {
            return build(BuildFile.parse(Files.readString(file)), folder, name, archive);
        } catch (IOException e) {
            throw new ImageBuildException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #build(Path, String, Path)} with the build file's content at hand. */
    public static Built build(BuildFile file, Path folder, String name, Path archive) {
        ImageName imageName;
        try {
            imageName = ImageName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ImageBuildException("image name " + name + ": " + e.getMessage(), e);
        }
        var builder = new ImageBuilder();
        try {
            file.base().ifPresent(base -> builder.startFrom(folder.resolve(base)));
            file.instructions().forEach(instruction -> builder.apply(instruction, folder));
            return builder.write(imageName, archive);
        } catch (IOException e) {
            throw new ImageBuildException(archive + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void startFrom(Path base) {
        try (var in = Files.newInputStream(base)) {
            var files = TarArchive.readFiles(in);
            var index = json(files, "index.json", base);
            var manifest = json(files, blobPath(firstManifest(index, base)), base);
            if (!manifest.list("manifests").isEmpty()) {
                manifest = json(files, blobPath(firstManifest(manifest, base)), base);
            }
            for (var layer : manifest.list("layers").objects()) {
                layers.add(layer);
                var blob = files.get(blobPath(layer.text("digest")));
                if (blob == null) {
                    throw new ImageBuildException("FROM " + base + ": layer " + layer.text("digest") + " is missing");
                }
                blobs.put(layer.text("digest"), blob);
            }
            config = ImageConfig.of(json(files, blobPath(manifest.text("config", "digest")), base));
        } catch (IOException e) {
            throw new ImageBuildException("FROM " + base + ": " + e.getMessage(), e);
        }
    }

    private static String firstManifest(ObjectValue index, Path base) {
        return index.list("manifests").objects().stream()
                .map(entry -> entry.text("digest"))
                .findFirst()
                .orElseThrow(() -> new ImageBuildException("FROM " + base + ": the archive holds no image"));
    }

    private static ObjectValue json(Map<String, byte[]> files, String name, Path base) {
        var bytes = files.get(name);
        try {
            if (bytes != null && Json.read(bytes) instanceof ObjectValue tree) {
                return tree;
            }
        } catch (DecodingException e) {
            throw new ImageBuildException("FROM " + base + ": " + name + ": " + e.getMessage(), e);
        }
        throw new ImageBuildException("FROM " + base + " is not an OCI archive: it has no " + name);
    }

    private void apply(BuildFile.Instruction instruction, Path folder) {
        if (instruction instanceof BuildFile.Copy copy) {
            var layer = Layer.of(copy, folder);
            layers.add(add(LAYER_TYPE, layer));
            config = config.withLayer(digest(layer), "COPY " + copy.sources() + " " + copy.destination());
        } else {
            config = config.with(instruction);
        }
    }

    private Built write(ImageName name, Path archive) throws IOException {
        var configEntry = add(CONFIG_TYPE, Json.write(config.toTree(architecture())));
        var manifest = ObjectValue.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST_TYPE)
                .put("config", configEntry)
                .put("layers", ListValue.of(layers))
                .build();
        var manifestEntry = add(MANIFEST_TYPE, Json.write(manifest))
                .with(
                        "annotations",
                        ObjectValue.builder()
                                .put("io.containerd.image.name", name.toString())
                                .put("org.opencontainers.image.ref.name", name.tag())
                                .build())
                .with(
                        "platform",
                        ObjectValue.builder()
                                .put("architecture", architecture())
                                .put("os", "linux")
                                .build());
        var index = ObjectValue.builder()
                .put("schemaVersion", 2)
                .put("mediaType", INDEX_TYPE)
                .put("manifests", ListValue.of((Value) manifestEntry))
                .build();
        var folder = archive.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var unfinished = Files.createTempFile(folder, "image", ".tar");
        try (var out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
            var tar = new TarArchive.Writer(out);
            tar.folder("blobs", 0755);
            tar.folder("blobs/sha256", 0755);
            for (var blob : blobs.entrySet()) {
                tar.file(blobPath(blob.getKey()), 0644, blob.getValue());
            }
            tar.file("index.json", 0644, Json.write(index));
            tar.file("oci-layout", 0644, "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
            tar.finish();
        }
        Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        return new Built(name, archive, manifestEntry.text("digest"), Files.size(archive));
    }

    private ObjectValue add(String mediaType, byte[] blob) {
        var digest = digest(blob);
        blobs.put(digest, blob);
        return ObjectValue.builder()
                .put("mediaType", mediaType)
                .put("digest", digest)
                .put("size", blob.length)
                .build();
    }

    private static String blobPath(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** This machine's architecture by Go's names, which images use. */
    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "amd64", "x86_64" -> "amd64";
            case String other -> other;
        };
    }
}
