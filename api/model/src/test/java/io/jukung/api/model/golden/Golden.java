package io.jukung.api.model.golden;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.testing.KubernetesRecording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The recorded answers. Where they are absent the tests that need them are skipped, and say so.
 */
public final class Golden {

    private Golden() {}

    /** All entries of a topic, in order. */
    public static List<ObjectValue> entries(String topic) {
        try (var lines = open(KubernetesRecording.require(topic + ".jsonl.gz"))) {
            return lines.lines()
                    .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The OpenAPI v3 documents of all group versions. */
    public static List<ObjectValue> openApiV3() {
        try (var files = Files.list(KubernetesRecording.require("openapi"))) {
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
        return document(KubernetesRecording.require("openapi/" + name + ".json.gz"));
    }

    private static ObjectValue document(Path file) {
        try (var bytes = new GZIPInputStream(Files.newInputStream(file))) {
            return Json.readObject(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }
}
