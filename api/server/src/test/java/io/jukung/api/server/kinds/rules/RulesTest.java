package io.jukung.api.server.kinds.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

    private static ObjectValue tree(String json) {
        return (ObjectValue) Json.read(json);
    }

    @ParameterizedTest
    @CsvSource({
        "-5,<invalid>",
        "0,0s",
        "119,119s",
        "120,2m",
        "310,5m10s",
        "599,9m59s",
        "600,10m",
        "10799,179m",
        "10800,3h",
        "11100,3h5m",
        "28800,8h",
        "172799,47h",
        "172800,2d",
        "180000,2d2h",
        "691200,8d",
        "63072000,2y",
        "64800000,2y20d",
        "315360000,10y"
    })
    void agesInTheUnitsThatMatter(long seconds, String text) {
        assertThat(Cells.humanDuration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4,true",
        "0.0.0.0,true",
        "1.2.3,false",
        "01.2.3.4,false",
        "256.1.1.1,false",
        "::1,true",
        "2001:db8::1,true",
        "x,false",
        "localhost,false",
        "1::2::3,false",
        "'',false",
        "::ffff:1.2.3.4,true"
    })
    void addressesAreReadWithoutNames(String text, boolean good) {
        assertThat(Addresses.parse(text).isPresent()).isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,true",
        "10.0.0.0/33,false",
        "::/0,true",
        "::/129,false",
        "10.0.0.0,false",
        "10.0.0.0/,false",
        "10.0.0.0/08,false"
    })
    void rangesAreAddressAndPrefix(String text, boolean good) {
        var findings = new Findings();
        Addresses.checkRange("p", text, findings);
        assertThat(findings.isEmpty()).isEqualTo(good);
    }

    @Test
    void clusterScopedObjectsHaveNoNamespace() {
        var errors = ObjectMetaRules.create(
                tree("{\"metadata\":{\"name\":\"m\",\"namespace\":\"n\"}}"), Scope.CLUSTER, NameRule.SUBDOMAIN);
        assertThat(errors).singleElement().hasToString("metadata.namespace: Forbidden: not allowed on this type");
    }

    @Test
    void noFinalizersAreAddedToWhatIsBeingDeleted() {
        var old = tree("{\"metadata\":{\"name\":\"m\",\"deletionTimestamp\":\"t\",\"finalizers\":[\"a.io/x\"]}}");
        var more = tree(
                "{\"metadata\":{\"name\":\"m\",\"deletionTimestamp\":\"t\",\"finalizers\":[\"a.io/x\",\"b.io/y\"]}}");
        // As often as Kubernetes looks.
        assertThat(ObjectMetaRules.update(more, old))
                .hasSize(2)
                .allSatisfy(error -> assertThat(error.toString()).contains("b.io/y"));
        assertThat(ObjectMetaRules.update(tree("{\"metadata\":{\"name\":\"m\",\"deletionTimestamp\":\"t\"}}"), old))
                .isEmpty();
    }

    @Test
    void annotationsAreBounded() {
        var large = ObjectValue.builder()
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", "m")
                                .put(
                                        "annotations",
                                        ObjectValue.builder()
                                                .put("a", "x".repeat(256 * 1024))
                                                .build())
                                .build())
                .build();
        assertThat(ObjectMetaRules.create(large, Scope.CLUSTER, NameRule.SUBDOMAIN))
                .containsExactly(FieldError.tooLong("metadata.annotations", 256 * 1024));
    }

    @Test
    void aPrefixMayEndWithADash() {
        assertThat(NameRule.LABEL.checkPrefix("web-")).isEmpty();
        assertThat(NameRule.LABEL.checkPrefix("-")).isNotEmpty();
        assertThat(NameRule.LABEL.check("web-")).isNotEmpty();
    }

    @Test
    void errorsReadAsThoseOfKubernetes() {
        assertThat(List.of(
                        FieldError.required("a", "").toString(),
                        FieldError.notSupported("a.b", "x", List.of("y", "z")).toString(),
                        FieldError.invalid("a[0]", 5, "must be 1").toString(),
                        FieldError.tooMany("a", 5, 3).body(),
                        FieldError.duplicate("a", "q\"uote").body()))
                .containsExactly(
                        "a: Required value",
                        "a.b: Unsupported value: \"x\": supported values: \"y\", \"z\"",
                        "a[0]: Invalid value: 5: must be 1",
                        "Too many: 5: must have at most 3 items",
                        "Duplicate value: \"q\\\"uote\"");
    }
}
