package io.jukung.api.server.kinds.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.AllocationRule.Claim;
import io.jukung.api.server.registry.AllocationRule.Range;
import org.junit.jupiter.api.Test;

class ServiceStrategyTest {

    private final ServiceStrategy rules = new ServiceStrategy(ServiceStrategy.Part.SPEC);
    private final ServiceAllocation allocation = new ServiceAllocation();

    private static ObjectValue service(String spec) {
        return (ObjectValue) Json.read("{\"metadata\":{\"name\":\"s\",\"namespace\":\"n\"},\"spec\":" + spec + "}");
    }

    private ObjectValue created(String spec) {
        return rules.prepareForCreate(rules.applyDefaults(service(spec)));
    }

    private ObjectValue allocated(ObjectValue service) {
        var assigned = service;
        int port = 30100;
        for (var claim : allocation.claims(service)) {
            if (claim.value().isEmpty()) {
                assigned = allocation.assign(
                        assigned, claim, claim.range() == Range.CLUSTER_IP ? "10.96.0.7" : "" + port++);
            }
        }
        return assigned;
    }

    @Test
    void aClusterIpServiceClaimsOneAddress() {
        assertThat(allocation.claims(created("{\"ports\":[{\"port\":80}]}")))
                .containsExactly(new Claim(Range.CLUSTER_IP, "spec.clusterIPs", ""));
        assertThat(allocated(created("{\"ports\":[{\"port\":80}]}")).text("spec", "clusterIP"))
                .isEqualTo("10.96.0.7");
    }

    @Test
    void aHeadlessServiceClaimsNothing() {
        assertThat(allocation.claims(created("{\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"}}")))
                .isEmpty();
        assertThat(allocation.claims(created("{\"type\":\"ExternalName\",\"externalName\":\"a.b\"}")))
                .isEmpty();
    }

    @Test
    void aLoadBalancerClaimsPortsAndForLocalTrafficOneForHealth() {
        var service = created(
                "{\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"port\":80,\"nodePort\":30007},{\"name\":\"b\",\"port\":81}]}");
        assertThat(allocation.claims(service))
                .containsExactly(
                        new Claim(Range.CLUSTER_IP, "spec.clusterIPs", ""),
                        new Claim(Range.NODE_PORT, "spec.ports[0].nodePort", "30007"),
                        new Claim(Range.NODE_PORT, "spec.ports[1].nodePort", ""),
                        new Claim(Range.NODE_PORT, "spec.healthCheckNodePort", ""));
        var done = allocated(service);
        assertThat(done.whole(0, "spec", "healthCheckNodePort")).isEqualTo(30101);
        assertThat(done.list("spec", "ports").objects().get(1).whole(0, "nodePort"))
                .isEqualTo(30100);
        assertThat(done.list("spec", "ports").objects().get(0).whole(0, "nodePort"))
                .isEqualTo(30007);
    }

    @Test
    void anUpdateThatLeavesAllocatedValuesOutKeepsThem() {
        var old = allocated(created("{\"type\":\"NodePort\",\"ports\":[{\"name\":\"a\",\"port\":80}]}"));
        var asked = rules.applyDefaults(service(
                "{\"type\":\"NodePort\",\"ports\":[{\"name\":\"a\",\"port\":8080},{\"name\":\"b\",\"port\":81}]}"));
        var updated = rules.prepareForUpdate(asked, old);
        assertThat(updated.at("spec", "clusterIP")).isEqualTo(Value.of("10.96.0.7"));
        var ports = updated.list("spec", "ports").objects();
        assertThat(ports.get(0).whole(0, "nodePort")).isEqualTo(30100);
        assertThat(ports.get(1).has("nodePort")).isFalse();
        assertThat(rules.validateUpdate(updated, old)).isEmpty();
    }

    @Test
    void aTypeThatNeedsNoAddressOrPortGivesThemUp() {
        var old = allocated(created("{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}"));
        var toClusterIp =
                rules.prepareForUpdate(rules.applyDefaults(old.withAt(Value.of("ClusterIP"), "spec", "type")), old);
        assertThat(toClusterIp.list("spec", "ports").objects().getFirst().has("nodePort"))
                .isFalse();
        assertThat(toClusterIp.object("spec").has("externalTrafficPolicy")).isFalse();
        assertThat(rules.validateUpdate(toClusterIp, old)).isEmpty();
        var toName = rules.prepareForUpdate(
                rules.applyDefaults(old.withAt(Value.of("ExternalName"), "spec", "type")
                        .withAt(Value.of("example.com"), "spec", "externalName")),
                old);
        assertThat(toName.object("spec").has("clusterIP")).isFalse();
        assertThat(allocation.claims(toName)).isEmpty();
    }

    @Test
    void anAllocatedAddressMayNotChange() {
        var old = allocated(created("{\"ports\":[{\"port\":80}]}"));
        var changed = rules.prepareForUpdate(old.withAt(Value.of("10.96.0.9"), "spec", "clusterIP"), old);
        assertThat(rules.validateUpdate(changed, old))
                .anySatisfy(error -> assertThat(error)
                        .hasToString("spec.clusterIP: Invalid value: \"10.96.0.9\": may not change once set"));
    }

    @Test
    void aSpecWriteLeavesTheStatusAndAStatusWriteTheSpec() {
        var old = allocated(created("{\"ports\":[{\"port\":80}]}"));
        var other =
                old.withAt(Value.of("1.2.3.4"), "status", "x").withAt(Value.of("ClientIP"), "spec", "sessionAffinity");
        assertThat(rules.prepareForUpdate(other, old).object("status")).isEqualTo(old.object("status"));
        var status = new ServiceStrategy(ServiceStrategy.Part.STATUS).prepareForUpdate(other, old);
        assertThat(status.object("spec")).isEqualTo(old.object("spec"));
        assertThat(status.text("status", "x")).isEqualTo("1.2.3.4");
    }
}
