package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/** What a changed Service keeps of the values allocated for it, and what its new type has no use for. */
final class ServiceUpdate {

    private static final List<String> ADDRESS_FIELDS =
            List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");

    private ServiceUpdate() {}

    static ObjectValue settle(ObjectValue service, ObjectValue old) {
        return withoutUseless(withAllocated(service, old), old);
    }

    private static ObjectValue withAllocated(ObjectValue service, ObjectValue old) {
        var kept = service;
        if (Services.needsClusterIp(service) && Services.needsClusterIp(old)) {
            for (var field : List.of("clusterIP", "clusterIPs")) {
                kept = keepUnlessSaid(kept, old, field);
            }
            if (kept.at("spec", "ipFamilyPolicy") == null) {
                kept = keepUnlessSaid(keepUnlessSaid(kept, old, "ipFamilies"), old, "ipFamilyPolicy");
            }
        }
        if (Services.needsNodePort(service) && Services.needsNodePort(old)) {
            kept = withNodePorts(kept, old);
        }
        if (Services.needsHealthCheckNodePort(service) && Services.needsHealthCheckNodePort(old)) {
            kept = keepUnlessSaid(kept, old, "healthCheckNodePort");
        }
        return kept;
    }

    private static ObjectValue keepUnlessSaid(ObjectValue service, ObjectValue old, String field) {
        var before = old.at("spec", field);
        var now = service.at("spec", field);
        boolean said = now != null && !now.equals(Value.of("")) && !now.equals(Value.of(0));
        return said || before == null ? service : service.withAt(before, "spec", field);
    }

    /** Ports of the same name keep their node port, unless another port of the new object names it. */
    private static ObjectValue withNodePorts(ObjectValue service, ObjectValue old) {
        var byName = new HashMap<String, Long>();
        for (var port : old.list("spec", "ports").objects()) {
            byName.put(port.text("name"), port.whole(0, "nodePort"));
        }
        var named = new HashSet<Long>();
        for (var port : service.list("spec", "ports").objects()) {
            named.add(port.whole(0, "nodePort"));
        }
        return service.mapObject(
                "spec",
                spec -> spec.mapEach("ports", port -> {
                    long before = byName.getOrDefault(port.text("name"), 0L);
                    return port.whole(0, "nodePort") != 0 || before == 0 || named.contains(before)
                            ? port
                            : port.with("nodePort", Value.of(before));
                }));
    }

    private static ObjectValue withoutUseless(ObjectValue service, ObjectValue old) {
        var rest = service;
        if (Services.needsClusterIp(old) && !Services.needsClusterIp(service)) {
            for (var field : ADDRESS_FIELDS) {
                rest = dropIfSame(rest, old, field);
            }
        }
        if (Services.needsNodePort(old) && !Services.needsNodePort(service)) {
            rest = rest.mapObject("spec", spec -> spec.mapEach("ports", port -> port.without("nodePort")));
        }
        if (Services.needsHealthCheckNodePort(old) && !Services.needsHealthCheckNodePort(service)) {
            rest = dropIfSame(rest, old, "healthCheckNodePort");
        }
        if (Services.type(old).equals("LoadBalancer") && !Services.type(service).equals("LoadBalancer")) {
            rest = dropIfSame(dropIfSame(rest, old, "allocateLoadBalancerNodePorts"), old, "loadBalancerClass");
        }
        if (Services.externallyAccessible(old) && !Services.externallyAccessible(service)) {
            rest = dropIfSame(rest, old, "externalTrafficPolicy");
        }
        return rest;
    }

    private static ObjectValue dropIfSame(ObjectValue service, ObjectValue old, String field) {
        var now = service.at("spec", field);
        return now != null && now.equals(old.at("spec", field)) ? service.withoutAt("spec", field) : service;
    }
}
