package io.jukung.api.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.Field;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every definition of the OpenAPI documents that a real API server served, compared with our schema. */
class SchemaAgainstOpenApiTest {

    /** A field that the published classes have and that server did not serve (its feature is off there). */
    private static final Set<String> AHEAD = Set.of("HorizontalPodAutoscalerCondition.observedGeneration");

    private static final Map<String, ObjectValue> DEFINITIONS = new LinkedHashMap<>();

    @BeforeAll
    static void readDocuments() {
        for (var document : Golden.openApiV3()) {
            document.object("components", "schemas")
                    .fields()
                    .forEach((name, definition) -> DEFINITIONS.put(name, (ObjectValue) definition));
        }
        assertThat(DEFINITIONS).hasSizeGreaterThan(500);
    }

    @Test
    void allKindsAreThere() {
        var missing = new TreeSet<String>();
        DEFINITIONS.forEach((name, definition) -> {
            for (var kind : definition.list("x-kubernetes-group-version-kind").objects()) {
                var gvk = new GroupVersionKind(kind.text("group"), kind.text("version"), kind.text("kind"));
                if (Schemas.kubernetes().find(gvk).isEmpty()) {
                    missing.add(gvk.apiVersion() + " " + gvk.kind());
                }
            }
        });
        // A frame of a watch, which carries no apiVersion and kind.
        missing.removeIf(kind -> kind.endsWith(" WatchEvent"));
        // The aggregator's classes are not published.
        assertThat(missing)
                .containsExactly("apiregistration.k8s.io/v1 APIService", "apiregistration.k8s.io/v1 APIServiceList");
    }

    @Test
    void fieldNamesAreExact() {
        var differences = new ArrayList<String>();
        forEachDefinition((schema, definition) -> {
            var expected = new HashSet<>(definition.object("properties").names());
            var actual = new HashSet<>(schema.fields().keySet());
            actual.removeIf(name -> AHEAD.contains(simpleName(schema) + "." + name));
            if (!actual.equals(expected)) {
                differences.add(schema + ": ours " + actual + " theirs " + expected);
            }
        });
        assertThat(differences).isEmpty();
    }

    @Test
    void mergeRulesAreTheSame() {
        var differences = new ArrayList<String>();
        forEachField((schema, field, property) -> {
            var expected = List.of(
                    property.text("x-kubernetes-list-type"),
                    property.list("x-kubernetes-list-map-keys").texts(),
                    property.text("x-kubernetes-patch-merge-key"),
                    Set.of(property.text("x-kubernetes-patch-strategy").split(",")),
                    property.text("x-kubernetes-map-type"));
            var actual = MergeRules.of(field);
            if (!actual.agreesWith(expected)) {
                differences.add(simpleName(schema) + "." + field.name() + ": ours " + actual + " theirs " + expected);
            }
        });
        assertThat(differences).isEmpty();
    }

    @Test
    void requiredFieldsAreTheSame() {
        var differences = new ArrayList<String>();
        forEachDefinition((schema, definition) -> {
            var expected = new TreeSet<>(definition.list("required").texts());
            var actual = new TreeSet<String>();
            schema.fields().values().stream().filter(Field::required).forEach(field -> actual.add(field.name()));
            actual.removeIf(name -> AHEAD.contains(simpleName(schema) + "." + name));
            if (!actual.equals(expected)) {
                differences.add(simpleName(schema) + ": ours " + actual + " theirs " + expected);
            }
        });
        assertThat(differences).isEmpty();
    }

    private static String simpleName(ObjectSchema schema) {
        return schema.name().substring(schema.name().lastIndexOf('.') + 1);
    }

    private interface FieldCheck {
        void check(ObjectSchema schema, Field field, ObjectValue property);
    }

    private interface DefinitionCheck {
        void check(ObjectSchema schema, ObjectValue definition);
    }

    /** Definitions with fields; the others are one JSON value. */
    private static void forEachDefinition(DefinitionCheck check) {
        DEFINITIONS.forEach((name, definition) -> Schemas.kubernetes()
                .named(name)
                .ifPresent(schema -> {
                    if (definition.has("properties")) {
                        check.check(schema, definition);
                    }
                }));
    }

    private static void forEachField(FieldCheck check) {
        forEachDefinition((schema, definition) -> schema.fields().forEach((name, field) -> {
            if (definition.object("properties").has(name)) {
                check.check(schema, field, definition.object("properties", name));
            }
        }));
    }
}
