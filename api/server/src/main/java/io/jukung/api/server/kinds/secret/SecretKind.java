package io.jukung.api.server.kinds.secret;

import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Secret}. */
public final class SecretKind {

    private SecretKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("secrets", "secret", "Secret", List.of(), List.of()),
                Scope.NAMESPACED,
                new SecretStrategy(),
                List.of(),
                List.of(
                        Cells.name(),
                        Cells.text("Type", "What the data is for.", object -> object.text("type")),
                        Cells.count(
                                "Data",
                                "Number of keys.",
                                object -> object.object("data").size()),
                        Cells.age()),
                List.of(SelectableField.text("type")),
                Optional.empty());
    }
}
