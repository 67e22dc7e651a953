package io.jukung.api.server.registry;

import io.jukung.api.model.tree.ObjectValue;
import java.util.function.Function;

/**
 * A field that field selectors may name.
 *
 * @param name as selectors write it, for example {@code spec.nodeName}
 * @param value its text in an object, empty where absent
 */
public record SelectableField(String name, Function<ObjectValue, String> value) {

    /** The text at the dotted path {@code name}. */
    public static SelectableField text(String name) {
        var path = name.split("\\.");
        return new SelectableField(name, object -> object.text(path));
    }
}
