package io.jukung.store.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JsonValuesTest {

    private static final List<String> VALUES =
            List.of("{\"a\":\"}{\\\"\"}", "{}", "[1,{\"b\":[]}]", "{\"c\":{\"d\":\"\\\\\"}}", "5 ", "{\"e\":1}");

    /** However the bytes are cut, the values are the same. */
    @Property(tries = 200)
    void valuesDoNotDependOnHowTheyArrive(@ForAll @IntRange(min = 1, max = 40) int step) {
        var stream = String.join("\n ", VALUES).getBytes(StandardCharsets.UTF_8);
        var values = new JsonValues(1024);
        var found = new ArrayList<String>();
        for (int from = 0; from < stream.length; from += step) {
            int length = Math.min(step, stream.length - from);
            assertThat(values.add(Unpooled.wrappedBuffer(stream, from, length))).isTrue();
            for (var value = values.next(); value != null; value = values.next()) {
                found.add(new String(value, StandardCharsets.UTF_8).strip());
            }
        }
        assertThat(String.join("", found).replaceAll("\\s", ""))
                .isEqualTo(String.join("", VALUES).replaceAll("\\s", ""));
        assertThat(new String(values.rest(), StandardCharsets.UTF_8)).isBlank();
    }

    @Test
    void aValueHasALimitAndWhiteSpaceCostsNothing() {
        var values = new JsonValues(16);
        for (int i = 0; i < 100; i++) {
            assertThat(values.add(Unpooled.copiedBuffer("   \n   ", StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(values.next()).isNull();
        }
        assertThat(values.add(Unpooled.copiedBuffer("{\"a\":\"0123456789", StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(values.next()).isNull();
        assertThat(values.add(Unpooled.copiedBuffer("0123456789", StandardCharsets.UTF_8)))
                .isFalse();
    }
}
