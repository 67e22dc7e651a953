package io.jukung.api.server.chain;

import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.registry.ResourceDefinition;
import java.util.Map;

/** Where objects stand in the store: Kubernetes' own layout, {@code /registry/<resource>/<namespace>/<name>}. */
public final class StorageKeys {

    /** Names that Kubernetes has kept from its early days. */
    private static final Map<String, String> OLD_NAMES =
            Map.of("services", "services/specs", "endpoints", "services/endpoints", "nodes", "minions");

    private StorageKeys() {}

    /** Prefix of a resource's keys, with a slash at the end. */
    public static String prefix(ResourceDefinition definition) {
        var plural = definition.names().plural();
        return "/registry/" + (definition.group().isEmpty() ? OLD_NAMES.getOrDefault(plural, plural) : plural) + "/";
    }

    /** Key of an object below its resource's prefix. */
    public static String local(ObjectKey key) {
        return key.toString();
    }
}
