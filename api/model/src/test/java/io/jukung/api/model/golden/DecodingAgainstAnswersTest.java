package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.schema.TypeMismatchException;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes wrote is what we write after reading it: same fields, same unset values, same canonical forms. */
class DecodingAgainstAnswersTest {

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "create-minimal", "patch", "semantics", "authz"})
    void anAnswerDecodedIsTheSameAnswer(String topic) {
        int compared = 0;
        var differences = new ArrayList<String>();
        for (var entry : Golden.entries(topic)) {
            if (!(entry.get("responseBody") instanceof ObjectValue recorded)) {
                continue;
            }
            var body = withoutPlaceholders(recorded);
            var schema = Schemas.kubernetes().find(GroupVersionKind.of(body.text("apiVersion"), body.text("kind")));
            if (schema.isEmpty() || body.text("kind").endsWith("List")) {
                continue;
            }
            compared++;
            try {
                var decoded = ObjectDecoder.decode(schema.get(), body);
                decoded.unknownFields().forEach(field -> differences.add(entry.text("id") + " unknown field " + field));
                TreeDifference.between(decoded.object(), body)
                        .forEach(line -> differences.add(entry.text("id") + " " + line));
            } catch (TypeMismatchException e) {
                differences.add(entry.text("id") + " " + e.getMessage());
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(50);
    }

    private static ObjectValue withoutPlaceholders(ObjectValue body) {
        var text = Json.text(body)
                .replaceAll(
                        "(renewTime|acquireTime|eventTime|lastObservedTime)\":\"<time>\"",
                        "$1\":\"2026-01-01T00:00:00.000000Z\"")
                .replace("<time>", "2026-01-01T00:00:00Z")
                .replaceAll("\"<nodePort:[0-9]+>\"", "30001");
        return Json.readObject(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
