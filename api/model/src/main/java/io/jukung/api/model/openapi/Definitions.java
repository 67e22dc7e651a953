package io.jukung.api.model.openapi;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.Descriptions;
import io.jukung.api.model.schema.Field;
import io.jukung.api.model.schema.ListType;
import io.jukung.api.model.schema.MapType;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.PatchStrategy;
import io.jukung.api.model.schema.Primitive;
import io.jukung.api.model.schema.Type;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The schemas of one document: those asked for and all they refer to. Used by one thread, once. */
final class Definitions {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String CRD = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
    private static final Map<String, String> TYPE_META = Map.of(
            "apiVersion",
            "The versioned schema of this object, as group/version, or version alone in the core group.",
            "kind",
            "The REST resource this object represents, in CamelCase. It cannot be changed.");

    private final Descriptions descriptions;
    private final TreeMap<String, Value> written = new TreeMap<>();

    Definitions(Descriptions descriptions) {
        this.descriptions = descriptions;
    }

    /** A reference to the schema, which is written too. */
    ObjectValue reference(ObjectSchema schema) {
        if (!written.containsKey(schema.name())) {
            // Held before its fields are: schemas may refer to themselves.
            written.put(schema.name(), ObjectValue.empty());
            written.put(schema.name(), definition(schema));
        }
        return referenceTo(schema.name());
    }

    /** A reference to the document that a patch is: any object. */
    ObjectValue patch() {
        return primitive(
                META + "Patch",
                ObjectValue.builder()
                        .put("description", "A patch of a Kubernetes object.")
                        .put("type", "object")
                        .build());
    }

    ObjectValue toTree() {
        return ObjectValue.of(written);
    }

    private static ObjectValue referenceTo(String name) {
        return ObjectValue.of("$ref", Value.of("#/components/schemas/" + name));
    }

    private ObjectValue primitive(String name, ObjectValue definition) {
        written.putIfAbsent(name, definition);
        return referenceTo(name);
    }

    private ObjectValue definition(ObjectSchema schema) {
        var required = schema.fields().values().stream()
                .filter(Field::required)
                .map(Field::name)
                .toList();
        var properties = ObjectValue.builder();
        new TreeMap<>(schema.fields()).forEach((name, field) -> properties.put(name, property(schema, field)));
        var definition = ObjectValue.builder()
                .putIfPresent("description", descriptions.of(schema))
                .put("type", "object");
        if (!required.isEmpty()) {
            definition.put("required", ListValue.ofTexts(required));
        }
        definition.put("properties", properties.build());
        schema.kind().ifPresent(kind -> definition.put("x-kubernetes-group-version-kind", ListValue.of(kind(kind))));
        if (schema.atomic()) {
            definition.put("x-kubernetes-map-type", "atomic");
        }
        if (schema.open()) {
            definition.put("x-kubernetes-preserve-unknown-fields", true);
        }
        return definition.build();
    }

    static ObjectValue kind(GroupVersionKind kind) {
        return ObjectValue.builder()
                .put("group", kind.group())
                .put("kind", kind.kind())
                .put("version", kind.version())
                .build();
    }

    private ObjectValue property(ObjectSchema schema, Field field) {
        var text = field.number() == 0 && schema.kind().isPresent()
                ? TYPE_META.getOrDefault(field.name(), "")
                : descriptions.of(schema, field.name());
        var property = ObjectValue.builder().putIfPresent("description", text);
        var fallback = fallback(field);
        if (fallback != null) {
            property.put("default", fallback);
        }
        var type = type(field.type());
        if (type.has("$ref")) {
            property.put("allOf", ListValue.of(type));
        } else {
            type.fields().forEach(property::put);
        }
        mergeRules(field).fields().forEach(property::put);
        return property.build();
    }

    private static @org.jspecify.annotations.Nullable Value fallback(Field field) {
        if (field.defaultValue() != null) {
            return field.defaultValue();
        }
        return field.whenUnset() == Scalar.Null.NULL ? null : field.whenUnset();
    }

