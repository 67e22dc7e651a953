package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.openapi.ApiResource;
import io.jukung.api.model.openapi.OpenApiV3;
import io.jukung.api.model.schema.Descriptions;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Our definitions beside those of a real server: the same but for texts, enumerations and what is newer. */
class OpenApiAgainstAnswersTest {

    @Test
    void definitionsOfTheWorkloadsAreTheSame() {
        var ours = OpenApiV3.document(
                        Schemas.kubernetes(),
                        Descriptions.none(),
                        "/apis/apps/v1",
                        List.of(
                                resource("Deployment"),
                                resource("ReplicaSet"),
                                resource("StatefulSet"),
                                resource("DaemonSet")))
                .object("components", "schemas");
        var theirs = Golden.openApi("v3-apis_apps_v1").object("components", "schemas");
        var differences = new ArrayList<String>();
        int compared = 0;
        for (var name : theirs.names()) {
            if (!ours.has(name)) {
                continue;
            }
            compared++;
            differences.addAll(TreeDifference.between(essential(ours.get(name)), essential(theirs.get(name))).stream()
                    .map(line -> name + line)
                    .toList());
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    private static ApiResource resource(String kind) {
        return new ApiResource(
                new GroupVersionKind("apps", "v1", kind),
                kind.toLowerCase(java.util.Locale.ROOT) + "s",
                true,
                Set.of("get", "list", "create", "update", "patch", "delete"),
                List.of());
    }

    /** Without texts, enumerations, defaults, merge rules that say what holds anyway, and the list of groups that options belong to. */
    private static Value essential(Value value) {
        return switch (value) {
            case Scalar scalar -> scalar;
            case ListValue list ->
                ListValue.of(list.items().stream()
                        .map(OpenApiAgainstAnswersTest::essential)
                        .toList());
            case ObjectValue object -> {
                var kept = ObjectValue.builder();
                object.fields().forEach((name, field) -> {
                    boolean dropped = Set.of("enum", "x-kubernetes-unions").contains(name)
                            || (name.equals("description") && field instanceof Scalar)
                            || (name.equals("default") && !(field instanceof ObjectValue nested && nested.has("type")))
                            || name.equals("x-kubernetes-group-version-kind")
                            || field.equals(Value.of("granular"))
                            || (name.equals("x-kubernetes-list-type") && field.equals(Value.of("atomic")));
                    if (!dropped) {
                        kept.put(name, name.equals("required") ? sorted(field) : essential(field));
                    }
                });
                yield kept.build();
            }
        };
    }

    private static Value sorted(Value names) {
        return names instanceof ListValue list
                ? ListValue.ofTexts(list.texts().stream().sorted().toList())
                : names;
    }
}
