package io.jukung.api.server.kinds.serviceaccount;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 ServiceAccount}. */
public final class ServiceAccountKind {

    private ServiceAccountKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("serviceaccounts", "serviceaccount", "ServiceAccount", List.of("sa"), List.of()),
                Scope.NAMESPACED,
                new ServiceAccountStrategy(),
                List.of(new Subresource.Action(
                        "token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"))),
                List.of(Cells.name(), Cells.age()),
                List.of(),
                Optional.empty());
    }
}
