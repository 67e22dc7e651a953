package io.jukung.api.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Trees;
import io.jukung.api.model.tree.Value;
import java.io.ByteArrayOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Provide
    Arbitrary<Value> values() {
        return Trees.values();
    }

    @Property(tries = 500)
    void readsWhatItWrote(@ForAll("values") Value value) {
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
    }

    @Property(tries = 200)
    void keepsTheOrderOfFields(@ForAll("values") Value value) {
        var bytes = Json.write(value);
        assertThat(Json.write(Json.read(bytes))).isEqualTo(bytes);
    }

    @Test
    void tellsWholeNumbersFromOthers() {
        var numbers = (ObjectValue)
                Json.read("{\"a\":1,\"b\":1.0,\"c\":1e3,\"d\":9223372036854775807,\"e\":9223372036854775808}");
        assertThat(numbers.get("a")).isEqualTo(Value.of(1));
        assertThat(numbers.get("b")).isEqualTo(Value.of(1.0));
        assertThat(numbers.get("c")).isEqualTo(Value.of(1000.0));
        assertThat(numbers.get("d")).isEqualTo(Value.of(Long.MAX_VALUE));
        assertThat(numbers.get("e")).isEqualTo(Value.of(0x1p63));
        assertThat(Json.text(Value.of(1.0))).isEqualTo("1.0");
    }

    @Test
    void theLastOfDuplicateFieldsCountsAndTheirPathsAreTold() {
        var decoded = Json.decode(
                "{\"a\":1,\"l\":[{\"x\":1},{\"x\":1,\"x\":2,\"x\":3}],\"a\":2,\"b\":{\"c\":{},\"c\":{\"d\":1}}}"
                        .getBytes(UTF_8),
                Limits.REQUEST);
        assertThat(decoded.duplicates()).containsExactly("l[1].x", "a", "b.c");
        assertThat(Json.text(decoded.value()))
                .isEqualTo("{\"a\":2,\"l\":[{\"x\":1},{\"x\":3}],\"b\":{\"c\":{\"d\":1}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":}",
                "{\"a\" 1}",
                "{a:1}",
                "nul",
                "\"abc",
                "01",
                "+1",
                "1e999",
                "NaN",
                "{} {}",
                "[1]]",
                "\"\u0001\"",
                "'a'",
                "[1,]",
                "{\"a\":1,}",
                "// c\n1",
                "\"\\x\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\": x}',1,7", "'{\n  \"a\": 1,\n  \"b\" 2\n}',3,7"})
    void saysWhereItIsWrong(String text, int line, int column) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOfSatisfying(DecodingException.class, wrong -> {
            assertThat(wrong.line()).isEqualTo(line);
            assertThat(wrong.column()).isBetween(column, column + 1);
            assertThat(wrong).hasMessageContaining("line " + line);
        });
    }

    @Test
    void invalidUtf8IsRefused() {
        assertThatThrownBy(() -> Json.read(new byte[] {'"', (byte) 0xff, '"'})).isInstanceOf(DecodingException.class);
    }

    @Test
    void boundsDepthAndLength() {
        var deep = "[".repeat(300) + "]".repeat(300);
        assertThatThrownBy(() -> Json.read(deep)).hasMessageContaining("256 deep");
        assertThat(Json.read("[".repeat(256) + "]".repeat(256))).isNotNull();
        var long_ = ("\"" + "a".repeat(3 * 1024 * 1024) + "\"");
        assertThatThrownBy(() -> Json.read(long_)).hasMessageContaining("limit is 3145728");
    }

    @Test
    void writingLeavesTheSinkOpen() {
        var closed = new boolean[1];
        var sink = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Json.write(Value.of(1), sink);
        Json.write(Value.of("a"), sink);
        assertThat(sink.toString(UTF_8)).isEqualTo("1\"a\"");
        assertThat(closed[0]).isFalse();
    }

    @Test
    void equalPartsOfTwoDocumentsAreShared() {
        var one = Json.readObject("{\"m\":{\"app\":\"web\"},\"n\":1}".getBytes(UTF_8));
        var two = Json.readObject("{\"m\":{\"app\":\"web\"},\"n\":2}".getBytes(UTF_8));
        assertThat(one.get("m")).isSameAs(two.get("m"));
    }
}
