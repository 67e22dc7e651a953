package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a table of services shows. */
final class ServiceColumns {

    private ServiceColumns() {}

    static List<Column> columns() {
        return List.of(
                Cells.name(),
                Cells.text("Type", "How the service is exposed.", Services::type),
                Cells.text("Cluster-IP", "Address inside the cluster.", ServiceColumns::clusterIp),
                Cells.text("External-IP", "Addresses outside the cluster.", ServiceColumns::externalIp),
                Cells.text("Port(s)", "Ports, with the node's port where there is one.", ServiceColumns::ports),
                Cells.age(),
                Cells.text(
                        "Selector",
                        "Labels of the pods that serve.",
                        1,
                        service -> Cells.orNone(Cells.labels(service.texts("spec", "selector")))));
    }

    private static String clusterIp(ObjectValue service) {
        var all = service.list("spec", "clusterIPs").texts();
        return Cells.orNone(all.isEmpty() ? service.text("spec", "clusterIP") : all.getFirst());
    }

    private static String externalIp(ObjectValue service) {
        var external = service.list("spec", "externalIPs").texts();
        return switch (Services.type(service)) {
            case "ExternalName" -> service.text("spec", "externalName");
            case "LoadBalancer" -> {
                var all = new ArrayList<String>();
                for (var ingress :
                        service.list("status", "loadBalancer", "ingress").objects()) {
                    all.add(ingress.text("ip").isEmpty() ? ingress.text("hostname") : ingress.text("ip"));
                }
                all.addAll(external);
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            default -> Cells.orNone(String.join(",", external));
        };
    }

    private static String ports(ObjectValue service) {
        return Cells.orNone(service.list("spec", "ports").objects().stream()
                .map(port -> {
                    long nodePort = port.whole(0, "nodePort");
                    return port.whole(0, "port") + (nodePort > 0 ? ":" + nodePort : "") + "/" + port.text("protocol");
                })
                .collect(Collectors.joining(",")));
    }
}
