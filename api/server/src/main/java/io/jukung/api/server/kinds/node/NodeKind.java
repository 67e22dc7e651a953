package io.jukung.api.server.kinds.node;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Node}. */
public final class NodeKind {

    private NodeKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("nodes", "node", "Node", List.of("no"), List.of()),
                Scope.CLUSTER,
                new NodeStrategy(NodeStrategy.Part.SPEC),
                List.of(
                        new Subresource.Connection(
                                "proxy",
                                new GroupVersionKind("", "v1", "NodeProxyOptions"),
                                List.of("create", "delete", "get", "patch", "update")),
                        new Subresource.Part("status", new NodeStrategy(NodeStrategy.Part.STATUS))),
                NodeColumns.columns(),
                List.of(new SelectableField(
                        "spec.unschedulable", object -> Boolean.toString(object.flag("spec", "unschedulable")))),
                Optional.empty());
    }
}
