package io.jukung.api.model.schema;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the generated resource {@code kubernetes.schema} (its format: package documentation of the module
 * schema-generator). The text is scanned for the messages at once, each message's fields are read when first used.
 */
final class SchemaResource {

    private static final Map<String, Primitive> PRIMITIVES =
            Stream.of(Primitive.values()).collect(Collectors.toUnmodifiableMap(Primitive::word, type -> type));

    private final String text;
    private final Map<String, ObjectSchema> messages = new HashMap<>();
    private final Map<GroupVersionKind, ObjectSchema> kinds = new LinkedHashMap<>();

    private SchemaResource(String text) {
        this.text = text;
    }

    static Schemas kubernetes() {
        var resource = new SchemaResource(load("kubernetes.schema"));
        resource.scan();
        var byName = new HashMap<String, ObjectSchema>();
        resource.messages.values().forEach(schema -> byName.put(schema.name(), schema));
        return new Schemas(resource.kinds, byName);
    }

    static String load(String name) {
        try (var stream = SchemaResource.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("this build lacks the generated resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the generated resource " + name, e);
        }
    }

    private void scan() {
        var protoPackage = "";
        for (int start = 0; start < text.length(); start = nextLine(start)) {
            if (text.startsWith("package ", start)) {
                protoPackage = text.substring(start + "package ".length(), nextLine(start) - 1);
            } else if (text.startsWith("message ", start)) {
                message(protoPackage, start);
            }
        }
    }

    private int nextLine(int start) {
        return text.indexOf('\n', start) + 1;
    }

    private void message(String protoPackage, int start) {
        int end = nextLine(start);
        var words = List.of(text.substring(start, end - 1).split(" "));
        var name = words.get(1);
        boolean isKind = words.contains("kind");
        var kind = isKind
                ? new GroupVersionKind(ApiGroups.group(protoPackage, name), ApiGroups.version(protoPackage), name)
                : null;
        var schema = ObjectSchema.lazy(
                ApiGroups.openApiName(protoPackage, name),
                kind,
                words.contains("atomic"),
                () -> fields(protoPackage, end, isKind));
        messages.put(protoPackage + "." + name, schema);
        if (kind != null) {
            // "v1 List" is in the core and in the meta package; they are the same.
            kinds.putIfAbsent(kind, schema);
        }
    }

    private List<Field> fields(String protoPackage, int start, boolean isKind) {
        var fields = new ArrayList<Field>();
        if (isKind) {
            fields.add(Field.optional("apiVersion", Primitive.STRING));
            fields.add(Field.optional("kind", Primitive.STRING));
        }
        for (int line = start; text.startsWith("field ", line); line = nextLine(line)) {
            fields.add(field(protoPackage, text.substring(line, nextLine(line) - 1)));
        }
        return fields;
    }

    private Field field(String protoPackage, String line) {
        var words = line.split(" ");
        var flags = List.of(words).subList(4, words.length);
        var patch = attribute(words, "patch");
        var type = type(protoPackage, words, words[3], flags.contains("atomic"));
        return new Field(
                words[2],
                Integer.parseInt(words[1]),
                type,
                flags.contains("required"),
                flags.contains("always=null") ? Scalar.Null.NULL : flags.contains("always") ? unset(type) : null,
                flags.contains("plain"),
                flags.contains("atomic") || (isAtomic(type) && !flags.contains("granular")),
                flags.contains("inline"),
                defaultValue(attribute(words, "default")),
                patch == null ? Set.of() : strategies(patch),
                orEmpty(attribute(words, "mergeKey")));
    }

    private static boolean isAtomic(Type type) {
        return type instanceof ObjectSchema struct && struct.atomic();
    }

    private Type type(String protoPackage, String[] words, String name, boolean atomic) {
        if (name.startsWith("[]")) {
            return listType(words, type(protoPackage, words, name.substring(2), atomic));
        }
        if (name.startsWith("{}")) {
            return new MapType(type(protoPackage, words, name.substring(2), atomic), atomic);
        }
        var primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return primitive;
        }
        var message = messages.get(name.contains(".") ? name : protoPackage + "." + name);
        if (message == null) {
            throw new IllegalStateException("kubernetes.schema: unknown type " + name + " in " + protoPackage);
        }
        return message;
    }

    /** Lists without a list type follow their patch strategy, as Kubernetes reads them for server-side apply. */
    private static ListType listType(String[] words, Type items) {
        var declared = attribute(words, "list");
        var patch = attribute(words, "patch");
        var mergeKey = attribute(words, "mergeKey");
        if (declared == null) {
            boolean merged = patch != null && strategies(patch).contains(PatchStrategy.MERGE);
            if (!merged) {
                return ListType.atomic(items);
            }
            return mergeKey == null
                    ? new ListType(items, ListType.Semantics.SET, List.of())
                    : new ListType(items, ListType.Semantics.MAP, List.of(mergeKey));
        }
        return switch (declared) {
            case "atomic" -> ListType.atomic(items);
            case "set" -> new ListType(items, ListType.Semantics.SET, List.of());
            case "map" ->
                new ListType(
                        items,
                        ListType.Semantics.MAP,
                        List.of(orEmpty(attribute(words, "keys")).split(",")));
            case String other -> throw new IllegalStateException("kubernetes.schema: unknown list type " + other);
        };
    }

    private static Set<PatchStrategy> strategies(String words) {
        var strategies = EnumSet.noneOf(PatchStrategy.class);
        for (var word : words.split(",")) {
            strategies.add(
                    switch (word) {
                        case "merge" -> PatchStrategy.MERGE;
                        case "retainKeys" -> PatchStrategy.RETAIN_KEYS;
                        case "replace" -> PatchStrategy.REPLACE;
                        case String other ->
                            throw new IllegalStateException("kubernetes.schema: unknown patch strategy " + other);
                    });
        }
        return strategies;
    }

    /** Go's zero value in JSON. */
    private static Value unset(Type type) {
        return switch (type) {
            case ObjectSchema ignored -> ObjectValue.empty();
            case ListType ignored -> Scalar.Null.NULL;
            case MapType ignored -> Scalar.Null.NULL;
            case Primitive primitive ->
                switch (primitive) {
                    case STRING -> Value.of("");
                    case BOOLEAN -> Value.of(false);
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> Value.of(0);
                    case QUANTITY -> Value.of("0");
                    case DURATION -> Value.of("0s");
                    case BYTES,
                            TIME,
                            MICRO_TIME,
                            RAW_EXTENSION,
                            JSON,
                            FIELDS,
                            STRING_LIST,
                            SCHEMA_OR_LIST,
                            SCHEMA_OR_BOOLEAN,
                            SCHEMA_OR_STRINGS -> Scalar.Null.NULL;
                };
        };
    }

    private static @Nullable Value defaultValue(@Nullable String json) {
        if (json == null) {
            return null;
        }
        if (json.startsWith("\"")) {
            return Value.of(json.substring(1, json.length() - 1));
        }
        return switch (json) {
            case "true" -> Value.of(true);
            case "false" -> Value.of(false);
            case String number -> Value.of(Long.parseLong(number));
        };
    }

    private static @Nullable String attribute(String[] words, String name) {
        var prefix = name + "=";
        for (var word : words) {
            if (word.startsWith(prefix)) {
                return word.substring(prefix.length());
            }
        }
        return null;
    }

    private static String orEmpty(@Nullable String word) {
        return word == null ? "" : word;
    }
}
