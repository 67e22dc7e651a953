package io.jukung.api.model.golden;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * The recorded answers under {@code -Djukung.golden} or {@code /work/shared/kubernetes-golden}. Where they are absent
 * the tests that need them are skipped, and say so.
 */
public final class Golden {

    private static final Path FOLDER = Path.of(System.getProperty("jukung.golden", "/work/shared/kubernetes-golden"));

    private Golden() {}

    /** All entries of a topic, in order. */
    public static List<ObjectValue> entries(String topic) {
        try (var lines = open(FOLDER.resolve(topic + ".jsonl.gz"))) {
            return lines.lines()
                    .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The OpenAPI v3 documents of all group versions. */
    public static List<ObjectValue> openApiV3() {
        requirePresent();
        try (var files = Files.list(FOLDER.resolve("openapi"))) {
            return files.filter(file -> file.getFileName().toString().matches("v3-apis?_.*_?v[0-9].*\\.json\\.gz"))
                    .sorted()
                    .map(Golden::document)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One OpenAPI document by its file name without {@code .json.gz}. */
    public static ObjectValue openApi(String name) {
        requirePresent();
        return document(FOLDER.resolve("openapi").resolve(name + ".json.gz"));
    }

    private static ObjectValue document(Path file) {
        try (var bytes = new GZIPInputStream(Files.newInputStream(file))) {
            return Json.readObject(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        requirePresent();
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }

    private static void requirePresent() {
        if (!Files.isDirectory(FOLDER)) {
            System.err.println("SKIPPED: no recorded answers in " + FOLDER + " (set -Djukung.golden)");
        }
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no recorded answers in " + FOLDER);
    }
}
