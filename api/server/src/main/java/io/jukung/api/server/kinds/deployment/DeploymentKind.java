package io.jukung.api.server.kinds.deployment;

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

/** The kind {@code apps/v1 Deployment}. */
public final class DeploymentKind {

    private DeploymentKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "apps",
                "v1",
                new ResourceNames("deployments", "deployment", "Deployment", List.of("deploy"), List.of("all")),
                Scope.NAMESPACED,
                new DeploymentStrategy(DeploymentStrategy.Part.SPEC),
                List.of(
                        Subresource.Scale.ofWorkload(),
                        new Subresource.Part("status", new DeploymentStrategy(DeploymentStrategy.Part.STATUS))),
                columns(),
                List.of(),
                Optional.empty());
    }

    private static List<Column> columns() {
        var narrow = Stream.of(
                Cells.name(),
                Cells.text(
                        "Ready",
                        "Pods that are ready, of those wanted.",
                        deployment -> deployment.whole(0, "status", "readyReplicas") + "/"
                                + deployment.whole(0, "spec", "replicas")),
                Cells.count(
                        "Up-to-date",
                        "Pods of the newest template.",
                        deployment -> deployment.whole(0, "status", "updatedReplicas")),
                Cells.count(
                        "Available",
                        "Pods that have been ready for long enough.",
                        deployment -> deployment.whole(0, "status", "availableReplicas")),
                Cells.age());
        return Stream.concat(narrow, WorkloadColumns.wide().stream()).toList();
    }
}
