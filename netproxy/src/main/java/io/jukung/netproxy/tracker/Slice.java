package io.jukung.netproxy.tracker;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import java.util.List;

/** What the proxy needs to know of an EndpointSlice with IPv4 addresses. */
public record Slice(ObjectKey service, List<Port> ports, List<Endpoint> endpoints) {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    /** A port of the endpoints, matched with the service's port by name. */
    public record Port(String name, Protocol protocol, int port) {}

    /**
     * One address behind the service.
     *
     * @param ready takes new connections
     * @param serving would pass its readiness check, whether or not it terminates
     * @param node name of its node; "" where unknown
     * @param hostname its own name below the service's; "" for none
     */
    public record Endpoint(
            String address, boolean ready, boolean serving, boolean terminating, String node, String hostname) {}

    /** The key of the service that the slice belongs to; its name is "" for none. */
    public static ObjectKey serviceOf(KubeObject slice) {
        return new ObjectKey(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME, ""));
    }

    public static Slice of(KubeObject slice) {
        var tree = slice.tree();
        return new Slice(
                serviceOf(slice),
                tree.list("ports").objects().stream().map(Slice::port).toList(),
                tree.list("endpoints").objects().stream()
                        .map(Slice::endpoint)
                        .filter(endpoint -> Ipv4Address.isValid(endpoint.address()))
                        .toList());
    }

    private static Port port(ObjectValue port) {
        return new Port(port.text("name"), Protocol.of(port.text("protocol")), (int) port.whole(0, "port"));
    }

    private static Endpoint endpoint(ObjectValue endpoint) {
        var addresses = endpoint.list("addresses").texts();
        var conditions = endpoint.object("conditions");
        // An absent condition counts as true for ready and serving (Kubernetes' API convention for slices).
        boolean ready = !conditions.has("ready") || conditions.flag("ready");
        return new Endpoint(
                addresses.isEmpty() ? "" : addresses.getFirst(),
                ready,
                conditions.has("serving") ? conditions.flag("serving") : ready,
                conditions.flag("terminating"),
                endpoint.text("nodeName"),
                endpoint.text("hostname"));
    }
}
