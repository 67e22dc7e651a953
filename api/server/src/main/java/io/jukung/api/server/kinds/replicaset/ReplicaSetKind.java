package io.jukung.api.server.kinds.replicaset;

import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.kinds.workload.WorkloadColumns;
import io.jukung.api.server.registry.Column;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kind {@code apps/v1 ReplicaSet}. */
public final class ReplicaSetKind {

    private ReplicaSetKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "apps",
                "v1",
                new ResourceNames("replicasets", "replicaset", "ReplicaSet", List.of("rs"), List.of("all")),
                Scope.NAMESPACED,
                new ReplicaSetStrategy(ReplicaSetStrategy.Part.SPEC),
                List.of(
                        Subresource.Scale.ofWorkload(),
                        new Subresource.Part("status", new ReplicaSetStrategy(ReplicaSetStrategy.Part.STATUS))),
                columns(),
                List.of(),
                Optional.empty());
    }

    private static List<Column> columns() {
        var narrow = Stream.of(
                Cells.name(),
                Cells.number("Desired", "Pods wanted.", set -> set.whole(0, "spec", "replicas")),
                Cells.number("Current", "Pods there are.", set -> set.whole(0, "status", "replicas")),
                Cells.number("Ready", "Pods that are ready.", set -> set.whole(0, "status", "readyReplicas")),
                Cells.age());
        return Stream.concat(narrow, WorkloadColumns.wide().stream()).toList();
    }
}
