package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.patch.JsonPatch;
import io.jukung.api.model.patch.MergePatch;
import io.jukung.api.model.patch.PatchException;
import io.jukung.api.model.patch.StrategicMerge;
import io.jukung.api.model.schema.Defaulter;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every recorded patch that succeeded, done by us to the object as it was before. */
class PatchAgainstAnswersTest {

    /** What the server adds by itself to what was patched: defaults computed by the kind, not by the schema. */
    private static final List<String> DEFAULTED = List.of(
            ".metadata.creationTimestamp",
            ".status.conditions",
            ".metadata.managedFields",
            ".metadata.resourceVersion",
            ".metadata.generation",
            ".metadata.deletionTimestamp",
            ".metadata.deletionGracePeriodSeconds",
            ".imagePullPolicy",
            ".terminationMessagePath",
            ".terminationMessagePolicy",
            ".defaultMode",
            ".spec.replicas",
            ".spec.strategy.rollingUpdate",
            ".observedGeneration");

    @Test
    void patchesDoWhatTheyDidThere() {
        var differences = new ArrayList<String>();
        int compared = 0;
        Map<String, ObjectValue> objects = new HashMap<>();
        for (var entry : Golden.entries("patch")) {
            var path = entry.text("seq") + " " + entry.text("path").replaceAll("\\?.*", "");
            var answer = entry.get("responseBody") instanceof ObjectValue body ? body : ObjectValue.empty();
            boolean succeeded =
                    entry.whole(0, "status") < 300 && !answer.text("kind").equals("Status");
            var before = objects.get(path);
            var type = entry.text("requestHeaders", "Content-Type");
            if (succeeded && before != null && entry.text("method").equals("PATCH") && !type.contains("apply")) {
                compared++;
                differences.addAll(compare(entry, before, answer, type));
            }
            boolean dryRun = entry.text("path").contains("dryRun");
            if (succeeded && !dryRun) {
                var name = entry.text("method").equals("POST") ? "/" + answer.text("metadata", "name") : "";
                objects.put(path + name, answer);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    private static List<String> compare(ObjectValue entry, ObjectValue before, ObjectValue answer, String type) {
        var schema = Schemas.kubernetes()
                .find(GroupVersionKind.of(before.text("apiVersion"), before.text("kind")))
                .orElseThrow();
        var written = entry.get("requestBody") instanceof io.jukung.api.model.tree.Scalar.Text(var text)
                ? Json.read(text.getBytes(StandardCharsets.UTF_8))
                : entry.get("requestBody");
        try {
            var patched = patch(type, before, written, schema);
            var ours = Defaulter.apply(
                    schema, ObjectDecoder.decode(schema, withTimes(patched)).object());
            return TreeDifference.between(ours, withTimes(answer)).stream()
                    .filter(line -> DEFAULTED.stream()
                            .noneMatch(line.substring(0, line.indexOf(": ")).concat(".")::contains))
                    .map(line -> entry.text("id") + " " + Json.text(written) + " " + line)
                    .toList();
        } catch (PatchException e) {
            return List.of(entry.text("id") + " " + e.getMessage());
        }
    }

    private static ObjectValue patch(
            String type, ObjectValue before, Value patch, io.jukung.api.model.schema.ObjectSchema schema) {
        return switch (type) {
            case "application/json-patch+json" -> (ObjectValue) JsonPatch.apply(before, patch);
            case "application/merge-patch+json" -> MergePatch.apply(before, patch);
            default -> StrategicMerge.apply(schema, before, patch);
        };
    }

    private static ObjectValue withTimes(ObjectValue object) {
        var text = Json.text(object).replace("<time>", "2026-01-01T00:00:00Z");
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
