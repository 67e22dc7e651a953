package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;

/** What the type of a Service implies. */
final class Services {

    private Services() {}

    static String type(ObjectValue service) {
        return service.text("spec", "type");
    }

    static boolean needsClusterIp(ObjectValue service) {
        return switch (type(service)) {
            case "ClusterIP", "NodePort", "LoadBalancer" -> true;
            default -> false;
        };
    }

    static boolean needsNodePort(ObjectValue service) {
        return switch (type(service)) {
            case "NodePort" -> true;
            case "LoadBalancer" ->
                !(service.at("spec", "allocateLoadBalancerNodePorts") instanceof Scalar.Flag wanted) || wanted.value();
            default -> false;
        };
    }

    static boolean headless(ObjectValue service) {
        return service.text("spec", "clusterIP").equals("None");
    }

    static boolean needsHealthCheckNodePort(ObjectValue service) {
        return type(service).equals("LoadBalancer")
                && service.text("spec", "externalTrafficPolicy").equals("Local");
    }

    /** Whether traffic from outside the cluster can reach it. */
    static boolean externallyAccessible(ObjectValue service) {
        return switch (type(service)) {
            case "NodePort", "LoadBalancer" -> true;
            case "ClusterIP" -> !service.list("spec", "externalIPs").isEmpty();
            default -> false;
        };
    }
}
