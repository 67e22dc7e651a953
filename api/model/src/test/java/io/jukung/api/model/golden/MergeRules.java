package io.jukung.api.model.golden;

import io.jukung.api.model.schema.Field;
import io.jukung.api.model.schema.ListType;
import io.jukung.api.model.schema.MapType;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.PatchStrategy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How a field is merged, in OpenAPI's words. */
record MergeRules(
        String listType,
        List<String> keys,
        String mergeKey,
        Set<String> strategies,
        boolean struct,
        boolean atomicMap) {

    static MergeRules of(Field field) {
        var list = field.type() instanceof ListType type ? type : null;
        return new MergeRules(
                list == null ? "" : list.semantics().name().toLowerCase(java.util.Locale.ROOT),
                list == null ? List.of() : list.keys(),
                field.mergeKey(),
                field.patchStrategies().stream().map(MergeRules::word).collect(Collectors.toSet()),
                field.type() instanceof ObjectSchema,
                field.type() instanceof MapType map ? map.atomic() : field.atomic());
    }

    private static String word(PatchStrategy strategy) {
        return switch (strategy) {
            case MERGE -> "merge";
            case RETAIN_KEYS -> "retainKeys";
            case REPLACE -> "replace";
        };
    }

    /** Whether a document that says {@code expected} means the same; a list without a type follows its merge key. */
    boolean agreesWith(List<Object> expected) {
        boolean listSame = expected.get(0).equals("")
                || (expected.get(0).equals(listType) && expected.get(1).equals(keys));
        // The documents tell of an atomic struct at its definition.
        var mapType = (String) expected.get(4);
        var strategySame = strategies.isEmpty() ? Set.of("") : strategies;
        return listSame
                && expected.get(2).equals(mergeKey)
                && expected.get(3).equals(strategySame)
                && (mapType.equals("atomic") == atomicMap || (struct && mapType.isEmpty()));
    }
}
