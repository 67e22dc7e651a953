package io.jukung.api.server.kinds.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import org.junit.jupiter.api.Test;

class DeploymentStrategyTest {

    private final DeploymentStrategy rules = new DeploymentStrategy(DeploymentStrategy.Part.SPEC);
    private final DeploymentStrategy status = new DeploymentStrategy(DeploymentStrategy.Part.STATUS);

    private ObjectValue present() {
        return rules.prepareForCreate(rules.applyDefaults((ObjectValue) Json.read("""
                {"metadata":{"name":"d","namespace":"n"},"spec":{"selector":{"matchLabels":{"a":"b"}},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x"}]}}},
                 "status":{"replicas":7}}""")));
    }

    private static long generation(ObjectValue object) {
        return object.whole(0, "metadata", "generation");
    }

    @Test
    void aNewDeploymentHasNoStatusAndGenerationOne() {
        assertThat(present().object("status").isEmpty()).isTrue();
        assertThat(generation(present())).isEqualTo(1);
        assertThat(rules.validateCreate(present())).isEmpty();
    }

    @Test
    void changesOfSpecAndAnnotationsCountLabelsDoNot() {
        var old = present();
        assertThat(generation(rules.prepareForUpdate(old.withAt(Value.of(3), "spec", "replicas"), old)))
                .isEqualTo(2);
        assertThat(generation(rules.prepareForUpdate(old.withAt(Value.of("x"), "metadata", "annotations", "k"), old)))
                .isEqualTo(2);
        assertThat(generation(rules.prepareForUpdate(old.withAt(Value.of("x"), "metadata", "labels", "k"), old)))
                .isEqualTo(1);
    }

    @Test
    void aStatusWriteChangesNeitherSpecNorLabels() {
        var old = present();
        var written = status.prepareForUpdate(
                old.withAt(Value.of(3), "spec", "replicas")
                        .withAt(Value.of("x"), "metadata", "labels", "k")
                        .withAt(Value.of(2), "status", "replicas"),
                old);
        assertThat(written.object("spec")).isEqualTo(old.object("spec"));
        assertThat(written.object("metadata").has("labels")).isFalse();
        assertThat(written.whole(0, "status", "replicas")).isEqualTo(2);
        assertThat(generation(written)).isEqualTo(1);
    }

    @Test
    void countsInTheStatusAgree() {
        var old = present();
        var wrong = old.withAt(Value.of(2), "status", "readyReplicas").withAt(Value.of(1), "status", "replicas");
        assertThat(status.validateUpdate(wrong, old))
                .singleElement()
                .hasToString("status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
    }

    @Test
    void theDeadlineMustAllowForReadiness() {
        var wrong = present().withAt(Value.of(600), "spec", "minReadySeconds");
        assertThat(rules.validateCreate(wrong))
                .singleElement()
                .hasToString("spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds");
    }
}
