package io.jukung.api.model.apply;

import io.jukung.api.model.schema.ObjectSchema;
import java.time.Instant;
import java.util.List;

/**
 * Who writes an object, through what, and when.
 *
 * @param manager the field manager; "" is recorded as {@code unknown}
 * @param apiVersion of the request
 * @param subresource for example {@code status}; "" for the object itself
 * @param ignored paths that this endpoint resets and so nobody comes to own by it, such as {@code [status]}
 */
public record Write(
        ObjectSchema schema,
        String manager,
        String apiVersion,
        String subresource,
        Instant now,
        List<List<String>> ignored) {

    public Write {
        manager = manager.isEmpty() ? "unknown" : manager;
        ignored = List.copyOf(ignored);
    }

    FieldSet ignoredFields() {
        var set = FieldSet.EMPTY;
        for (var path : ignored) {
            set = set.union(FieldSet.ofPath(path.toArray(String[]::new)));
        }
        return set;
    }

    Shape shape() {
        return new Shape(schema, false);
    }
}
