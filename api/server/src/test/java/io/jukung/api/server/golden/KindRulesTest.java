package io.jukung.api.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.schema.TypeMismatchException;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.Kinds;
import io.jukung.api.server.kinds.pod.PodAdmission;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.testing.KubernetesRecording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rules of the kinds against what a real Kubernetes answered to the same objects, without server or
 * store: which are accepted, how they are defaulted, what is said about those refused. Skipped where the
 * recording is absent.
 */
class KindRulesTest {

    /** Entries we answer differently, with the reason. */
    private static final Map<String, String> KNOWN = Map.of(
            "create-minimal-00285", "ports of a second allocation in one sequence",
            "validation-02518", "the allocator's part: an address outside the service range");

    private final Map<String, ObjectValue> present = new HashMap<>();

    @Test
    void newObjectsAreDefaultedAsRecorded() {
        var differences = new ArrayList<String>();
        int compared = 0;
        for (var entry : GoldenEntry.read(KubernetesRecording.require(""), "create-minimal")) {
            var definition = collection(entry);
            if (definition.isEmpty() || entry.status() != 201 || !(body(entry) instanceof ObjectValue body)) {
                continue;
            }
            compared++;
            var recorded = withoutSystemFields(readable((ObjectValue) entry.responseBody()));
            var ours = withoutSystemFields(allocated(definition.get(), created(definition.get(), body, entry)));
            var comparison = new Comparison(new Placeholders(), false);
            comparison.compare("", recorded, ours);
            comparison.differences().stream()
                    .filter(line -> !KNOWN.containsKey(entry.id()))
                    .forEach(line -> differences.add(entry.id() + " " + line));
            var errors = definition.get().strategy().validateCreate(created(definition.get(), body, entry));
            errors.forEach(error -> differences.add(entry.id() + " " + error));
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(40);
    }

    @Test
    void wrongObjectsAreRefusedAsRecorded() {
        var differences = new ArrayList<String>();
        var texts = new ArrayList<String>();
        int compared = 0;
        Value sequence = Value.of("");
        for (var entry : GoldenEntry.read(KubernetesRecording.require(""), "validation")) {
            if (!sequence.equals(entry.sequence())) {
                present.clear();
                sequence = entry.sequence();
            }
            var checked = check(entry, texts);
            if (checked.isPresent()) {
                compared++;
                checked.get().stream()
                        .filter(line -> !KNOWN.containsKey(entry.id()))
                        .forEach(line -> differences.add(entry.id() + " " + entry.note() + ": " + line));
            }
        }
        assertThat(differences).isEmpty();
        // Texts may differ where they show a random name, the diff of a pod, or Go's own field order.
        assertThat(texts).hasSizeLessThan(40);
        assertThat(compared).isGreaterThan(300);
    }

    /** The differences, or nothing where the entry is not about the rules of our kinds. */
    private Optional<List<String>> check(GoldenEntry entry, List<String> texts) {
        var differences = new ArrayList<String>();
        if (!(body(entry) instanceof ObjectValue body)) {
            return Optional.empty();
        }
        var accepted = entry.status() == 200 || entry.status() == 201;
        if (!accepted && entry.status() != 422) {
            return Optional.empty();
        }
        var recorded = entry.responseBody() instanceof ObjectValue answer ? answer : ObjectValue.empty();
        List<FieldError> errors;
        List<String> warnings;
        try {
            var definition = collection(entry);
            if (definition.isPresent() && entry.method().equals("POST")) {
                var object = created(definition.get(), body, entry);
                errors = definition.get().strategy().validateCreate(object);
                warnings = definition.get().strategy().warnings(object, null);
                if (accepted && !entry.path().contains("dryRun")) {
                    present.put(entry.plainPath() + "/" + object.text("metadata", "name"), readable(recorded));
                }
            } else {
                var old = present.get(entry.plainPath());
                var kind = GroupVersionKind.of(body.text("apiVersion"), body.text("kind"));
                definition = Kinds.all().stream()
                        .filter(one -> one.groupVersionKind().equals(kind))
                        .findFirst();
                if (old == null || definition.isEmpty() || !entry.method().equals("PUT")) {
                    return Optional.empty();
                }
                var strategy = definition.get().strategy();
                var object = strategy.prepareForUpdate(updated(strategy.applyDefaults(decoded(body)), old), old);
                errors = strategy.validateUpdate(object, old);
                warnings = strategy.warnings(object, old);
                if (accepted) {
                    present.put(entry.plainPath(), readable(recorded));
                }
            }
        } catch (TypeMismatchException notDecoded) {
            return accepted ? Optional.of(List.of(notDecoded.toString())) : Optional.empty();
        }
        var causes = recorded.list("details", "causes").objects();
        if (!accepted
                && causes.stream()
                        .anyMatch(cause -> List.of("fieldValidation", "dryRun", "fieldManager")
                                .contains(cause.text("field")))) {
            return Optional.empty();
        }
        var expected = causes.stream()
                .map(cause -> cause.text("reason") + " " + cause.text("field"))
                .toList();
        var actual = errors.stream()
                .map(error -> error.type().reason() + " " + error.path())
                .toList();
        if (!expected.equals(actual)) {
            differences.add("recorded " + expected + ", ours " + errors);
        } else {
            for (int i = 0; i < causes.size(); i++) {
                if (!causes.get(i).text("message").equals(errors.get(i).body())) {
                    texts.add(entry.id() + " recorded " + causes.get(i).text("message") + "\n    ours "
                            + errors.get(i).body());
                }
            }
        }
        warnings(entry, warnings, differences);
        return Optional.of(differences);
    }

    private static void warnings(GoldenEntry entry, List<String> warnings, List<String> differences) {
        if (entry.status() == 422) {
            return;
        }
        var header = entry.tree().text("responseHeaders", "warning");
        var all = warnings.stream()
                .map(text -> "299 - \"" + text.replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", "));
        if (!header.contains("unknown field")
                && !header.contains("deprecated in v1.33+; use discovery")
                && !header.equals(all)) {
            differences.add("recorded warning " + header + ", ours " + all);
        }
    }

