package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Service may say, apart from its ports. */
final class ServiceValidation {

    private static final String LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";
    private static final int LONGEST_AFFINITY_SECONDS = 86_400;

    private ServiceValidation() {}

    static Findings service(ObjectValue service) {
        var findings = new Findings();
        var spec = service.object("spec");
        var type = Services.type(service);
        ServicePorts.present(service, findings);
        if (type.equals("ExternalName")) {
            externalName(spec, findings);
        }
        ServicePorts.each(spec, findings);
        ObjectMetaRules.labels(spec.texts("selector"), "spec.selector", findings);
        affinity(spec, findings);
        addresses(service, spec, findings);
        externalIps(spec, findings);
        if (type.isEmpty()) {
            findings.required("spec.type");
        } else {
            findings.oneOf("spec.type", type, List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        }
        ServicePorts.together(service, spec, findings);
        loadBalancer(type, spec, findings);
        traffic(service, spec, findings);
        return findings;
    }

    private static void externalName(ObjectValue spec, Findings findings) {
        if (!spec.list("clusterIPs").isEmpty()) {
            findings.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
        }
        var name = spec.text("externalName");
        var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (bare.isEmpty()) {
            findings.required("spec.externalName");
        } else {
            findings.each("spec.externalName", name, Names.dns1123Subdomain(bare));
        }
    }

    private static void affinity(ObjectValue spec, Findings findings) {
        var affinity = spec.text("sessionAffinity");
        if (affinity.isEmpty()) {
            findings.required("spec.sessionAffinity");
        } else {
            findings.oneOf("spec.sessionAffinity", affinity, List.of("ClientIP", "None"));
        }
        if (affinity.equals("ClientIP")) {
            long seconds = spec.whole(0, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
            if (seconds <= 0 || seconds > LONGEST_AFFINITY_SECONDS) {
                findings.invalid(
                        "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
                        Value.of(seconds),
                        "must be greater than 0 and less than " + LONGEST_AFFINITY_SECONDS);
            }
        }
    }

    private static void addresses(ObjectValue service, ObjectValue spec, Findings findings) {
        if (!Services.needsClusterIp(service)) {
            return;
        }
        families(spec, findings);
        var policy = spec.text("ipFamilyPolicy");
        findings.oneOf("spec.ipFamilyPolicy", policy, List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
        var all = spec.list("clusterIPs");
        var addresses = all.texts();
        var one = spec.text("clusterIP");
        if (one.isEmpty() && !all.isEmpty()) {
            findings.invalid("spec.clusterIPs", all, "must be empty when `clusterIP` is not specified");
        } else if (!all.isEmpty() && !addresses.getFirst().equals(one)) {
            findings.invalid("spec.clusterIPs", all, "first value must match `clusterIP`");
        }
        for (int i = 0; i < addresses.size(); i++) {
            var path = "spec.clusterIPs[" + i + "]";
            if (addresses.get(i).equals("None")) {
                if (addresses.size() > 1) {
                    findings.invalid(path, "None", "'None' must be the first and only value");
                }
            } else {
                Addresses.check(path, addresses.get(i), findings);
            }
        }
        if (addresses.stream().filter(Addresses::isIpv4).count() > 1
                || addresses.stream().filter(Addresses::isIpv6).count() > 1) {
            findings.invalid("spec.clusterIPs", all, "may specify no more than one IP for each IP family");
        }
    }

    /** This cluster has IPv4 alone; only headless services without selector may say otherwise. */
    private static void families(ObjectValue spec, Findings findings) {
        var seen = new Findings.Unique();
        var families = spec.list("ipFamilies").texts();
        boolean free =
                spec.text("clusterIP").equals("None") && spec.object("selector").isEmpty();
        for (int i = 0; i < families.size(); i++) {
            var path = "spec.ipFamilies[" + i + "]";
            findings.oneOf(path, families.get(i), List.of("IPv4", "IPv6"));
            if (!seen.add(families.get(i))) {
                findings.duplicate(path, families.get(i));
            }
            if (families.get(i).equals("IPv6") && !free) {
                findings.invalid(path, "IPv6", "not configured on this cluster");
            }
        }
        if (spec.text("ipFamilyPolicy").equals("RequireDualStack") && !free) {
            findings.invalid(
                    "spec.ipFamilyPolicy",
                    "RequireDualStack",
                    "this cluster is not configured for dual-stack services");
        }
    }

    private static void externalIps(ObjectValue spec, Findings findings) {
        var addresses = spec.list("externalIPs").texts();
        for (int i = 0; i < addresses.size(); i++) {
            var path = "spec.externalIPs[" + i + "]";
            if (Addresses.check(path, addresses.get(i), findings)) {
                Addresses.checkNotSpecial(path, addresses.get(i), findings);
            }
        }
    }

    private static void loadBalancer(String type, ObjectValue spec, Findings findings) {
        boolean balancer = type.equals("LoadBalancer");
        var ranges = spec.list("loadBalancerSourceRanges").texts();
        if (!ranges.isEmpty() && !balancer) {
            // The path is Kubernetes' own spelling.
            findings.forbidden("spec.LoadBalancerSourceRanges", LOAD_BALANCER_ONLY);
        } else {
            for (int i = 0; i < ranges.size(); i++) {
                Addresses.checkRange(
                        "spec.LoadBalancerSourceRanges[" + i + "]",
                        ranges.get(i).strip(),
                        findings);
            }
        }
        if (!balancer && spec.has("allocateLoadBalancerNodePorts")) {
            findings.forbidden("spec.allocateLoadBalancerNodePorts", LOAD_BALANCER_ONLY);
        }
        if (spec.has("loadBalancerClass")) {
            if (balancer) {
                var name = spec.text("loadBalancerClass");
                findings.each("spec.loadBalancerClass", name, Names.qualifiedName(name));
            } else {
                findings.forbidden("spec.loadBalancerClass", LOAD_BALANCER_ONLY);
            }
        }
    }

    private static void traffic(ObjectValue service, ObjectValue spec, Findings findings) {
        var external = spec.text("externalTrafficPolicy");
        if (Services.externallyAccessible(service)) {
            findings.oneOf("spec.externalTrafficPolicy", external, List.of("Cluster", "Local"));
        } else if (!external.isEmpty()) {
            findings.invalid(
                    "spec.externalTrafficPolicy", external, "may only be set for externally-accessible services");
        }
        long check = spec.whole(0, "healthCheckNodePort");
        if (check != 0 && !Services.needsHealthCheckNodePort(service)) {
            findings.invalid(
                    "spec.healthCheckNodePort",
                    Value.of(check),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        if (spec.has("internalTrafficPolicy")) {
            findings.oneOf(
                    "spec.internalTrafficPolicy", spec.text("internalTrafficPolicy"), List.of("Cluster", "Local"));
        }
        if (spec.has("trafficDistribution")) {
            findings.oneOf(
                    "spec.trafficDistribution",
                    spec.text("trafficDistribution"),
                    List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
        }
    }

    static Findings update(ObjectValue service, ObjectValue old) {
        var findings = new Findings();
        if (Services.needsClusterIp(service) && Services.needsClusterIp(old)) {
            unchanged(service, old, "clusterIP", findings);
            unchanged(service, old, "clusterIPs", findings);
        }
        return findings.addAll(service(service).errors());
    }

    /** An allocated address stays as long as the service needs one. */
    private static void unchanged(ObjectValue service, ObjectValue old, String field, Findings findings) {
        var before = old.at("spec", field);
        var now = service.at("spec", field);
        if (before != null && !before.equals(Value.of("")) && !before.equals(now)) {
            var path = field.equals("clusterIPs") ? "spec.clusterIPs[0]" : "spec." + field;
            findings.add(FieldError.invalid(path, shown(now), "may not change once set"));
        }
    }

    private static Value shown(@Nullable Value value) {
        return switch (value) {
            case ListValue list -> list;
            case Scalar scalar -> scalar;
            case ObjectValue object -> object;
            case null -> Value.of("");
        };
    }
}
