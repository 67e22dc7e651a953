package io.jukung.api.server.registry;

import java.util.List;

/**
 * How a resource is called.
 *
 * @param plural lower-case plural, as in paths: {@code pods}
 * @param singular lower-case singular: {@code pod}
 * @param kind type of its objects: {@code Pod}
 * @param shortNames what kubectl accepts instead: {@code po}
 * @param categories groups of resources it belongs to: {@code all}
 */
public record ResourceNames(
        String plural, String singular, String kind, List<String> shortNames, List<String> categories) {

    public ResourceNames {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    /** The type of its lists: {@code PodList}. */
    public String listKind() {
        return kind + "List";
    }
}
