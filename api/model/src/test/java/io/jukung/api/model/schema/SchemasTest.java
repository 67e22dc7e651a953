package io.jukung.api.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.Value;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {

    private static ObjectSchema named(String name) {
        return Schemas.kubernetes().named("io.k8s." + name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "'', v1, Pod, io.k8s.api.core.v1.Pod",
        "'', v1, PodList, io.k8s.api.core.v1.PodList",
        "'', v1, Status, io.k8s.apimachinery.pkg.apis.meta.v1.Status",
        "apps, v1, Deployment, io.k8s.api.apps.v1.Deployment",
        "apps, v1, DeleteOptions, io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
        "autoscaling, v1, Scale, io.k8s.api.autoscaling.v1.Scale",
        "policy, v1, Eviction, io.k8s.api.policy.v1.Eviction",
        "rbac.authorization.k8s.io, v1, Role, io.k8s.api.rbac.v1.Role",
        "flowcontrol.apiserver.k8s.io, v1, FlowSchema, io.k8s.api.flowcontrol.v1.FlowSchema",
        "meta.k8s.io, v1, PartialObjectMetadata, io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata",
        "apiextensions.k8s.io, v1, CustomResourceDefinition,"
                + " io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
    })
    void findsAKind(String group, String version, String kind, String name) {
        var found = Schemas.kubernetes().find(new GroupVersionKind(group, version, kind));

        assertThat(found.map(ObjectSchema::name)).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"'', v1, PodSpec", "'', v1, PodTemplateSpec", "apps, v1, Pod", "'', v2, Pod", "example.com, v1, Pod"})
    void knowsNoOtherKind(String group, String version, String kind) {
        assertThat(Schemas.kubernetes().find(new GroupVersionKind(group, version, kind)))
                .isEmpty();
    }

    @Test
    void aFieldHasItsNumberTypeAndMergeRules() {
        var ports = named("api.core.v1.ServiceSpec").field("ports");

        assertThat(ports.number()).isEqualTo(1);
        assertThat(ports.mergeKey()).isEqualTo("port");
        assertThat(ports.patchStrategies()).containsExactly(PatchStrategy.MERGE);
        assertThat(ports.type())
                .isEqualTo(new ListType(
                        named("api.core.v1.ServicePort"), ListType.Semantics.MAP, List.of("port", "protocol")));
    }

    @Test
    void aKindHasApiVersionAndKindOutsideItsMessage() {
        assertThat(named("api.core.v1.Pod").fields().keySet())
                .isEqualTo(Set.of("apiVersion", "kind", "metadata", "spec", "status"));
        assertThat(named("api.core.v1.Pod").field("kind").number()).isZero();
        assertThat(named("api.core.v1.PodTemplateSpec").fields()).containsOnlyKeys("metadata", "spec");
    }

    @Test
    void inlinedStructsAreDissolved() {
        var volume = named("api.core.v1.Volume");

        assertThat(volume.fields())
                .containsKeys("name", "emptyDir", "configMap")
                .doesNotContainKey("volumeSource");
        assertThat(volume.members()).extracting(Field::name).containsExactly("name", "volumeSource");
        assertThat(named("api.core.v1.ConfigMapKeySelector").fields()).containsOnlyKeys("name", "key", "optional");
    }

    @Test
    void defaultsAreRead() {
        assertThat(named("api.core.v1.ServicePort").field("protocol").defaultValue())
                .isEqualTo(Value.of("TCP"));
        assertThat(named("api.core.v1.ServicePort").field("name").defaultValue())
                .isNull();
    }

    @Test
    void atomicStructsMapsAndListsAreTold() {
        assertThat(named("api.core.v1.ServiceSpec").field("selector").granular())
                .isFalse();
        assertThat(named("apimachinery.pkg.apis.meta.v1.ObjectMeta")
                        .field("labels")
                        .granular())
                .isTrue();
        assertThat(named("api.apps.v1.DeploymentSpec").field("selector").granular())
                .isFalse();
        assertThat(named("api.core.v1.PodSpec").field("containers").granular()).isTrue();
        assertThat(named("api.core.v1.Container").field("args").granular()).isFalse();
    }

    @Test
    void schemasMayReferToThemselves() {
        var schema = named("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");

        assertThat(schema.field("not").type()).isSameAs(schema);
        assertThat(schema.fields()).containsKeys("$ref", "x-kubernetes-validations");
    }

    @Test
    void everySchemaCanBeRead() {
        assertThat(Schemas.kubernetes().all())
                .hasSizeGreaterThan(250)
                .allSatisfy(schema -> assertThat(schema.fields()).containsKeys("apiVersion", "kind"));
    }
}
