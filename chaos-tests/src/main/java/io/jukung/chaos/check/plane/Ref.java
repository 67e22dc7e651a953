package io.jukung.chaos.check.plane;

import java.util.Map;
import java.util.Optional;

/**
 * Which object.
 *
 * @param resource plural, as {@code pods}
 * @param namespace "" where the resource has none
 */
public record Ref(String resource, String namespace, String name) implements Comparable<Ref> {

    private static final String ROOT = "/registry/";
    /** What stands in the store under another name than the API's. */
    private static final Map<String, String> OLD_NAMES =
            Map.of("services/specs/", "services/", "services/endpoints/", "endpoints/", "minions/", "nodes/");

    /** By its key in the store, {@code /registry/<resource>/<namespace>/<name>}; empty for a key that is no object's. */
    static Optional<Ref> ofKey(String key) {
        if (!key.startsWith(ROOT)) {
            return Optional.empty();
        }
        var path = key.substring(ROOT.length());
        for (var old : OLD_NAMES.entrySet()) {
            if (path.startsWith(old.getKey())) {
                path = old.getValue() + path.substring(old.getKey().length());
                break;
            }
        }
        var parts = path.split("/", -1);
        return switch (parts.length) {
            case 2 -> Optional.of(new Ref(parts[0], "", parts[1]));
            case 3 -> Optional.of(new Ref(parts[0], parts[1], parts[2]));
            default -> Optional.empty();
        };
    }

    /** {@code namespace/name}, or the name alone. */
    public String key() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(Ref that) {
        int byResource = resource.compareTo(that.resource);
        return byResource != 0 ? byResource : key().compareTo(that.key());
    }

    @Override
    public String toString() {
        return resource + " " + key();
    }
}
