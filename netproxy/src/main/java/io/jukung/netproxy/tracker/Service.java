package io.jukung.netproxy.tracker;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What the proxy needs to know of a Service. Addresses are IPv4; others are left out.
 *
 * @param headless without an address of its own: DNS gives its endpoints
 * @param externalName where DNS sends clients; "" for none
 * @param clusterIps empty while headless or not yet allocated
 * @param externalIps external and load-balancer addresses
 * @param affinitySeconds how long a client stays with an endpoint after its last connection; 0 for no affinity
 * @param internalLocal clients inside the cluster use only endpoints on their node
 * @param externalLocal clients outside use only endpoints on the node they come in at
 */
public record Service(
        ObjectKey key,
        boolean headless,
        String externalName,
        List<String> clusterIps,
        List<String> externalIps,
        List<Port> ports,
        int affinitySeconds,
        boolean internalLocal,
        boolean externalLocal) {

    private static final int DEFAULT_AFFINITY_SECONDS = 3 * 60 * 60;

    /**
     * One port.
     *
     * @param name "" where the service has only this one
     * @param nodePort on every node; 0 for none
     */
    public record Port(String name, Protocol protocol, int port, int nodePort) {}

    public static Service of(KubeObject service) {
        var spec = service.spec();
        var external = new ArrayList<>(spec.list("externalIPs").texts());
        service.status().list("loadBalancer", "ingress").objects().forEach(ingress -> external.add(ingress.text("ip")));
        boolean named = spec.text("type").equals("ExternalName");
        return new Service(
                service.key(),
                spec.text("clusterIP").equals("None"),
                named ? spec.text("externalName") : "",
                named ? List.of() : addresses(clusterIps(spec)),
                named ? List.of() : addresses(external),
                spec.list("ports").objects().stream().map(Service::port).toList(),
                affinity(spec),
                spec.text("internalTrafficPolicy").equals("Local"),
                spec.text("externalTrafficPolicy").equals("Local"));
    }

    private static List<String> clusterIps(ObjectValue spec) {
        var all = spec.list("clusterIPs").texts();
        return all.isEmpty() ? List.of(spec.text("clusterIP")) : all;
    }

    private static List<String> addresses(List<String> texts) {
        return texts.stream().filter(Ipv4Address::isValid).distinct().toList();
    }

    private static Port port(ObjectValue port) {
        return new Port(port.text("name"), Protocol.of(port.text("protocol")), (int) port.whole(0, "port"), (int)
                port.whole(0, "nodePort"));
    }

    private static int affinity(ObjectValue spec) {
        return spec.text("sessionAffinity").equals("ClientIP")
                ? (int) spec.whole(DEFAULT_AFFINITY_SECONDS, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
                : 0;
    }
}
