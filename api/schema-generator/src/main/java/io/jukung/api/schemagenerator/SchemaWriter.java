package io.jukung.api.schemagenerator;

import io.jukung.api.schemagenerator.ProtoField.Cardinality;
import java.util.List;
import java.util.Set;

/** The two resources as text; the format is described in this package's documentation. */
final class SchemaWriter {

    private static final Set<String> SCALARS = Set.of("string", "bool", "bytes", "int32", "int64", "double");
    private static final String OBJECT_META = ".k8s.io.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private static final String LIST_META = ".k8s.io.apimachinery.pkg.apis.meta.v1.ListMeta";

    private final ProtoMessage message;
    private final StringBuilder out;

    private SchemaWriter(ProtoMessage message, StringBuilder out) {
        this.message = message;
        this.out = out;
    }

    static String schema(List<ProtoMessage> messages) {
        var out = new StringBuilder();
        var current = "";
        for (var message : messages) {
            current = packageLine(current, message, out);
            new SchemaWriter(message, out).message();
        }
        return out.toString();
    }

    static String descriptions(List<ProtoMessage> messages) {
        var out = new StringBuilder();
        var current = "";
        for (var message : messages) {
            current = packageLine(current, message, out);
            out.append("message ").append(message.name()).append(' ');
            out.append(escape(Markers.text(message.comment()))).append('\n');
            for (var field : message.fields()) {
                out.append("field ").append(jsonName(message, field)).append(' ');
                out.append(escape(Markers.text(field.comment()))).append('\n');
            }
        }
        return out.toString();
    }

    private static String packageLine(String current, ProtoMessage message, StringBuilder out) {
        if (!message.protoPackage().equals(current)) {
            out.append("package ").append(message.protoPackage()).append('\n');
        }
        return message.protoPackage();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private void message() {
        out.append("message ").append(message.name());
        if (isKind()) {
            out.append(" kind");
        }
        if (Markers.of(message.comment())
                .value("structType")
                .filter("atomic"::equals)
                .isPresent()) {
            out.append(" atomic");
        }
        out.append('\n');
        message.fields().forEach(this::field);
    }

    private boolean isKind() {
        boolean hasMetadata = message.fields().stream()
                .anyMatch(field -> field.name().equals("metadata")
                        && (field.type().equals(OBJECT_META) || field.type().equals(LIST_META)));
        return (hasMetadata && !HandList.NOT_KINDS.contains(message.name())) || HandList.KINDS.contains(message.name());
    }

    private void field(ProtoField field) {
        var markers = Markers.of(field.comment());
        var type = type(field.type());
        out.append("field ").append(field.number()).append(' ').append(jsonName(message, field));
        out.append(' ').append(prefix(field.cardinality())).append(type);
        if (listed(HandList.INLINE, field)) {
            out.append(" inline\n");
            return;
        }
        boolean required =
                (!markers.has("optional") && !listed(HandList.OPTIONAL, field)) || listed(HandList.REQUIRED, field);
        attribute(required, "required");
        boolean always = isAlways(field, type, required, markers);
        attribute(always, listed(HandList.NULL_WHEN_UNSET, field) ? "always=null" : "always");
        attribute(!always && isPlain(field), "plain");
        attribute(isAtomic(markers), "atomic");
        attribute(markers.value("structType").filter("granular"::equals).isPresent(), "granular");
        markers.value("listType").ifPresent(value -> attribute("list", value));
        attribute("keys", String.join(",", markers.values("listMapKey")));
        markers.value("patchStrategy").ifPresent(value -> attribute("patch", value));
        markers.value("patchMergeKey").ifPresent(value -> attribute("mergeKey", value));
        markers.value("default")
                .ifPresent(value -> attribute("default", HandList.DEFAULT_CONSTANTS.getOrDefault(value, value)));
        out.append('\n');
    }

    /** Go writes a struct, and a scalar, list or map that is not marked omitempty, even when it is unset. */
    private boolean isAlways(ProtoField field, String type, boolean required, Markers markers) {
        if (listed(HandList.ALWAYS, field)) {
            return true;
        }
        if (markers.value("default").isPresent() || listed(HandList.NOT_ALWAYS, field)) {
            return false;
        }
        boolean struct = !HandList.PRIMITIVES.containsValue(type)
                && !HandList.JSON_SCHEMA_PRIMITIVES.containsValue(type)
                && !SCALARS.contains(type);
        boolean part = field.cardinality() == Cardinality.ONE
                && struct
                && Set.of("metadata", "spec", "status").contains(field.name());
        return part || required;
    }

    /** Go leaves the zero value out, so it says the same as absence. */
    private boolean isPlain(ProtoField field) {
        if (field.cardinality() != Cardinality.ONE) {
            return false;
        }
        return switch (field.type()) {
            case "string" -> !listed(HandList.POINTER_STRINGS, field);
            case "bool", "int32", "int64" ->
                listed(HandList.PLAIN_NUMBERS_AND_FLAGS, field) && !listed(HandList.POINTERS, field);
            case String ignored -> false;
        };
    }

    private static boolean isAtomic(Markers markers) {
        return markers.value("mapType").filter("atomic"::equals).isPresent()
                || markers.value("structType").filter("atomic"::equals).isPresent();
    }

    private void attribute(boolean present, String name) {
        if (present) {
            out.append(' ').append(name);
        }
    }

    private void attribute(String name, String value) {
        if (!value.isEmpty()) {
            out.append(' ').append(name).append('=').append(value);
        }
    }

    private static String prefix(Cardinality cardinality) {
        return switch (cardinality) {
            case ONE -> "";
            case LIST -> "[]";
            case MAP -> "{}";
        };
    }

    private String type(String protoType) {
        if (SCALARS.contains(protoType)) {
            return protoType;
        }
        var fullName = protoType.substring(1);
        var primitive = HandList.PRIMITIVES.get(fullName);
        if (primitive != null) {
            return primitive;
        }
        var simpleName = fullName.substring(fullName.lastIndexOf('.') + 1);
        var schemaPrimitive = HandList.JSON_SCHEMA_PRIMITIVES.get(simpleName);
        if (schemaPrimitive != null) {
            return schemaPrimitive;
        }
        return fullName.equals(message.protoPackage() + "." + simpleName) ? simpleName : fullName;
    }

    private static String jsonName(ProtoMessage message, ProtoField field) {
        return HandList.JSON_NAMES.getOrDefault(message.name() + "." + field.name(), field.name());
    }

    private boolean listed(Set<String> list, ProtoField field) {
        var name = message.name() + "." + field.name();
        return list.contains(field.name())
                || list.contains(name)
                || list.contains(groupAndVersion() + "." + name)
                || list.contains(message.name() + ".*");
    }

    /** {@code core.v1} of {@code k8s.io.api.core.v1}. */
    private String groupAndVersion() {
        var version = message.protoPackage().lastIndexOf('.');
        return message.protoPackage().substring(message.protoPackage().lastIndexOf('.', version - 1) + 1);
    }
}
