package io.jukung.api.model.patch;

import io.jukung.api.model.patch.PatchException.Cause;
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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch: objects are merged; lists with the strategy merge are merged item by item, objects by their
 * merge key, scalars as a set; other lists are replaced; null removes. The directives are {@code $patch} (replace,
 * delete), {@code $setElementOrder/list}, {@code $deleteFromPrimitiveList/list} and {@code $retainKeys}; their rules
 * and error texts are those of Kubernetes.
 */
public final class StrategicMerge {

    static final String PATCH = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String ELEMENT_ORDER = "$setElementOrder";
    static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList";

    private StrategicMerge() {}

    /**
     * The patched object; its apiVersion and kind stay.
     *
     * @throws PatchException for a patch that is no object, or a directive that is wrong
     */
    public static ObjectValue apply(ObjectSchema schema, ObjectValue original, Value patch) {
        if (!(patch instanceof ObjectValue fields)) {
            throw new PatchException(
                    Cause.MALFORMED,
                    "json: cannot unmarshal %s into Go value of type map[string]interface {}"
                            .formatted(GoText.kind(patch)));
        }
        var merged = merge(original, fields, schema);
        for (var identity : List.of("apiVersion", "kind")) {
            var value = original.get(identity);
            merged = value == null ? merged : merged.with(identity, value);
        }
        return merged;
    }

    /** Merges two objects; {@code type} is null where the schema ends. */
    static ObjectValue merge(ObjectValue original, ObjectValue patch, @Nullable Type type) {
        var directive = patch.get(PATCH);
        if (directive != null) {
            return directed(directive, patch);
        }
        var ordered = Ordered.of(retained(original, patch), patch.without(RETAIN_KEYS), type);
        var result = ordered.original();
        for (var entry : ordered.patch().fields().entrySet()) {
            result = mergeField(result, entry.getKey(), entry.getValue(), type);
        }
        return result;
    }

    private static ObjectValue directed(Value directive, ObjectValue patch) {
        return switch (GoText.of(directive)) {
            case "replace" -> patch.without(PATCH);
            case "delete" -> ObjectValue.empty();
            case String other -> throw unknownDirective(other, patch);
        };
    }

    static PatchException unknownDirective(String directive, ObjectValue patch) {
        return new PatchException(
                Cause.UNSUPPORTED, "unknown patch type: " + directive + " in map: " + GoText.of(patch));
    }

    /** Drops the fields that {@code $retainKeys} does not name. */
    private static ObjectValue retained(ObjectValue original, ObjectValue patch) {
        var directive = patch.get(RETAIN_KEYS);
        if (directive == null) {
            return original;
        }
        if (!(directive instanceof ListValue list)) {
            throw new PatchException(Cause.MALFORMED, "invalid patch format of retainKeys");
        }
        var keys = Set.copyOf(list.texts());
        for (var entry : patch.fields().entrySet()) {
            boolean isField =
                    entry.getValue() != Scalar.Null.NULL && !entry.getKey().startsWith("$");
            if (isField && !keys.contains(entry.getKey())) {
                throw new PatchException(Cause.MALFORMED, "invalid patch format of retainKeys");
            }
        }
        var result = original;
        for (var name : original.names()) {
            result = keys.contains(name) ? result : result.without(name);
        }
        return result;
    }

    private static ObjectValue mergeField(ObjectValue original, String key, Value patch, @Nullable Type type) {
        boolean deletion = key.startsWith(DELETE_FROM_LIST);
        var name = deletion ? listName(key) : key;
        if (patch == Scalar.Null.NULL) {
            return original.without(name);
        }
        var present = original.get(name);
        if (deletion) {
            return present instanceof ListValue list && patch instanceof ListValue items
                    ? original.with(name, ListMerge.withoutItems(list, items))
                    : original;
        }
        return original.with(
                name, present == null ? Directives.removed(patch) : mergeValue(present, patch, name, type));
    }

    /** {@code $deleteFromPrimitiveList/finalizers} is about {@code finalizers}. */
    static String listName(String directive) {
        int slash = directive.indexOf('/');
        if (slash < 0 || slash == directive.length() - 1) {
            var format = directive.startsWith(ELEMENT_ORDER) ? "setElementOrder list" : "primitive list";
            throw new PatchException(Cause.MALFORMED, "invalid patch format of " + format);
        }
        return directive.substring(slash + 1);
    }

    private static Value mergeValue(Value present, Value patch, String name, @Nullable Type type) {
        if (present instanceof ObjectValue object && patch instanceof ObjectValue fields) {
            return strategies(type, name).contains(PatchStrategy.REPLACE)
                    ? fields
                    : merge(object, fields, typeOf(type, name));
        }
        if (present instanceof ListValue list && patch instanceof ListValue items) {
            return mergeList(list, items, name, type);
        }
        return patch instanceof Scalar ? patch : Directives.removed(patch);
    }

    /** Two lists of the field {@code name}: merged, or the patch's alone where its strategy is not merge. */
    static ListValue mergeList(ListValue present, ListValue patch, String name, @Nullable Type type) {
        return strategies(type, name).contains(PatchStrategy.MERGE)
                ? ListMerge.merge(present, patch, mergeKey(type, name), itemType(type, name))
                : patch;
    }

    static String mergeKey(@Nullable Type type, String name) {
        var field = field(type, name);
        return field == null ? "" : field.mergeKey();
    }

    private static Set<PatchStrategy> strategies(@Nullable Type type, String name) {
        var field = field(type, name);
        return field == null ? Set.of() : field.patchStrategies();
    }

    private static @Nullable Type itemType(@Nullable Type type, String name) {
        return typeOf(type, name) instanceof ListType list ? list.items() : null;
    }

    private static @Nullable Type typeOf(@Nullable Type type, String name) {
        return switch (type) {
            case null -> null;
            case ObjectSchema schema -> {
                var field = schema.field(name);
                yield field == null ? null : field.type();
            }
            case MapType map -> map.values();
            case ListType ignored -> null;
            case Primitive ignored -> null;
        };
    }

    private static @Nullable Field field(@Nullable Type type, String name) {
        return type instanceof ObjectSchema schema ? schema.field(name) : null;
    }
}
