package io.jukung.api.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void warningsAreToldOnceAndQuoted() {
        var head = Answer.head(200, "application/json", Map.of(), List.of("a \"b\"", "c\\d\n", "a \"b\""));

        assertThat(head.getAll("warning")).containsExactly("299 - \"a \\\"b\\\"\"", "299 - \"c\\\\d \"");
    }

    @Test
    void manyWarningsDoNotFillTheHeaders() {
        var warnings = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            warnings.add("unknown field \"" + i + "x".repeat(1000) + "\"");
        }

        var told = Answer.head(200, "application/json", Map.of(), warnings).getAll("warning");

        assertThat(told)
                .hasSize(16)
                .allSatisfy(text -> assertThat(text.length()).isLessThan(300));
    }
}
