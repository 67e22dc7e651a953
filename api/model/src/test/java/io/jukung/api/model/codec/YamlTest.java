package io.jukung.api.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Trees;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    private static String json(String yaml) {
        return Json.text(Yaml.readAll(yaml).getFirst());
    }

    @Provide
    Arbitrary<ObjectValue> objects() {
        return Trees.objects();
    }

    @Property(tries = 500)
    void readsWhatItWrote(@ForAll("objects") ObjectValue object) {
        assertThat(Yaml.readAll(Yaml.write(object))).containsExactly(object);
    }

    @ParameterizedTest
    @CsvSource({
        "yes,true",
        "Yes,true",
        "on,true",
        "ON,true",
        "y,true",
        "true,true",
        "no,false",
        "Off,false",
        "n,false",
        "FALSE,false",
        "yEs,'\"yEs\"'",
        "~,null",
        "null,null",
        "NULL,null",
        "12,12",
        "-3,-3",
        "+5,5",
        "0x1F,31",
        "010,8",
        "0o17,15",
        "0b101,5",
        "1_000,1000",
        "1.5,1.5",
        ".5,0.5",
        "1.,1.0",
        "1e3,1000.0",
        "2001-01-01,'\"2001-01-01\"'",
        "1:30,'\"1:30\"'",
        "09,9.0",
        "1.2.3,'\"1.2.3\"'",
        "100m,'\"100m\"'",
        "1Gi,'\"1Gi\"'",
        "'\"yes\"','\"yes\"'",
        "'''12''','\"12\"'",
        "!!str 12,'\"12\"'",
        "18446744073709551616,1.8446744073709552E19"
    })
    void plainScalarsMeanWhatKubectlReads(String scalar, String expected) {
        assertThat(Json.text(((ObjectValue) Yaml.readAll("a: " + scalar).getFirst()).get("a")))
                .isEqualTo(expected);
    }

    @Test
    void readsSeveralDocumentsAndLeavesOutEmptyOnes() {
        assertThat(Yaml.readAll("---\n# nothing\n---\na: 1\n---\n\n---\nb: 2\n...\n"))
                .hasSize(2);
        assertThat(Yaml.readAll("")).isEmpty();
    }

    @Test
    void keysThatAreNoStringsBecomeThem() {
        assertThat(json("yes: 1\n8080: 2\nnull: 3\n1.5: 4\n"))
                .isEqualTo("{\"true\":1,\"8080\":2,\"null\":3,\"1.5\":4}");
    }

    @Test
    void anchorsAliasesAndMergeKeys() {
        assertThat(json("a: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  k: 9\n"))
                .isEqualTo("{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":1,\"l\":2},\"c\":{\"k\":9,\"l\":2}}");
        assertThat(json("a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc:\n  <<: [*x, *y]\n"))
                .contains("\"c\":{\"k\":1,\"m\":3}");
    }

    @Test
    void jsonIsYaml() {
        assertThat(json("{\"a\": [1, true, null, \"x\"]}")).isEqualTo("{\"a\":[1,true,null,\"x\"]}");
    }

    @Test
    void duplicateFieldsAreTold() {
        var decoded = Yaml.decodeAll("a: 1\nb:\n- c: 1\n  c: 2\na: 2\n", Limits.REQUEST)
                .getFirst();
        assertThat(decoded.duplicates()).containsExactly("b[0].c", "a");
        assertThat(Json.text(decoded.value())).isEqualTo("{\"a\":2,\"b\":[{\"c\":2}]}");
    }

    @Test
    void aFewLaughsAreNotUnfolded() {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [");
            laughs.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThatThrownBy(() -> Yaml.readAll(laughs.toString()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("excessive aliasing");
    }

    @Test
    void anAliasInsideItsOwnAnchorIsRefused() {
        assertThatThrownBy(() -> Yaml.readAll("a: &x [*x]")).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: 1\n b: 2\n',2",
        "'a: [1\nb: 2\n',2",
        "'a:\n\t- b\n',2",
        "'a: \"x\n',2",
        "'a: *nosuch\n',1",
        "'a: .inf\n',1",
        "'? [x]\n: 1\n',1",
        "'a: b: c\n',1"
    })
    void saysOnWhichLineItIsWrong(String text, int line) {
        assertThatThrownBy(() -> Yaml.readAll(text)).isInstanceOfSatisfying(DecodingException.class, wrong -> {
            assertThat(wrong.line()).isBetween(line, line + 1);
            assertThat(wrong).hasMessageStartingWith("yaml: line " + wrong.line() + ": ");
        });
    }

    @Test
    void boundsDepth() {
        assertThatThrownBy(() -> Yaml.readAll("[".repeat(2000) + "]".repeat(2000)))
                .isInstanceOf(DecodingException.class);
    }

    @Test
    void writesInTheStyleOfKubectl() {
        var object = ObjectValue.builder()
                .put("kind", "ConfigMap")
                .put("apiVersion", "v1")
                .put(
                        "data",
                        ObjectValue.builder()
                                .put("text", "two\nlines\n")
                                .put("flag", "true")
                                .put("number", "12")
                                .put("empty", "")
                                .put("colon", "a: b")
                                .put("time", "2026-01-01T00:00:00Z")
                                .put("long", "x ".repeat(100).trim())
                                .build())
                .put(
                        "items",
                        ListValue.of(
                                ObjectValue.builder()
                                        .put("name", "a")
                                        .put("on", false)
                                        .build(),
                                ListValue.of(Value.of(1), Value.of(1.5)),
                                Scalar.Null.NULL))
                .put("none", ListValue.empty())
                .put("nothing", ObjectValue.empty())
                .build();
        assertThat(Yaml.write(object)).isEqualTo("""
                apiVersion: v1
                data:
                  colon: 'a: b'
                  empty: ""
                  flag: "true"
                  long: %s
                  number: "12"
                  text: |
                    two
                    lines
                  time: "2026-01-01T00:00:00Z"
                items:
                - name: a
                  "on": false
                - - 1
                  - 1.5
                - null
                kind: ConfigMap
                none: []
                nothing: {}
                """.formatted("x ".repeat(100).trim()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n",
                "a",
                "\n",
                "a\n\nb",
                " lead\nx",
                "trail \nx",
                "tab\tx\n",
                "\u0000",
                "é",
                "😀",
                "a\r\nb",
                "#x",
                "a #b",
                "@x",
                "*x",
                "&x",
                "!x",
                "%x",
                "- ",
                "?",
                ":",
                "{}",
                "[]",
                "\"",
                "'"
            })
    void everyTextSurvives(String text) {
        var object = ObjectValue.builder().put("k", text).put(text, "v").build();
        assertThat(Yaml.readAll(Yaml.write(object))).containsExactly(object);
    }

    @Test
    void aBodyIsOneDocument() {
        assertThatThrownBy(() -> Yaml.decode("a: 1\n---\nb: 1\n".getBytes(StandardCharsets.UTF_8), Limits.REQUEST))
                .hasMessageContaining("expected one document");
    }
}
