package io.jukung.api.server.kinds.lease;

import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import java.util.List;
import java.util.Optional;

/** The kind {@code coordination.k8s.io/v1 Lease}. */
public final class LeaseKind {

    private LeaseKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "coordination.k8s.io",
                "v1",
                new ResourceNames("leases", "lease", "Lease", List.of(), List.of()),
                Scope.NAMESPACED,
                new LeaseStrategy(),
                List.of(),
                List.of(
                        Cells.name(),
                        Cells.text("Holder", "Who holds the lease.", lease -> lease.text("spec", "holderIdentity")),
                        Cells.age()),
                List.of(),
                Optional.empty());
    }
}
