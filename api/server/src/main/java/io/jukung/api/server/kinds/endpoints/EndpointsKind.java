package io.jukung.api.server.kinds.endpoints;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Endpoints}. */
public final class EndpointsKind {

    private static final int SHOWN = 3;

    private EndpointsKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("endpoints", "endpoints", "Endpoints", List.of("ep"), List.of()),
                Scope.NAMESPACED,
                new EndpointsStrategy(),
                List.of(),
                List.of(
                        Cells.name(),
                        Cells.text("Endpoints", "Ready addresses and their ports.", EndpointsKind::endpoints),
                        Cells.age()),
                List.of(),
                Optional.empty());
    }

    private static String endpoints(ObjectValue object) {
        var shown = new ArrayList<String>();
        int more = 0;
        for (var subset : object.list("subsets").objects()) {
            var ports = subset.list("ports").objects();
            if (ports.isEmpty()) {
                for (var address : subset.list("addresses").objects()) {
                    more += show(address.text("ip"), shown);
                }
            }
            for (var port : ports) {
                for (var address : subset.list("addresses").objects()) {
                    more += show(address.text("ip") + ":" + port.whole(0, "port"), shown);
                }
            }
        }
        return Cells.orNone(String.join(",", shown)) + (more > 0 ? " + " + more + " more..." : "");
    }

    /** 1 if there was no room left. */
    private static int show(String text, List<String> shown) {
        if (shown.size() == SHOWN) {
            return 1;
        }
        shown.add(text);
        return 0;
    }
}
