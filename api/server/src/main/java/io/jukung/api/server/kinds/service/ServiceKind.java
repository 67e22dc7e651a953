package io.jukung.api.server.kinds.service;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Service}. */
public final class ServiceKind {

    private ServiceKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("services", "service", "Service", List.of("svc"), List.of("all")),
                Scope.NAMESPACED,
                new ServiceStrategy(ServiceStrategy.Part.SPEC),
                List.of(
                        new Subresource.Connection(
                                "proxy",
                                new GroupVersionKind("", "v1", "ServiceProxyOptions"),
                                List.of("create", "delete", "get", "patch", "update")),
                        new Subresource.Part("status", new ServiceStrategy(ServiceStrategy.Part.STATUS))),
                ServiceColumns.columns(),
                List.of(SelectableField.text("spec.clusterIP"), SelectableField.text("spec.type")),
                Optional.of(new ServiceAllocation()));
    }
}
