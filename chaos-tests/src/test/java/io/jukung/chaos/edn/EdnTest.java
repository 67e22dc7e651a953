package io.jukung.chaos.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdnTest {

    @Provide
    Arbitrary<Edn> values() {
        return EdnValues.any();
    }

    @Property(tries = 1000)
    void whatIsWrittenIsRead(@ForAll("values") Edn value) throws IOException {
        var text = EdnWriter.toString(value);

        assertThat(text).doesNotContain("\n", "\r");
        // As through a file, where a lone surrogate would become a question mark.
        var stored = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(EdnReader.parse(stored)).isEqualTo(value);
    }

    @Property(tries = 200)
    void valuesFollowOneAnother(@ForAll("values") Edn first, @ForAll("values") Edn second) throws IOException {
        var text = new StringWriter();
        new EdnWriter(text).write(first).write(second).newline().write(first);

        try (var reader = new EdnReader(new StringReader(text.toString()))) {
            assertThat(reader.read()).isEqualTo(first);
            assertThat(reader.read()).isEqualTo(second);
            assertThat(reader.hasNext()).isTrue();
            assertThat(reader.read()).isEqualTo(first);
            assertThat(reader.hasNext()).isFalse();
        }
    }

    @Test
    void isWrittenAsClojureDoes() {
        var value = Edn.dict(
                "type", Edn.keyword("ok"),
                "value", Edn.vector(Edn.of(1), Edn.NIL, Edn.of("a\n\"é"), new Edn.Real(0.5)));

        assertThat(EdnWriter.toString(value)).isEqualTo("{:type :ok, :value [1 nil \"a\\n\\\"é\" 0.5]}");
    }

    @Test
    void whatOthersWriteIsRead() throws IOException {
        assertThat(EdnReader.parse("  ; all\n (1 #{2}, [+3N -4] #_ #_ skipped (5) ##Inf 1e3 2.5M)"))
                .isEqualTo(Edn.vector(
                        Edn.of(1),
                        Edn.vector(Edn.of(2)),
                        Edn.vector(Edn.of(3), Edn.of(-4)),
                        new Edn.Real(Double.POSITIVE_INFINITY),
                        new Edn.Real(1000),
                        new Edn.Real(2.5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`[1 2` ~ line 1, column 5: end of text, expected ]",
                "`[1 2)` ~ line 1, column 5: unexpected ), expected ]",
                "`]` ~ line 1, column 1: unexpected ]",
                "`{:a 1 :a 2}` ~ line 1, column 11: a key is in the map twice: :a",
                "`{:a}` ~ line 1, column 4: expected a value for the map's last key",
                "`\"abc` ~ line 1, column 5: end of text within a value",
                "`[\n\n  \"\\q\"]` ~ line 3, column 6: no escape of EDN: \\q",
                "`\"\\u12x4\"` ~ line 1, column 6: expected four hexadecimal digits after \\u",
                "`[1 9223372036854775808]` ~ line 1, column 4: an integer of more than 64 bits: 9223372036854775808",
                "`[1/2]` ~ line 1, column 2: no number of EDN: 1/2",
                "`[007]` ~ line 1, column 2: no number of EDN: 007",
                "`[\\a]` ~ line 1, column 2: characters are not read",
                "`#inst \"2020\"` ~ line 1, column 1: tagged values and the like after # are not read",
                "`[:a ::b]` ~ line 1, column 5: no value of EDN: ::b",
                "`##Foo` ~ line 1, column 1: expected ##Inf, ##-Inf or ##NaN",
                "`1 2` ~ line 1, column 3: expected nothing after the value",
                "` ` ~ line 1, column 2: expected a value",
            })
    void badTextIsAnErrorThatSaysWhere(String text, String problem) {
        assertThatThrownBy(() -> EdnReader.parse(text))
                .isInstanceOf(EdnException.class)
                .hasMessage(problem);
    }

    @Test
    void aFailureOfTheFormatNamesLineAndColumn() {
        assertThatThrownBy(() -> EdnReader.parse("{:a 1}\n{:b"))
                .isInstanceOfSatisfying(
                        EdnException.class,
                        e -> assertThat(List.of(e.line(), e.column())).containsExactly(2L, 1L));
    }

    @Test
    void limitsHold() {
        var limits = new EdnLimits(3, 5, 2);
        assertThatThrownBy(() -> read("[[[[]]]]", limits)).hasMessage("line 1, column 4: nested more than 3 deep");
        assertThatThrownBy(() -> read("#_ #_ #_ #_ 1 2 3 4 5", limits)).hasMessageContaining("nested more than 3");
        assertThatThrownBy(() -> read("[\"123456\"]", limits)).hasMessage("line 1, column 2: longer than 5 characters");
        assertThatThrownBy(() -> read("[:123456]", limits)).hasMessage("line 1, column 2: longer than 5 characters");
        assertThatThrownBy(() -> read("[1 2 3]", limits)).hasMessage("line 1, column 6: more than 2 elements");
        assertThatThrownBy(() -> read("{1 1 2 2 3 3}", limits)).hasMessage("line 1, column 10: more than 2 entries");
        assertThatThrownBy(() -> EdnReader.parse("[".repeat(1_000_000))).hasMessageContaining("nested more than 128");
    }

    @Test
    void whatHasNoFormIsRefused() {
        for (var name : List.of("", "a b", ":a", "a::b", "a:", "a/", "/a", "a/b/c", "(", "a\"", "a;b", "é", "1a/b", "a/1")) {
            assertThatThrownBy(() -> EdnWriter.toString(Edn.keyword(name)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("keyword '" + name + "' cannot be written as EDN");
        }
        for (var name : List.of("nil", "true", "false", "1", "-1", "+1a", "a/1", "a/-1")) {
            assertThatThrownBy(() -> EdnWriter.toString(new Edn.Symbol(name)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Edn deep = Edn.NIL;
        for (int i = 0; i <= EdnLimits.DEFAULT.depth(); i++) {
            deep = Edn.vector(deep);
        }
        var tooDeep = deep;
        assertThatThrownBy(() -> EdnWriter.toString(tooDeep)).hasMessage("nested more than 128 deep");
    }

    @Test
    void aCollectionIsReadPieceByPiece() throws IOException {
        var text = new StringWriter();
        var writer = new EdnWriter(text).beginMap().key("many").beginVector();
        for (int i = 0; i < 100_000; i++) {
            writer.write(Edn.of(i));
        }
        writer.endVector().key("rest").write(Edn.NIL).endMap().newline();

        var read = new ArrayList<Edn>();
        try (var reader = new EdnReader(new StringReader(text.toString()))) {
            reader.beginMap();
            assertThat(reader.readKeyword()).isEqualTo("many");
            reader.beginVector();
            while (reader.hasNext()) {
                read.add(reader.read());
            }
            reader.endVector();
            assertThatThrownBy(reader::endMap).hasMessageContaining("expected the end of the map");
            assertThat(reader.readKeyword()).isEqualTo("rest");
            assertThat(reader.read()).isEqualTo(Edn.NIL);
            reader.endMap();
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(read).hasSize(100_000).last().isEqualTo(Edn.of(99_999));
    }

    @Test
    void unbalancedWritingIsAMistake() {
        var writer = new EdnWriter(new StringWriter());
        assertThatThrownBy(() -> writer.beginMap().key("a").endMap()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::newline).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::endVector).isInstanceOf(IllegalStateException.class);
    }

    /** Whatever text comes: a value that can be written and read again, or an {@link EdnException}. */
    @Test
    void anyTextIsAValueOrAnError() throws Exception {
        var seeds = List.of(
                "{:type :invoke, :f :read, :value nil, :process :nemesis, :time 12, :index 0, :error \"x\\n\\u0001\"}",
                "[[:r 1 [1 2]] (a/b -1.5e3 +7N) #{true false} #_{:a 1} ##NaN] ; end\n",
                "{\"k\" {:base64 \"AAE=\"}, [1] \\a, #inst \"x\" 1/2}");
        var bytes = seeds.stream()
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8))
                .toList();
        ShortFuzz.run(EdnTest.class, bytes, 20_000, input -> {
            Edn value;
            try {
                value = EdnReader.parse(new String(input, StandardCharsets.UTF_8));
            } catch (EdnException expected) {
                return;
            }
            assertThat(EdnReader.parse(EdnWriter.toString(value))).isEqualTo(value);
        });
    }

    private static Edn read(String text, EdnLimits limits) throws IOException {
        try (var reader = new EdnReader(new StringReader(text), limits)) {
            return reader.read();
        }
    }
}