    private static ObjectValue mergeRules(Field field) {
        var rules = ObjectValue.builder();
        if (field.type() instanceof ListType list) {
            if (!list.keys().isEmpty()) {
                rules.put("x-kubernetes-list-map-keys", ListValue.ofTexts(list.keys()));
            }
            rules.put("x-kubernetes-list-type", list.semantics().name().toLowerCase(Locale.ROOT));
        }
        boolean atomic = field.type() instanceof MapType map ? map.atomic() : field.atomic();
        boolean said = field.type() instanceof ObjectSchema struct && struct.atomic();
        if (atomic && !said && !(field.type() instanceof ListType)) {
            rules.put("x-kubernetes-map-type", "atomic");
        }
        rules.putIfPresent("x-kubernetes-patch-merge-key", field.mergeKey());
        var strategies = new ArrayList<String>();
        for (var strategy : PatchStrategy.values()) {
            if (field.patchStrategies().contains(strategy)) {
                strategies.add(
                        switch (strategy) {
                            case MERGE -> "merge";
                            case RETAIN_KEYS -> "retainKeys";
                            case REPLACE -> "replace";
                        });
            }
        }
        rules.putIfPresent("x-kubernetes-patch-strategy", String.join(",", strategies));
        return rules.build();
    }

    private ObjectValue type(Type type) {
        return switch (type) {
            case ObjectSchema schema -> reference(schema);
            case ListType list ->
                ObjectValue.builder()
                        .put("type", "array")
                        .put("items", type(list.items()))
                        .build();
            case MapType map ->
                ObjectValue.builder()
                        .put("type", "object")
                        .put("additionalProperties", type(map.values()))
                        .build();
            case Primitive primitive -> primitive(primitive);
        };
    }

    private ObjectValue primitive(Primitive type) {
        return switch (type) {
            case STRING -> scalar("string", "");
            case BOOLEAN -> scalar("boolean", "");
            case BYTES -> scalar("string", "byte");
            case INT32 -> scalar("integer", "int32");
            case INT64 -> scalar("integer", "int64");
            case DOUBLE -> scalar("number", "double");
            case TIME -> primitive(META + "Time", scalar("string", "date-time"));
            case MICRO_TIME -> primitive(META + "MicroTime", scalar("string", "date-time"));
            case DURATION -> primitive(META + "Duration", scalar("string", ""));
            case QUANTITY -> primitive("io.k8s.apimachinery.pkg.api.resource.Quantity", oneOf("", "string", "number"));
            case INT_OR_STRING ->
                primitive(
                        "io.k8s.apimachinery.pkg.util.intstr.IntOrString", oneOf("int-or-string", "integer", "string"));
            case RAW_EXTENSION -> primitive("io.k8s.apimachinery.pkg.runtime.RawExtension", scalar("object", ""));
            case FIELDS -> primitive(META + "FieldsV1", scalar("object", ""));
            case JSON -> primitive(CRD + "JSON", anything());
            case SCHEMA_OR_LIST -> primitive(CRD + "JSONSchemaPropsOrArray", anything());
            case SCHEMA_OR_BOOLEAN -> primitive(CRD + "JSONSchemaPropsOrBool", anything());
            case SCHEMA_OR_STRINGS -> primitive(CRD + "JSONSchemaPropsOrStringArray", anything());
            case STRING_LIST ->
                ObjectValue.builder()
                        .put("type", "array")
                        .put("items", scalar("string", ""))
                        .build();
        };
    }

    private static ObjectValue anything() {
        return ObjectValue.of("description", Value.of("Any valid JSON value."));
    }

    private static ObjectValue scalar(String type, String format) {
        return ObjectValue.builder()
                .put("type", type)
                .putIfPresent("format", format)
                .build();
    }

    private static ObjectValue oneOf(String format, String... types) {
        return ObjectValue.builder()
                .putIfPresent("format", format)
                .put(
                        "oneOf",
                        ListValue.of(List.of(types).stream()
                                .map(type -> scalar(type, ""))
                                .toList()))
                .build();
    }
}
