package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.KubeProtobuf;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/** Real protobuf bytes beside the JSON of the same objects. */
class ProtobufAgainstAnswersTest {

    private static byte[] bytes(ObjectValue entry, String field) {
        return Base64.getDecoder().decode(entry.text(field));
    }

    @Test
    void bytesAreReadAsTheJsonSaysAndOursAreReadBack() {
        var differences = new ArrayList<String>();
        var documents = new HashMap<String, ObjectValue>();
        int compared = 0;
        for (var entry : Golden.entries("protobuf")) {
            if (entry.get("responseBody") instanceof ObjectValue body) {
                documents.put(entry.text("path"), body);
            }
            var document = documents.get(entry.text("path"));
            if (!entry.has("responseBodyBase64")
                    || document == null
                    || entry.text("path").contains("watch")) {
                continue;
            }
            var read = KubeProtobuf.read(Schemas.kubernetes(), bytes(entry, "responseBodyBase64"));
            if (!read.text("metadata", "resourceVersion").equals(document.text("metadata", "resourceVersion"))) {
                // The server itself changed the object between the two recordings.
                continue;
            }
            compared++;
            TreeDifference.between(read, document).forEach(line -> differences.add(entry.text("id") + " " + line));
            var again = KubeProtobuf.read(Schemas.kubernetes(), KubeProtobuf.write(Schemas.kubernetes(), document));
            TreeDifference.between(again, document)
                    .forEach(line -> differences.add(entry.text("id") + " again " + line));
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(80);
    }

    @Test
    void requestBodiesOfClientsAreRead() {
        var requests = Golden.entries("protobuf").stream()
                .filter(entry -> entry.has("requestBodyBase64"))
                .toList();

        assertThat(requests).hasSizeGreaterThan(20).allSatisfy(entry -> {
            var read = KubeProtobuf.read(Schemas.kubernetes(), bytes(entry, "requestBodyBase64"));
            var answer = entry.object("responseBody");
            assertThat(read.text("kind")).isEqualTo(answer.text("kind"));
            assertThat(read.text("metadata", "name")).isEqualTo(answer.text("metadata", "name"));
        });
    }

    @Test
    void listsAreRead() {
        var list = Golden.entries("protobuf").stream()
                .filter(entry -> entry.text("path").equals("/api/v1/namespaces/golden2/configmaps"))
                .findFirst()
                .orElseThrow();

        var read = KubeProtobuf.read(Schemas.kubernetes(), bytes(list, "responseBodyBase64"));

        assertThat(read.text("kind")).isEqualTo("ConfigMapList");
        assertThat(read.text("metadata", "resourceVersion")).isNotEmpty();
    }
}
