package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.apply.ApplyException;
import io.jukung.api.model.apply.ConflictException;
import io.jukung.api.model.apply.ManagedFields;
import io.jukung.api.model.apply.ServerSideApply;
import io.jukung.api.model.apply.Write;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ownership after every recorded write and every recorded conflict, computed by us from the object before. */
class ApplyAgainstAnswersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void ownershipIsAsItWasThere() {
        var differences = new ArrayList<String>();
        int compared = 0;
        Map<String, ObjectValue> objects = new HashMap<>();
        for (var entry : Golden.entries("patch")) {
            var key = entry.text("seq") + " " + entry.text("path").replaceAll("\\?.*", "");
            var answer = entry.get("responseBody") instanceof ObjectValue body ? times(body) : ObjectValue.empty();
            int status = (int) entry.whole(0, "status");
            boolean succeeded = status < 300 && !answer.text("kind").equals("Status");
            var name = entry.text("method").equals("POST") ? "/" + answer.text("metadata", "name") : "";
            var schema = schema(succeeded ? answer : objects.getOrDefault(key, ObjectValue.empty()));
            var live = objects.get(key + name);
            if (isOthersBusiness(entry, answer)) {
                objects.put(key + name, succeeded ? answer : objects.getOrDefault(key + name, answer));
                continue;
            }
            boolean apply = entry.text("requestHeaders", "Content-Type").contains("apply-patch");
            if (apply && schema != null && (succeeded || status == 409)) {
                compared++;
                differences.addAll(applied(entry, schema, live, answer));
            } else if (succeeded
                    && schema != null
                    && !entry.text("method").equals("GET")
                    && !entry.text("method").equals("DELETE")) {
                compared++;
                differences.addAll(updated(entry, schema, live, answer));
            }
            if (succeeded && !entry.text("path").contains("dryRun")) {
                objects.put(key + name, answer);
            } else if (entry.text("method").equals("DELETE")) {
                objects.remove(key);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(300);
    }

    /**
     * What cannot be computed from the object before and after alone: other subresources, kinds of which the server
     * resets or writes parts itself, and requests that reset the ownership.
     */
    private static boolean isOthersBusiness(ObjectValue entry, ObjectValue answer) {
        return entry.text("path").replaceAll("\\?.*", "").matches(".*/(status|scale|finalize|approval)")
                || List.of("CertificateSigningRequest", "CustomResourceDefinition", "FlowSchema")
                        .contains(answer.text("kind"))
                || String.valueOf(entry.get("requestBody")).contains("managedFields=[");
    }

    private static ObjectSchema schema(ObjectValue object) {
        return Schemas.kubernetes()
                .find(GroupVersionKind.of(object.text("apiVersion"), object.text("kind")))
                .orElse(null);
    }

    private static Write write(ObjectValue entry, ObjectSchema schema) {
        var path = entry.text("path");
        var manager =
                path.contains("fieldManager=") ? path.replaceAll(".*fieldManager=([^&]*).*", "$1") : "golden-test";
        var subresource = path.replaceAll("\\?.*", "").endsWith("/status") ? "status" : "";
        return new Write(
                schema,
                manager,
                schema.kind().orElseThrow().apiVersion(),
                subresource,
                NOW,
                subresource.isEmpty() ? List.of(List.of("status")) : List.of(List.of("spec")));
    }

    private static List<String> applied(ObjectValue entry, ObjectSchema schema, ObjectValue live, ObjectValue answer) {
        var request = entry.get("requestBody") instanceof Scalar.Text(var text)
                ? (ObjectValue) Yaml.readAll(text).getFirst()
                : (ObjectValue) entry.get("requestBody");
        var before = live == null ? ObjectDecoder.unsetObject(schema) : live;
        try {
            var result = ServerSideApply.apply(
                    before, request, write(entry, schema), entry.text("path").contains("force=true"));
            if (entry.whole(0, "status") == 409) {
                return List.of(entry.text("id") + " no conflict, theirs " + answer.text("message"));
            }
            return compare(entry, result.object(), answer);
        } catch (ConflictException e) {
            return e.getMessage().equals(entry.text("responseBody", "message"))
                    ? List.of()
                    : List.of(entry.text("id") + " " + e.getMessage() + " theirs "
                            + entry.text("responseBody", "message"));
        } catch (ApplyException e) {
            return List.of(entry.text("id") + " " + e.getMessage());
        }
    }

    private static List<String> updated(ObjectValue entry, ObjectSchema schema, ObjectValue live, ObjectValue answer) {
        var before = live == null ? ObjectDecoder.unsetObject(schema) : live;
        var owners =
                ManagedFields.afterUpdate(before, answer.withoutAt("metadata", "managedFields"), write(entry, schema));
        return compare(entry, owners, answer);
    }

    private static List<String> compare(ObjectValue entry, ObjectValue ours, ObjectValue theirs) {
        return TreeDifference.between(ours.list("metadata", "managedFields"), theirs.list("metadata", "managedFields"))
                .stream()
                .map(line -> entry.text("id") + " " + line)
                .toList();
    }

    private static ObjectValue times(ObjectValue object) {
        var text = Json.text(object).replace("<time>", NOW.toString());
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
