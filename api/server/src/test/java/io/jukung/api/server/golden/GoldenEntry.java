package io.jukung.api.server.golden;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** One recorded request and its answer. */
record GoldenEntry(ObjectValue tree) {

    private static final Limits FILE = new Limits(64 * 1024 * 1024, 256);

    static List<GoldenEntry> read(Path folder, String topic) {
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve(topic + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> (ObjectValue) Json.decode(line.getBytes(StandardCharsets.UTF_8), FILE)
                            .value())
                    .map(GoldenEntry::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return tree.text("id");
    }

    String topic() {
        return tree.text("topic");
    }

    Value sequence() {
        var sequence = tree.get("seq");
        return sequence == null ? Scalar.Null.NULL : sequence;
    }

    String method() {
        return tree.text("method");
    }

    String path() {
        return tree.text("path");
    }

    /** The path without the query. */
    String plainPath() {
        return path().split("\\?", 2)[0];
    }

    Map<String, String> headers() {
        return tree.texts("requestHeaders");
    }

    int status() {
        return (int) tree.whole(0, "status");
    }

    String note() {
        return tree.text("note");
    }

    /** The answer; a name that the server generated and refused, which the recording shows as it was, as a placeholder. */
    Value responseBody() {
        var body = tree.get("responseBody");
        if (body == null) {
            return Scalar.Null.NULL;
        }
        var prefix = tree.text("requestBody", "metadata", "generateName");
        if (prefix.isEmpty() || status() != 422) {
            return body;
        }
        var generated = Pattern.compile(Pattern.quote(prefix) + "[a-z0-9]{5}(?=\\\\?\"|$)");
        return Json.read(generated
                .matcher(Json.text(body))
                .replaceAll(Matcher.quoteReplacement(prefix) + "<rand:1>")
                .getBytes(StandardCharsets.UTF_8));
    }

    boolean binaryAnswer() {
        return tree.has("responseBodyBase64");
    }

    /** The body to send, placeholders filled in; empty for none. */
    byte[] body(Placeholders placeholders) {
        if (tree.has("requestBodyBase64")) {
            return Base64.getDecoder().decode(tree.text("requestBodyBase64"));
        }
        return switch (tree.get("requestBody")) {
            case null -> new byte[0];
            case Scalar.Null ignored -> new byte[0];
            case Scalar.Text(var text) -> placeholders.fill(text).getBytes(StandardCharsets.UTF_8);
            case Value value ->
                placeholders
                        .fill(Json.text(placeholders.read(value, status() == 200)))
                        .getBytes(StandardCharsets.UTF_8);
        };
    }
}
