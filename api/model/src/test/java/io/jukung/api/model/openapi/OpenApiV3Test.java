package io.jukung.api.model.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.openapi.ApiResource.Subresource;
import io.jukung.api.model.schema.Descriptions;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiV3Test {

    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");

    private static final ObjectValue DOCUMENT = OpenApiV3.document(
            Schemas.kubernetes(),
            Descriptions.kubernetes(),
            "/apis/apps/v1",
            List.of(new ApiResource(
                    DEPLOYMENT,
                    "deployments",
                    true,
                    Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"),
                    List.of(
                            new Subresource("status", DEPLOYMENT, Set.of("get", "update", "patch")),
                            new Subresource(
                                    "scale",
                                    new GroupVersionKind("autoscaling", "v1", "Scale"),
                                    Set.of("get", "update", "patch"))))));

    @Test
    void hasThePathsOfTheResource() {
        assertThat(DOCUMENT.object("paths").names())
                .containsExactlyInAnyOrder(
                        "/apis/apps/v1/deployments",
                        "/apis/apps/v1/namespaces/{namespace}/deployments",
                        "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
                        "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/status",
                        "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale");
        assertThat(DOCUMENT.object("paths", "/apis/apps/v1/namespaces/{namespace}/deployments")
                        .names())
                .containsExactlyInAnyOrder("get", "post", "delete", "parameters");
    }

    /** What kubectl looks for to learn whether the server knows dry runs and field validation. */
    @Test
    void aPatchSaysItsKindAndParameters() {
        var patch = DOCUMENT.object("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch");

        assertThat(patch.object("x-kubernetes-group-version-kind").text("kind")).isEqualTo("Deployment");
        assertThat(patch.list("parameters").objects())
                .extracting(parameter -> parameter.text("name"))
                .contains("dryRun", "fieldManager", "fieldValidation", "force");
    }

    @Test
    void everyReferenceIsDefined() {
        var text = io.jukung.api.model.codec.Json.text(DOCUMENT);
        var references = java.util.regex.Pattern.compile("#/components/schemas/([^\"]+)")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(references).isNotEmpty();
        assertThat(DOCUMENT.object("components", "schemas").names()).containsAll(references);
    }

    @Test
    void definitionsSayKindMergeRulesAndMeaning() {
        var schemas = DOCUMENT.object("components", "schemas");

        assertThat(schemas.object("io.k8s.api.apps.v1.Deployment")
                        .list("x-kubernetes-group-version-kind")
                        .objects())
                .hasSize(1);
        var containers = schemas.object("io.k8s.api.core.v1.PodSpec", "properties", "containers");
        assertThat(containers.text("x-kubernetes-patch-merge-key")).isEqualTo("name");
        assertThat(containers.text("x-kubernetes-list-type")).isEqualTo("map");
        assertThat(containers.text("description")).contains("List of containers belonging to the pod");
        assertThat(schemas.object("io.k8s.api.core.v1.Volume", "properties", "emptyDir")
                        .text("description"))
                .isNotEmpty();
    }

    @Test
    void theIndexPointsToDocumentsByTheirHash() {
        var index = OpenApiV3.index(Map.of("/api/v1", "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(index.object("paths", "api/v1").text("serverRelativeURL"))
                .matches("/openapi/v3/api/v1\\?hash=[0-9A-F]{128}");
    }
}
