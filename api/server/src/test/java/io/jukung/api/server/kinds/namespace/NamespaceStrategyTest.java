package io.jukung.api.server.kinds.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import org.junit.jupiter.api.Test;

class NamespaceStrategyTest {

    private final NamespaceStrategy rules = new NamespaceStrategy(NamespaceStrategy.Part.SPEC);
    private final NamespaceStrategy finalize = new NamespaceStrategy(NamespaceStrategy.Part.FINALIZERS);
    private final ObjectValue present =
            rules.prepareForCreate(rules.applyDefaults((ObjectValue) Json.read("{\"metadata\":{\"name\":\"n\"}}")));

    @Test
    void aNewNamespaceIsActiveNamedInALabelAndHeld() {
        assertThat(present.text("status", "phase")).isEqualTo("Active");
        assertThat(present.text("metadata", "labels", "kubernetes.io/metadata.name"))
                .isEqualTo("n");
        assertThat(present.list("spec", "finalizers").texts()).containsExactly("kubernetes");
        assertThat(rules.keptWhileDeleted(present)).isTrue();
        assertThat(rules.validateCreate(present)).isEmpty();
    }

    @Test
    void onlyFinalizeTakesTheFinalizersAway() {
        var without = present.withAt(ListValue.empty(), "spec", "finalizers");
        assertThat(rules.prepareForUpdate(without, present)
                        .list("spec", "finalizers")
                        .size())
                .isEqualTo(1);
        var finalized = finalize.prepareForUpdate(without, present);
        assertThat(rules.keptWhileDeleted(finalized)).isFalse();
        assertThat(finalize.validateUpdate(finalized, present)).isEmpty();
    }

    @Test
    void podSecurityLabelsAreChecked() {
        var wrong = present.withAt(Value.of("none"), "metadata", "labels", "pod-security.kubernetes.io/warn");
        assertThat(rules.validateUpdate(wrong, present))
                .singleElement()
                .asString()
                .contains("must be one of privileged");
    }
}
