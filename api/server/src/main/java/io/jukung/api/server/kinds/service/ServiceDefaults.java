package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;

/** What a Service is when it does not say. */
final class ServiceDefaults {

    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static ObjectValue apply(ObjectValue service) {
        var spec = service.object("spec");
        var fields = spec.toBuilder();
        if (spec.text("sessionAffinity").isEmpty()) {
            fields.put("sessionAffinity", "None");
        }
        switch (spec.text("sessionAffinity")) {
            case "", "None" -> fields.remove("sessionAffinityConfig");
            case "ClientIP" -> {
                if (spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds") == null) {
                    fields.put(
                            "sessionAffinityConfig",
                            spec.object("sessionAffinityConfig")
                                    .withAt(Value.of(AFFINITY_SECONDS), "clientIP", "timeoutSeconds"));
                }
            }
            default -> {
                // Validation speaks of it.
            }
        }
        if (spec.text("type").isEmpty()) {
            fields.put("type", "ClusterIP");
        }
        if (spec.has("ports")) {
            fields.put("ports", spec.list("ports").mapObjects(ServiceDefaults::port));
        }
        return byType(service.with("spec", fields.build()));
    }

    private static ObjectValue port(ObjectValue port) {
        var fields = port.toBuilder();
        if (port.text("protocol").isEmpty()) {
            fields.put("protocol", "TCP");
        }
        boolean noTarget = switch (port.get("targetPort")) {
            case Scalar.Whole(var number) -> number == 0;
            case Scalar.Text(var name) -> name.isEmpty();
            case null, default -> true;
        };
        if (noTarget) {
            fields.put("targetPort", port.whole(0, "port"));
        }
        if (port.whole(-1, "nodePort") == 0) {
            fields.remove("nodePort");
        }
        return fields.build();
    }

    private static ObjectValue byType(ObjectValue service) {
        var spec = service.object("spec").toBuilder();
        if (Services.externallyAccessible(service)) {
            spec.putIfAbsent("externalTrafficPolicy", Value.of("Cluster"));
        }
        if (Services.needsClusterIp(service)) {
            spec.putIfAbsent("internalTrafficPolicy", Value.of("Cluster"));
        }
        if (Services.type(service).equals("LoadBalancer")) {
            spec.putIfAbsent("allocateLoadBalancerNodePorts", Value.of(true));
        }
        return service.with("spec", spec.build());
    }

    /**
     * Address families of a cluster with IPv4 alone, and {@code clusterIPs} from {@code clusterIP}.
     * Headless services without selector get both families: their endpoints are someone else's.
     */
    static ObjectValue withAddressFields(ObjectValue service) {
        if (!Services.needsClusterIp(service)) {
            return service;
        }
        var spec = service.object("spec");
        var fields = spec.toBuilder();
        if (!spec.text("clusterIP").isEmpty() && spec.list("clusterIPs").isEmpty()) {
            fields.put("clusterIPs", ListValue.of(Value.of(spec.text("clusterIP"))));
        }
        boolean free = Services.headless(service) && spec.object("selector").isEmpty();
        var policy = spec.text("ipFamilyPolicy");
        if (policy.isEmpty()) {
            policy = free && spec.list("ipFamilies").isEmpty() ? "RequireDualStack" : "SingleStack";
            fields.put("ipFamilyPolicy", policy);
        }
        if (spec.list("ipFamilies").isEmpty()) {
            boolean both = free && !policy.equals("SingleStack");
            fields.put(
                    "ipFamilies",
                    both ? ListValue.of(Value.of("IPv4"), Value.of("IPv6")) : ListValue.of(Value.of("IPv4")));
        }
        return service.with("spec", fields.build());
    }
}
