package io.jukung.netproxy.tracker;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the proxy needs to know of a Service. Addresses are IPv4; others are left out.
 *
 * @param headless without an address of its own: DNS gives its endpoints
 * @param externalName where DNS sends clients, without a final dot; "" for none
 * @param clusterIps empty while headless or not yet allocated
 * @param externalIps addresses that somebody else leads to the nodes
 * @param loadBalancerIps addresses of load balancers that pass packets on as they came
 * @param sourceRanges who may use {@code loadBalancerIps}; empty for all
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
        List<String> loadBalancerIps,
        List<Ipv4Range> sourceRanges,
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
        boolean named = spec.text("type").equals("ExternalName");
        return new Service(
                service.key(),
                spec.text("clusterIP").equals("None"),
                named ? spec.text("externalName").replaceFirst("\\.$", "") : "",
                named ? List.of() : addresses(clusterIps(spec)),
                named ? List.of() : addresses(spec.list("externalIPs").texts()),
                named ? List.of() : loadBalancers(service.status()),
                sourceRanges(spec),
                spec.list("ports").objects().stream().map(Service::port).toList(),
                affinity(spec),
                spec.text("internalTrafficPolicy").equals("Local"),
                spec.text("externalTrafficPolicy").equals("Local"));
    }

    private static List<String> clusterIps(ObjectValue spec) {
        var all = spec.list("clusterIPs").texts();
        return all.isEmpty() ? List.of(spec.text("clusterIP")) : all;
    }

    /** A load balancer of mode Proxy ends connections itself: what is sent to its address must get there. */
    private static List<String> loadBalancers(ObjectValue status) {
        return addresses(status.list("loadBalancer", "ingress").objects().stream()
                .filter(ingress -> !ingress.text("ipMode").equals("Proxy"))
                .map(ingress -> ingress.text("ip"))
                .toList());
    }

    private static List<Ipv4Range> sourceRanges(ObjectValue spec) {
        return spec.list("loadBalancerSourceRanges").texts().stream()
                .flatMap(range -> range(range).stream())
                .distinct()
                .toList();
    }

    /** Empty for ranges of IPv6. */
    private static Optional<Ipv4Range> range(String text) {
        try {
            return Optional.of(Ipv4Range.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** All addresses by which clients outside the cluster reach the service. */
    public List<String> outsideAddresses() {
        return Stream.concat(externalIps.stream(), loadBalancerIps.stream())
                .distinct()
                .toList();
    }

    /** An ExternalName or headless service has no address: connections to it are DNS's matter. */
    public boolean translated() {
        return !headless && externalName.isEmpty();
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
