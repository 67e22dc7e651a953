package io.jukung.api.server.golden;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.TestCluster;
import io.jukung.api.server.TestTls;
import io.jukung.api.server.pki.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Sends recorded requests to a server and compares its answers. */
final class GoldenReplay {

    private static final Limits ANSWER = new Limits(64 * 1024 * 1024, 256);
    private static final Pattern REVISION = Pattern.compile("<rv:\\d+>");

    private final String url;
    private final HttpClient admin;
    private final HttpClient anonymous;
    private final Map<String, HttpClient> others;

    GoldenReplay(TestCluster cluster) {
        this.url = cluster.url();
        this.admin = TestTls.client(cluster.admin());
        this.anonymous = TestTls.client(cluster.pki().caFile());
        this.others = Map.of(
                "cert:kcm", TestTls.client(cluster.pki().client("kcm", Subject.CONTROLLERS)),
                "cert:kubelet", TestTls.client(cluster.pki().client("kubelet", Subject.node("node1"))));
    }

    /**
     * How one entry went.
     *
     * @param differences empty: as recorded, but perhaps for texts
     * @param messages texts that differ
     */
    record Result(GoldenEntry entry, List<String> differences, List<String> messages) {

        boolean passed() {
            return differences.isEmpty();
        }
    }

    /** Replays what all sequences start from. */
    void setup(List<GoldenEntry> entries) {
        replay(entries, new HiddenDeletes());
    }

    /** Replays the entries of one sequence in their order; those out of scope are left out. */
    List<Result> sequence(List<GoldenEntry> entries) {
        var hidden = new HiddenDeletes();
        var results = replay(entries, hidden);
        hidden.left().forEach(this::remove);
        return results;
    }

    private List<Result> replay(List<GoldenEntry> entries, HiddenDeletes hidden) {
        var placeholders = new Placeholders();
        var results = new ArrayList<Result>();
        for (var entry : entries) {
            if (GoldenScope.contains(entry)) {
                hidden.before(entry).ifPresent(this::remove);
                results.add(replay(entry, placeholders));
                hidden.after(entry);
            }
        }
        return results;
    }

