package io.jukung.api.model.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {

    private static final Map<String, String> FIELDS = Map.of("status.phase", "Running", "metadata.name", "a,b=c\\d");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status.phase=Running|true", "status.phase==Running|true", "status.phase!=Running|false",
                        "spec.nodeName=|true",
                "spec.nodeName!=n1|true", "status.phase=Running,spec.nodeName!=|false",
                        "metadata.name=a\\,b\\=c\\\\d|true", ",|true"
            })
    void matches(String selector, boolean expected) {
        assertThat(FieldSelector.parse(selector).matches(field -> FIELDS.getOrDefault(field, "")))
                .isEqualTo(expected);
    }

    @Test
    void writesWhatItReads() {
        var text = "metadata.name=a\\,b\\=c\\\\d,status.phase!=Failed";
        assertThat(FieldSelector.parse(text)).hasToString(text);
    }

    @Test
    void refusesTermsWithoutOperator() {
        assertThatThrownBy(() -> FieldSelector.parse("a=1,b"))
                .hasMessage("invalid selector: 'a=1,b'; can't understand 'b'");
        assertThatThrownBy(() -> FieldSelector.parse("a=1=2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldSelector.parse("a=\\x")).isInstanceOf(IllegalArgumentException.class);
    }
}