    /** As a create does it, up to validation. */
    private static ObjectValue created(ResourceDefinition definition, ObjectValue body, GoldenEntry entry) {
        var strategy = definition.strategy();
        var object = strategy.applyDefaults(named(decoded(body), entry));
        if (definition.names().kind().equals("Pod")) {
            var account = ObjectValue.empty();
            long priority = PodAdmission.builtInPriority(object.text("spec", "priorityClassName"))
                    .orElse(0L);
            object = PodAdmission.withPriority(
                    PodAdmission.withDefaultTolerations(PodAdmission.withServiceAccount(object, account, "abcde")),
                    priority);
        }
        var prepared = strategy.prepareForCreate(object);
        return prepared;
    }

    /** With addresses and ports as the recording numbers them. */
    private static ObjectValue allocated(ResourceDefinition definition, ObjectValue object) {
        var assigned = object;
        int address = 1;
        int port = 1;
        if (definition.allocation().isPresent()) {
            var rule = definition.allocation().get();
            for (var claim : rule.claims(object)) {
                if (claim.value().isEmpty()) {
                    var value = switch (claim.range()) {
                        case CLUSTER_IP -> "10.96.5." + address++;
                        case NODE_PORT -> Integer.toString(30000 + port++);
                    };
                    assigned = rule.assign(assigned, claim, value);
                }
            }
        }
        return assigned;
    }

    private static ObjectValue named(ObjectValue object, GoldenEntry entry) {
        var metadata = object.object("metadata").toBuilder();
        metadata.remove("selfLink");
        metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
        if (object.text("metadata", "name").isEmpty()
                && !object.text("metadata", "generateName").isEmpty()) {
            metadata.put("name", object.text("metadata", "generateName") + "7phph");
        }
        if (entry.plainPath().contains("/namespaces/")) {
            metadata.put("namespace", "golden");
        } else {
            metadata.remove("namespace");
        }
        return object.with("metadata", metadata.build());
    }

    /** The fields the server takes from the present object. */
    private static ObjectValue updated(ObjectValue object, ObjectValue old) {
        var metadata = object.object("metadata").toBuilder();
        for (var field : List.of("uid", "creationTimestamp", "generation", "resourceVersion", "managedFields")) {
            var before = old.at("metadata", field);
            if (before != null) {
                metadata.put(field, before);
            }
        }
        return object.with("metadata", metadata.build());
    }

    private static ObjectValue decoded(ObjectValue body) {
        var kind = GroupVersionKind.of(body.text("apiVersion"), body.text("kind"));
        return ObjectDecoder.decode(Schemas.kubernetes().find(kind).orElseThrow(), readable(body))
                .object();
    }

    private static ObjectValue withoutSystemFields(ObjectValue object) {
        return object.mapObject(
                "metadata",
                metadata -> metadata.without("uid")
                        .without("creationTimestamp")
                        .without("resourceVersion")
                        .without("managedFields"));
    }

    private static Optional<ResourceDefinition> collection(GoldenEntry entry) {
        if (!entry.method().equals("POST")) {
            return Optional.empty();
        }
        return Kinds.all().stream()
                .filter(definition -> {
                    var group = definition.group().isEmpty()
                            ? "/api/v1"
                            : "/apis/" + definition.group() + "/" + definition.version();
                    var namespace = definition.namespaced() ? "/namespaces/golden" : "";
                    return entry.plainPath()
                            .equals(group + namespace + "/" + definition.names().plural());
                })
                .findFirst();
    }

    private static Value body(GoldenEntry entry) {
        var body = entry.tree().get("requestBody");
        return body instanceof ObjectValue object
                        && !object.text("apiVersion").isEmpty()
                        && !object.text("kind").isEmpty()
                ? object
                : Value.of("");
    }

    /** Placeholders in fields of other types than text would not decode. */
    private static ObjectValue readable(ObjectValue body) {
        var text = Json.text(body)
                .replaceAll(
                        "(renewTime|acquireTime|eventTime|lastObservedTime)\":\"<time>\"",
                        "$1\":\"2026-01-01T00:00:00.000000Z\"")
                .replace("<rand>", "abcde")
                .replace("<time>", "2026-01-01T00:00:00Z")
                .replaceAll("\"<nodePort:([0-9])>\"", "3000$1");
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
