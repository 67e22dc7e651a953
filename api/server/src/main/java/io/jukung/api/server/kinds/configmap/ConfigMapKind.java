package io.jukung.api.server.kinds.configmap;

import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 ConfigMap}. */
public final class ConfigMapKind {

    private ConfigMapKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("configmaps", "configmap", "ConfigMap", List.of("cm"), List.of()),
                Scope.NAMESPACED,
                new ConfigMapStrategy(),
                List.of(),
                List.of(
                        Cells.name(),
                        Cells.count(
                                "Data",
                                "Number of keys.",
                                object -> object.object("data").size()
                                        + object.object("binaryData").size()),
                        Cells.age()),
                List.of(),
                Optional.empty());
    }
}
