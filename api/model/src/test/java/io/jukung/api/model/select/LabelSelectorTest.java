package io.jukung.api.model.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "n", "5", "e", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web|true",
                "app==web|true",
                "app=api|false",
                "app!=web|false",
                "app!=api|true",
                "x!=y|true",
                "app in (web,api)|true",
                "app in (api)|false",
                "app notin (api, db)|true",
                "x notin (a)|true",
                "app|true",
                "x|false",
                "!x|true",
                "!app|false",
                "app=web,tier=front|true",
                "app=web,tier=back|false",
                "n>4|true",
                "n>5|false",
                "n<6|true",
                "app>4|false",
                "e=|true",
                "e|true",
                "e in (,a)|true",
                "in in (a)|false",
                " app = web , !x |true",
                "'' |true"
            })
    void matches(String selector, boolean expected) {
        assertThat(LabelSelector.parse(selector.equals("'' ") ? "" : selector).matches(LABELS))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b|unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "a,,b|found ',', expected: identifier after ','",
                ",a|found ',', expected: !, identifier, or 'end of string'",
                "a=1=2|found '=', expected: ',' or 'end of string'",
                "a=bad value|found 'value', expected: ',' or 'end of string'",
                "a in 1|unable to parse requirement: found '1' expected: '('",
                "a in (1|unable to parse requirement: found '', expected: ',' or ')'",
                "!|unable to parse requirement: found '', expected: identifier",
                "a=!|unable to parse requirement: found '!', expected: identifier",
                "n>x|unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
                "/k=1|unable to parse requirement: <nil>: Invalid value: \"/k\": prefix part must be non-empty",
            })
    void refusesWithTheMessagesOfKubernetes(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"b=1,a=2|a=2,b=1", "a in (z,y)|a in (y,z)", "a in (x)|a=x", "a notin (x)|a!=x", "!a|!a", "a>1|a>1"
            })
    void writesTheSortedForm(String selector, String text) {
        assertThat(LabelSelector.parse(selector)).hasToString(text);
        assertThat(LabelSelector.parse(text)).isEqualTo(LabelSelector.parse(selector));
    }

    @Test
    void readsTheStructuredForm() {
        var selector = LabelSelector.of((ObjectValue) Json.read("""
                {"matchLabels": {"app": "web"}, "matchExpressions": [
                  {"key": "tier", "operator": "In", "values": ["front", "back"]},
                  {"key": "x", "operator": "DoesNotExist"},
                  {"key": "n", "operator": "Exists"},
                  {"key": "app", "operator": "NotIn", "values": ["db"]}]}"""));
        assertThat(selector.matches(LABELS)).isTrue();
        assertThat(selector).hasToString("app=web,app!=db,n,tier in (back,front),!x");
        assertThat(LabelSelector.of(ObjectValue.empty()).isEverything()).isTrue();
    }

    @Test
    void refusesWrongStructure() {
        assertThatThrownBy(() -> LabelSelector.of(
                        (ObjectValue) Json.read("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\"}]}")))
                .hasMessage("\"Near\" is not a valid label selector operator");
        assertThatThrownBy(() -> LabelSelector.of(
                        (ObjectValue) Json.read("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}")))
                .hasMessageContaining("values set can't be empty");
    }
}
