package io.jukung.api.server.rest;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.Column;
import io.jukung.api.server.registry.ResourceDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Objects as rows of a {@code meta.k8s.io Table}, and as their metadata alone. Pure. */
final class Tables {

    private Tables() {}

    /** What stands in a row beside the cells. */
    enum IncludeObject {
        METADATA,
        OBJECT,
        NONE
    }

    static ObjectValue table(
            ResourceDefinition definition,
            String version,
            List<CachedObject> objects,
            ObjectValue listMetadata,
            boolean withColumns,
            IncludeObject include,
            Instant now) {
        var rows = new ArrayList<Value>();
        for (var object : objects) {
            rows.add(row(definition, version, object, include, now));
        }
        var table = ObjectValue.builder()
                .put("kind", "Table")
                .put("apiVersion", "meta.k8s.io/" + version)
                .put("metadata", listMetadata);
        if (withColumns) {
            table.put("columnDefinitions", columns(definition.columns()));
        } else {
            table.put("columnDefinitions", Scalar.Null.NULL);
        }
        return table.put("rows", ListValue.of(rows)).build();
    }

    private static ListValue columns(List<Column> columns) {
        return ListValue.of(columns.stream()
                .map(column -> ObjectValue.builder()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", column.description())
                        .put("priority", column.priority())
                        .build())
                .toList());
    }

    private static ObjectValue row(
            ResourceDefinition definition, String version, CachedObject object, IncludeObject include, Instant now) {
        var cells = definition.columns().stream()
                .map(column -> column.cell().of(object.tree(), now))
                .toList();
        var row = ObjectValue.builder().put("cells", ListValue.of(cells));
        switch (include) {
            case METADATA -> row.put("object", partial(object.tree(), version));
            case OBJECT -> row.put("object", object.tree());
            case NONE -> row.put("object", Scalar.Null.NULL);
        }
        return row.build();
    }

    static ObjectValue partial(ObjectValue object, String version) {
        return ObjectValue.builder()
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", "meta.k8s.io/" + version)
                .put("metadata", object.object("metadata"))
                .build();
    }

    static ObjectValue partialList(List<CachedObject> objects, ObjectValue listMetadata, String version) {
        return ObjectValue.builder()
                .put("kind", "PartialObjectMetadataList")
                .put("apiVersion", "meta.k8s.io/" + version)
                .put("metadata", listMetadata)
                .put(
                        "items",
                        ListValue.of(objects.stream()
                                .map(object -> partial(object.tree(), version))
                                .toList()))
                .build();
    }
}
