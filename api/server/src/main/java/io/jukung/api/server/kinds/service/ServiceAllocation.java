package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.AllocationRule;
import java.util.ArrayList;
import java.util.List;

/** Cluster addresses and node ports of Services. */
final class ServiceAllocation implements AllocationRule {

    private static final String CLUSTER_IP = "spec.clusterIPs";
    private static final String HEALTH_CHECK = "spec.healthCheckNodePort";

    @Override
    public List<Claim> claims(ObjectValue object) {
        var claims = new ArrayList<Claim>();
        if (Services.needsClusterIp(object) && !Services.headless(object)) {
            claims.add(new Claim(Range.CLUSTER_IP, CLUSTER_IP, object.text("spec", "clusterIP")));
        }
        var ports = object.list("spec", "ports").objects();
        boolean wanted = Services.needsNodePort(object);
        for (int i = 0; i < ports.size(); i++) {
            var nodePort = number(ports.get(i).whole(0, "nodePort"));
            if (wanted || !nodePort.isEmpty()) {
                claims.add(new Claim(Range.NODE_PORT, path(i), nodePort));
            }
        }
        if (Services.needsHealthCheckNodePort(object)) {
            claims.add(
                    new Claim(Range.NODE_PORT, HEALTH_CHECK, number(object.whole(0, "spec", "healthCheckNodePort"))));
        }
        return claims;
    }

    private static String number(long port) {
        return port == 0 ? "" : Long.toString(port);
    }

    private static String path(int port) {
        return "spec.ports[" + port + "].nodePort";
    }

    @Override
    public ObjectValue assign(ObjectValue object, Claim claim, String value) {
        return switch (claim.range()) {
            case CLUSTER_IP ->
                object.withAt(Value.of(value), "spec", "clusterIP")
                        .withAt(ListValue.of(Value.of(value)), "spec", "clusterIPs");
            case NODE_PORT -> {
                var number = Value.of(Long.parseLong(value));
                if (claim.path().equals(HEALTH_CHECK)) {
                    yield object.withAt(number, "spec", "healthCheckNodePort");
                }
                var ports = new ArrayList<>(object.list("spec", "ports").items());
                for (int i = 0; i < ports.size(); i++) {
                    if (claim.path().equals(path(i)) && ports.get(i) instanceof ObjectValue port) {
                        ports.set(i, port.with("nodePort", number));
                    }
                }
                yield object.withAt(ListValue.of(ports), "spec", "ports");
            }
        };
    }
}
