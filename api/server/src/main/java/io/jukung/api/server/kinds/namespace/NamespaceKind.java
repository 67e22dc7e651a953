package io.jukung.api.server.kinds.namespace;

import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Namespace}. */
public final class NamespaceKind {

    private NamespaceKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("namespaces", "namespace", "Namespace", List.of("ns"), List.of()),
                Scope.CLUSTER,
                new NamespaceStrategy(NamespaceStrategy.Part.SPEC),
                List.of(
                        new Subresource.Part("finalize", new NamespaceStrategy(NamespaceStrategy.Part.FINALIZERS)),
                        new Subresource.Part("status", new NamespaceStrategy(NamespaceStrategy.Part.STATUS))),
                List.of(
                        Cells.name(),
                        Cells.text("Status", "The status of the namespace", object -> object.text("status", "phase")),
                        Cells.age()),
                List.of(SelectableField.text("status.phase")),
                Optional.empty());
    }
}
