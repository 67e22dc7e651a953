package io.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.loop.Trees;
import org.junit.jupiter.api.Test;

class TemplateHashTest {

    @Test
    void equalTemplatesHaveOneHashWhateverTheOrderOfTheirFields() {
        var one = Trees.tree("{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x}], hostNetwork: true}}");
        var other =
                Trees.tree("{spec: {hostNetwork: true, containers: [{name: x}]}, metadata: {labels: {c: d, a: b}}}");
        assertThat(TemplateHash.of(one, 0)).isEqualTo(TemplateHash.of(other, 0)).matches("[b-z2-9]{10}");
    }

    @Test
    void differentOnesHaveDifferentHashes() {
        var one = TemplateHash.of(Trees.tree("{spec: {a: [x, y]}}"), 0);
        assertThat(one)
                .isNotEqualTo(TemplateHash.of(Trees.tree("{spec: {a: [y, x]}}"), 0))
                .isNotEqualTo(TemplateHash.of(Trees.tree("{spec: {a: [xy]}}"), 0))
                .isNotEqualTo(TemplateHash.of(Trees.tree("{spec: {a: [x, y]}}"), 1));
    }

    @Test
    void neverChanges() {
        // Another value would make every Deployment roll out anew after an upgrade.
        assertThat(TemplateHash.of(Trees.tree("{spec: {containers: [{name: c, image: pause}]}}"), 0))
                .isEqualTo("hkglcgvdkp");
    }
}
