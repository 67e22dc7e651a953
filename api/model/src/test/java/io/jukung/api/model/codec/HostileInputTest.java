package io.jukung.api.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.schema.TypeMismatchException;
import io.jukung.api.model.select.FieldSelector;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, a decoder gives a value that can be written and read again, or says what is wrong. */
class HostileInputTest {

    private static final ObjectSchema POD =
            Schemas.kubernetes().find(new GroupVersionKind("", "v1", "Pod")).orElseThrow();

    private static final String DOCUMENT = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"a":"b\\u00e9\\n"},
            "creationTimestamp":"2026-01-01T00:00:00Z","generation":3},
            "spec":{"containers":[{"name":"c","image":"x","ports":[{"containerPort":80}],
            "resources":{"limits":{"cpu":"100m","memory":1e3}},
            "livenessProbe":{"httpGet":{"port":"http"},"periodSeconds":-1}}],"hostNetwork":true},
            "status":{"startTime":null,"conditions":[]}}""";

    private static final String YAML = """
            # a pod
            apiVersion: v1
            kind: Pod
            metadata: &m
              name: "a\\u00e9"
              labels: {a: b, 'c': yes}
            spec:
              <<: *m
              containers:
              - name: c
                args: [0x1F, 1_000, ~, 2026-01-01, !!str 5]
                command: |-
                  line
                   two
              - *m
            ---
            - >
              folded
            """;

    @Test
    void changedJsonIsReadOrRefused() {
        fuzz(DOCUMENT.getBytes(UTF_8), 15_000, bytes -> {
            try {
                var value = Json.decode(bytes, Limits.REQUEST).value();
                assertThat(Json.read(Json.write(value))).isEqualTo(value);
                assertThat(Yaml.decode(Yaml.write(value).getBytes(UTF_8), Limits.REQUEST)
                                .value())
                        .isEqualTo(value);
                decodePod(value);
            } catch (DecodingException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        });
    }

    @Test
    void changedYamlIsReadOrRefused() {
        fuzz(YAML.getBytes(UTF_8), 15_000, bytes -> {
            try {
                for (var document : Yaml.readAll(new String(bytes, UTF_8))) {
                    assertThat(Json.read(Json.write(document))).isEqualTo(document);
                    decodePod(document);
                }
            } catch (DecodingException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        });
    }

    @Test
    void changedProtobufIsReadOrRefused() {
        var pod = ObjectDecoder.decode(POD, Json.readObject(DOCUMENT.getBytes(UTF_8)))
                .object();
        fuzz(KubeProtobuf.write(Schemas.kubernetes(), pod), 30_000, bytes -> {
            try {
                var read = KubeProtobuf.read(Schemas.kubernetes(), bytes);
                assertThat(Json.read(Json.write(read))).isEqualTo(read);
            } catch (DecodingException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        });
    }

    @Test
    void changedTextsAreReadOrRefused() {
        for (var start : List.of("app in (a,b),!c,d!=e,f>3", "status.phase!=a\\,b,metadata.name=c", "1.5e3Ki")) {
            fuzz(start.getBytes(UTF_8), 10_000, bytes -> {
                var text = new String(bytes, UTF_8);
                for (Consumer<String> parser : List.<Consumer<String>>of(
                        some -> assertThat(LabelSelector.parse(
                                        LabelSelector.parse(some).toString()))
                                .isEqualTo(LabelSelector.parse(some)),
                        some -> assertThat(FieldSelector.parse(
                                        FieldSelector.parse(some).toString()))
                                .isEqualTo(FieldSelector.parse(some)),
                        some -> assertThat(Quantity.parse(Quantity.parse(some).toString()))
                                .isEqualTo(Quantity.parse(some)))) {
                    try {
                        parser.accept(text);
                    } catch (IllegalArgumentException refused) {
                        assertThat(refused).hasMessageMatching("(?s).+");
                    }
                }
            });
        }
    }

    @Test
    void halvesOfSurrogatePairsAreNotPassedOn() {
        assertThatThrownBy(() -> Json.read("{\"a\\ud800\":1}")).isInstanceOf(DecodingException.class);
        assertThat(Json.text(Json.read("[\"\\udc00b\"]"))).isEqualTo("[\"\uFFFDb\"]");
        assertThat(Json.read("\"\\ud83d\\ude00\"")).isEqualTo(Value.of("\uD83D\uDE00"));
        assertThat(Yaml.readAll("a: \"\\ud800b\\ud83d\\ude00\""))
                .containsExactly(ObjectValue.of("a", Value.of("\uFFFDb\uD83D\uDE00")));
    }

    @Test
    void aliasesDoNotNestDeeperThanTheLimit() {
        var yaml = new StringBuilder("- &a0 x\n");
        for (int i = 1; i < 400; i++) {
            yaml.append("- &a").append(i).append(" [*a").append(i - 1).append("]\n");
        }

        assertThatThrownBy(() -> Yaml.readAll(yaml.toString()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("nested 256 deep at most");
    }

    @Test
    void fieldsWrittenTwiceAreToldUpToABound() {
        var text = new StringBuilder("{\"").append("n".repeat(100_000)).append("\":{\"a\":0");
        for (int i = 0; i < 10_000; i++) {
            text.append(",\"").append(i).append("\":0,\"").append(i).append("\":1");
        }
        var json = text.append("}}").toString();

        assertThat(Json.decode(json.getBytes(UTF_8), Limits.REQUEST).duplicates())
                .hasSizeBetween(1, 100)
                .allSatisfy(path -> assertThat(path.length()).isLessThan(3000));
        assertThat(Yaml.decode(json.replaceAll("n{1001,}", "n".repeat(1000)).getBytes(UTF_8), Limits.REQUEST)
                        .duplicates())
                .hasSize(100);
    }

    @Test
    void unknownFieldsAreToldUpToABound() {
        var fields = ObjectValue.builder();
        for (int i = 0; i < 10_000; i++) {
            fields.put("bogus" + i, i);
        }

        assertThat(ObjectDecoder.decode(POD, fields.build()).unknownFields()).hasSize(100);
    }

    @Test
    void namesOfOneHashAreFoundQuickly() {
        var fields = ObjectValue.builder();
        for (int i = 0; i < 1 << 15; i++) {
            var name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            fields.put(name.toString(), i);
        }
        var object = fields.build();
        var turned = ObjectValue.builder();
        object.names().stream().sorted().forEach(name -> turned.put(name, Value.of(object.whole(-1, name))));

        assertThat(turned.build()).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1:1", "a.", "0x1", "1_", "-1:", "1.", "[", "{a: "})
    void longTextsOfRepeatedPartsAreReadAndWritten(String part) {
        var text = part.repeat(400_000 / part.length());

        assertThat(Yaml.decode(Yaml.write(Value.of(text)).getBytes(UTF_8), Limits.REQUEST)
                        .value())
                .isEqualTo(Value.of(text));
        try {
            assertThat(Yaml.decode(text.getBytes(UTF_8), Limits.REQUEST)).isNotNull();
        } catch (DecodingException refused) {
            assertThat(refused.getMessage().length()).isLessThan(1000);
        }
    }

    private static void decodePod(Value value) {
        if (value instanceof ObjectValue object) {
            try {
                var decoded = ObjectDecoder.decode(POD, object).object();
                assertThat(ObjectDecoder.decode(POD, decoded).object()).isEqualTo(decoded);
            } catch (TypeMismatchException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        } else {
            assertThat(value).isInstanceOfAny(Scalar.class, ListValue.class);
        }
    }

    /** Hands out changed copies: bytes altered, taken out, doubled, cut off. The seed is in the failure. */
    private static void fuzz(byte[] start, int rounds, Consumer<byte[]> check) {
        for (int seed = 0; seed < rounds; seed++) {
            var bytes = changed(start, new SplittableRandom(seed));
            try {
                check.accept(bytes);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, UTF_8), e);
            }
        }
    }

    private static final byte[] TELLING = "{}[],:\"'\\&*!|>-#%@` \n\t0e.~=()".getBytes(UTF_8);

    private static byte[] changed(byte[] start, SplittableRandom random) {
        var bytes = start.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(8), bytes.length - at);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
                case 2 -> bytes = joined(bytes, 0, at, bytes, at + length, bytes.length);
                case 3 -> bytes = joined(bytes, 0, at + length, bytes, at, bytes.length);
                default -> bytes = joined(bytes, 0, at, bytes, bytes.length, bytes.length);
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, int aStart, int aEnd, byte[] b, int bStart, int bEnd) {
        var joined = new byte[aEnd - aStart + bEnd - bStart];
        System.arraycopy(a, aStart, joined, 0, aEnd - aStart);
        System.arraycopy(b, bStart, joined, aEnd - aStart, bEnd - bStart);
        return joined;
    }
}