    /** Deletes an object whatever holds it. */
    private void remove(String path) {
        try {
            for (var request : List.of(
                    HttpRequest.newBuilder().DELETE().uri(URI.create(url + path + "?gracePeriodSeconds=0")),
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header("Content-Type", "application/merge-patch+json")
                            .method("PATCH", BodyPublishers.ofString("{\"metadata\":{\"finalizers\":null}}")))) {
                admin.send(request.build(), BodyHandlers.discarding());
            }
            var left = json(
                    admin.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofByteArray())
                            .body());
            if (left instanceof ObjectValue namespace && namespace.text("kind").equals("Namespace")) {
                var emptied = namespace.withAt(ListValue.empty(), "spec", "finalizers");
                admin.send(
                        HttpRequest.newBuilder(URI.create(url + path + "/finalize"))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofByteArray(Json.write(emptied)))
                                .build(),
                        BodyHandlers.discarding());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Result replay(GoldenEntry entry, Placeholders placeholders) {
        try {
            bindHiddenRead(entry, placeholders);
            var answer = send(entry, placeholders);
            return compare(entry, answer, placeholders);
        } catch (IOException | IllegalArgumentException e) {
            return new Result(entry, List.of("not sent: " + e), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(entry, List.of("interrupted"), List.of());
        }
    }

    /** A revision in a request that no answer showed comes from a read the recording leaves out. */
    private void bindHiddenRead(GoldenEntry entry, Placeholders placeholders) throws IOException, InterruptedException {
        var request = new String(entry.body(new Placeholders()), StandardCharsets.UTF_8);
        var revision = REVISION.matcher(request);
        while (revision.find()) {
            if (!placeholders.knows(revision.group())) {
                var path = entry.plainPath().replaceAll("/(status|scale|ephemeralcontainers|resize|finalize)$", "");
                var answer = admin.send(
                        HttpRequest.newBuilder(URI.create(url + placeholders.fill(path)))
                                .build(),
                        BodyHandlers.ofByteArray());
                if (json(answer.body()) instanceof ObjectValue object) {
                    placeholders.bind(revision.group(), object.text("metadata", "resourceVersion"));
                }
            }
        }
    }

    private HttpResponse<byte[]> send(GoldenEntry entry, Placeholders placeholders)
            throws IOException, InterruptedException {
        var body = entry.body(placeholders);
        var request = HttpRequest.newBuilder(URI.create(url + placeholders.fill(entry.path())))
                .timeout(Duration.ofSeconds(30))
                .method(entry.method(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        entry.headers().forEach((name, value) -> {
            if (!name.equals("X-Golden-Auth") && !name.equalsIgnoreCase("Connection")) {
                request.header(name, placeholders.fill(value));
            }
        });
        request.header("User-Agent", "golden-test/1.0");
        var auth = entry.headers().get("X-Golden-Auth");
        var client = auth == null ? admin : others.getOrDefault(auth, anonymous);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static Result compare(GoldenEntry entry, HttpResponse<byte[]> answer, Placeholders placeholders) {
        var comparison = new Comparison(placeholders, partOfList(entry));
        var actual = body(entry, answer);
        if (answer.statusCode() != entry.status()) {
            comparison
                    .differences()
                    .add("status: recorded " + entry.status() + ", ours " + answer.statusCode() + " "
                            + shortened(new String(answer.body(), StandardCharsets.UTF_8)));
            // Bound all the same, so that the rest of the sequence can go on.
            new Comparison(placeholders, false).compare("", entry.responseBody(), actual);
            return new Result(entry, comparison.differences(), comparison.messages());
        }
        if (!entry.method().equals("HEAD") && !(entry.responseBody() instanceof Scalar.Null)) {
            comparison.compare("", builtAlike(entry, entry.responseBody()), builtAlike(entry, actual));
        }
        var warning = String.join(", ", answer.headers().allValues("warning"));
        var recordedWarning = entry.tree().text("responseHeaders", "warning");
        if (!placeholders.matches(recordedWarning, warning)) {
            comparison.messages().add("warning: recorded " + recordedWarning + ", ours " + warning);
        }
        var type = answer.headers().firstValue("content-type").orElse("");
        var recordedType = entry.tree().text("responseHeaders", "content-type");
        if (!recordedType.equals(type)) {
            comparison.messages().add("content-type: recorded " + recordedType + ", ours " + type);
        }
        return new Result(entry, comparison.differences(), comparison.messages());
    }

    /** Of {@code /version} what a build says of itself need only be there; the version starts with that of Kubernetes. */
    private static Value builtAlike(GoldenEntry entry, Value answer) {
        if (!entry.plainPath().equals("/version")
                || !(answer instanceof ObjectValue version)
                || entry.status() != 200) {
            return answer;
        }
        var alike = version.with(
                "gitVersion", Value.of(version.text("gitVersion").replaceFirst("^(v1\\.\\d+\\.\\d+)[-+].*", "$1")));
        for (var field : List.of("gitCommit", "buildDate", "goVersion", "compiler")) {
            alike = alike.has(field) ? alike.with(field, Value.of("")) : alike;
        }
        return alike;
    }

    /** Lists without a selector may show what other steps left behind. */
    private static boolean partOfList(GoldenEntry entry) {
        return !entry.path().contains("elector=")
                && entry.responseBody() instanceof ObjectValue body
                && body.text("kind").endsWith("List");
    }

    private static Value body(GoldenEntry entry, HttpResponse<byte[]> answer) {
        if (entry.responseBody() instanceof Scalar.Text) {
            return Value.of(new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (entry.responseBody() instanceof ListValue) {
            var lines = new ArrayList<Value>();
            for (var line : new String(answer.body(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank()) {
                    lines.add(json(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return ListValue.of(lines);
        }
        return json(answer.body());
    }

    private static Value json(byte[] bytes) {
        try {
            return Json.decode(bytes, ANSWER).value();
        } catch (DecodingException e) {
            return Value.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
