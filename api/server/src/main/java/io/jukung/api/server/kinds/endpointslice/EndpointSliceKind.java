package io.jukung.api.server.kinds.endpointslice;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kind {@code discovery.k8s.io/v1 EndpointSlice}. */
public final class EndpointSliceKind {

    private static final int SHOWN = 3;

    private EndpointSliceKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "discovery.k8s.io",
                "v1",
                new ResourceNames("endpointslices", "endpointslice", "EndpointSlice", List.of(), List.of()),
                Scope.NAMESPACED,
                new EndpointSliceStrategy(),
                List.of(),
                List.of(
                        Cells.name(),
                        Cells.text("AddressType", "IPv4, IPv6 or FQDN.", slice -> slice.text("addressType")),
                        Cells.text("Ports", "Ports of every endpoint.", EndpointSliceKind::ports),
                        Cells.text("Endpoints", "Addresses.", EndpointSliceKind::endpoints),
                        Cells.age()),
                List.of(),
                Optional.empty());
    }

    private static String ports(ObjectValue slice) {
        return first(slice.list("ports").objects().stream()
                .map(port -> port.has("port") ? Long.toString(port.whole(0, "port")) : "*"));
    }

    private static String endpoints(ObjectValue slice) {
        return first(slice.list("endpoints").objects().stream()
                .flatMap(endpoint -> endpoint.list("addresses").texts().stream()));
    }

    private static String first(Stream<String> texts) {
        var all = texts.toList();
        if (all.isEmpty()) {
            return "<unset>";
        }
        var shown = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
    }
}
