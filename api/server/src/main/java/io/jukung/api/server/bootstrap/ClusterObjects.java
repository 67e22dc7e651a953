package io.jukung.api.server.bootstrap;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects themselves, as pure functions of the live members. */
final class ClusterObjects {

    static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private ClusterObjects() {}

    static ObjectValue namespace(String name) {
        return object("v1", "Namespace", "", name, Map.of()).build();
    }

    /** Where pods find the API: {@code default/kubernetes}. */
    static ObjectValue kubernetesService(String clusterIp, int targetPort) {
        return service(
                "default",
                "kubernetes",
                clusterIp,
                Map.of("component", "apiserver", "provider", "kubernetes"),
                List.of(port("https", "TCP", 443, targetPort)));
    }

    /** The address pods ask for names: {@code kube-system/kube-dns}; answered on every node by its proxy. */
    static ObjectValue dnsService(String clusterIp) {
        return service(
                "kube-system",
                "kube-dns",
                clusterIp,
                Map.of("k8s-app", "kube-dns", "kubernetes.io/name", "CoreDNS", "kubernetes.io/cluster-service", "true"),
                List.of(port("dns", "UDP", 53, 53), port("dns-tcp", "TCP", 53, 53)));
    }

    static ObjectValue endpoints(List<InetSocketAddress> members) {
        var subsets = new ArrayList<Value>();
        byPort(members)
                .forEach((port, addresses) -> subsets.add(ObjectValue.builder()
                        .put(
                                "addresses",
                                ListValue.of(addresses.stream()
                                        .map(address -> ObjectValue.of("ip", Value.of(address)))
                                        .toList()))
                        .put("ports", ListValue.of(endpointPort(port)))
                        .build()));
        var endpoints = object(
                "v1", "Endpoints", "default", "kubernetes", Map.of("endpointslice.kubernetes.io/skip-mirror", "true"));
        if (!subsets.isEmpty()) {
            endpoints.put("subsets", ListValue.of(subsets));
        }
        return endpoints.build();
    }

    /** One slice for each port: all endpoints of a slice have the same. */
    static List<ObjectValue> endpointSlices(List<InetSocketAddress> members) {
        var slices = new ArrayList<ObjectValue>();
        byPort(members)
                .forEach((port, addresses) -> slices.add(object(
                                "discovery.k8s.io/v1",
                                "EndpointSlice",
                                "default",
                                slices.isEmpty() ? "kubernetes" : "kubernetes-" + port,
                                Map.of("kubernetes.io/service-name", "kubernetes"))
                        .put("addressType", "IPv4")
                        .put(
                                "endpoints",
                                ListValue.of(addresses.stream()
                                        .map(address -> ObjectValue.builder()
                                                .put("addresses", ListValue.of(Value.of(address)))
                                                .put("conditions", ObjectValue.of("ready", Value.of(true)))
                                                .build())
                                        .toList()))
                        .put("ports", ListValue.of(endpointPort(port)))
                        .build()));
        return slices;
    }

    private static Map<Integer, List<String>> byPort(List<InetSocketAddress> members) {
        var byPort = new LinkedHashMap<Integer, List<String>>();
        members.stream()
                .sorted((a, b) -> a.getPort() != b.getPort()
                        ? Integer.compare(a.getPort(), b.getPort())
                        : a.getHostString().compareTo(b.getHostString()))
                .forEach(member -> byPort.computeIfAbsent(member.getPort(), ignored -> new ArrayList<>())
                        .add(member.getHostString()));
        return byPort;
    }

    private static ObjectValue endpointPort(int port) {
        return ObjectValue.builder()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP")
                .build();
    }

    private static ObjectValue service(
            String namespace, String name, String clusterIp, Map<String, String> labels, List<ObjectValue> ports) {
        return object("v1", "Service", namespace, name, labels)
                .put(
                        "spec",
                        ObjectValue.builder()
                                .put("type", "ClusterIP")
                                .put("clusterIP", clusterIp)
                                .put("ports", ListValue.of(ports))
                                .build())
                .build();
    }

    private static ObjectValue port(String name, String protocol, int port, int targetPort) {
        return ObjectValue.builder()
                .put("name", name)
                .put("protocol", protocol)
                .put("port", port)
                .put("targetPort", targetPort)
                .build();
    }

    private static ObjectValue.Builder object(
            String apiVersion, String kind, String namespace, String name, Map<String, String> labels) {
        var metadata = ObjectValue.builder().put("name", name).putIfPresent("namespace", namespace);
        if (!labels.isEmpty()) {
            metadata.put("labels", ObjectValue.ofTexts(labels));
        }
        return ObjectValue.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("metadata", metadata.build());
    }
}
