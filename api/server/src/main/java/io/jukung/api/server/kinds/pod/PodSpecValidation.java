package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import java.util.List;

/** What a pod's spec may say, apart from its containers and volumes. */
public final class PodSpecValidation {

    private static final long LARGEST = Integer.MAX_VALUE;
    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> PREEMPTION = List.of("PreemptLowerPriority", "Never");
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final List<String> SYSTEMS = List.of("linux", "windows");

    private PodSpecValidation() {}

    static Findings pod(ObjectValue pod) {
        var findings = new Findings();
        mirror(pod, findings);
        spec(pod.object("spec"), "spec", findings);
        return findings;
    }

    /** The image of a pod that a node runs by itself names that node. */
    private static void mirror(ObjectValue pod, Findings findings) {
        var annotations = pod.object("metadata", "annotations");
        if (annotations.has(MIRROR) && pod.text("spec", "nodeName").isEmpty()) {
            findings.invalid(
                    "metadata.annotations[" + MIRROR + "]",
                    annotations.text(MIRROR),
                    "must set spec.nodeName if mirror pod annotation is set");
        }
    }

    /** Adds to {@code findings} what is wrong with the spec of a pod or template that stands at {@code path}. */
    public static void spec(ObjectValue spec, String path, Findings findings) {
        var volumes = VolumeValidation.volumes(spec.list("volumes"), path + ".volumes", findings);
        new ContainerValidation(volumes, findings).all(spec, path);
        findings.oneOf(path + ".restartPolicy", spec.text("restartPolicy"), RESTART_POLICIES);
        findings.oneOf(path + ".dnsPolicy", spec.text("dnsPolicy"), DNS_POLICIES);
        ObjectMetaRules.labels(spec.texts("nodeSelector"), path + ".nodeSelector", findings);
        SecurityContextValidation.pod(spec.object("securityContext"), path + ".securityContext", findings);
        AffinityValidation.affinity(spec.object("affinity"), path + ".affinity", findings);
        dnsConfig(spec, path, findings);
        gates(spec, path, findings);
        TopologyValidation.constraints(
                spec.list("topologySpreadConstraints"), path + ".topologySpreadConstraints", findings);
        names(spec, path, findings);
        if (spec.has("activeDeadlineSeconds")) {
            long seconds = spec.whole(0, "activeDeadlineSeconds");
            if (seconds < 1 || seconds > LARGEST) {
                findings.invalid(
                        path + ".activeDeadlineSeconds",
                        Value.of(seconds),
                        "must be between 1 and " + LARGEST + ", inclusive");
            }
        }
        AffinityValidation.tolerations(spec.list("tolerations"), path + ".tolerations", findings);
        hostAliases(spec, path, findings);
        if (spec.has("preemptionPolicy")) {
            findings.oneOf(path + ".preemptionPolicy", spec.text("preemptionPolicy"), PREEMPTION);
        }
        system(spec, path, findings);
    }

    private static void dnsConfig(ObjectValue spec, String path, Findings findings) {
        var at = path + ".dnsConfig";
        var config = spec.object("dnsConfig");
        boolean none = spec.text("dnsPolicy").equals("None");
        if (none && !spec.has("dnsConfig")) {
            findings.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        var servers = config.list("nameservers").texts();
        if (none && servers.isEmpty()) {
            findings.required(at + ".nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        if (servers.size() > 3) {
            findings.invalid(at + ".nameservers", config.list("nameservers"), "must not have more than 3 nameservers");
        }
        for (int i = 0; i < servers.size(); i++) {
            Addresses.check(at + ".nameservers[" + i + "]", servers.get(i), findings);
        }
        var searches = config.list("searches").texts();
        if (searches.size() > 32) {
            findings.invalid(at + ".searches", config.list("searches"), "must not have more than 32 search paths");
        }
        for (int i = 0; i < searches.size(); i++) {
            var search = searches.get(i);
            var bare = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
            if (!bare.isEmpty()) {
                findings.each(at + ".searches[" + i + "]", search, Names.dns1123Subdomain(bare.replace('_', 'x')));
            }
        }
        var options = config.list("options").objects();
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).text("name").isEmpty()) {
                findings.required(at + ".options[" + i + "]", "must not be empty");
            }
        }
    }

    private static void gates(ObjectValue spec, String path, Findings findings) {
        var readiness = spec.list("readinessGates").objects();
        for (int i = 0; i < readiness.size(); i++) {
            var type = readiness.get(i).text("conditionType");
            findings.each(path + ".readinessGates[" + i + "].conditionType", type, Names.qualifiedName(type));
        }
        var seen = new Findings.Unique();
        var scheduling = spec.list("schedulingGates").objects();
        for (int i = 0; i < scheduling.size(); i++) {
            var name = scheduling.get(i).text("name");
            var at = path + ".schedulingGates[" + i + "]";
            if (name.isEmpty()) {
                findings.required(at, "must not be empty");
            } else {
                findings.each(at, name, Names.qualifiedName(name));
            }
            if (!seen.add(name)) {
                findings.duplicate(at, name);
            }
        }
    }

    private static void names(ObjectValue spec, String path, Findings findings) {
        name(spec, path, "serviceAccountName", Names.dns1123Subdomain(spec.text("serviceAccountName")), findings);
        name(spec, path, "nodeName", Names.dns1123Subdomain(spec.text("nodeName")), findings);
        name(spec, path, "hostname", Names.dns1123Label(spec.text("hostname")), findings);
        name(spec, path, "subdomain", Names.dns1123Label(spec.text("subdomain")), findings);
        name(spec, path, "priorityClassName", Names.dns1123Subdomain(spec.text("priorityClassName")), findings);
        name(spec, path, "runtimeClassName", Names.dns1123Subdomain(spec.text("runtimeClassName")), findings);
    }

    private static void name(ObjectValue spec, String path, String field, List<String> problems, Findings findings) {
        if (!spec.text(field).isEmpty()) {
            findings.each(path + "." + field, spec.text(field), problems);
        }
    }

    private static void hostAliases(ObjectValue spec, String path, Findings findings) {
        var aliases = spec.list("hostAliases").objects();
        for (int i = 0; i < aliases.size(); i++) {
            var at = path + ".hostAliases[" + i + "]";
            Addresses.check(at + ".ip", aliases.get(i).text("ip"), findings);
            for (var host : aliases.get(i).list("hostnames").texts()) {
                findings.each(at + ".hostnames", host, Names.dns1123Subdomain(host));
            }
        }
    }

    private static void system(ObjectValue spec, String path, Findings findings) {
        if (spec.get("os") instanceof ObjectValue os) {
            var name = os.text("name");
            if (name.isEmpty()) {
                findings.required(path + ".os.name", "cannot be empty");
            } else if (!SYSTEMS.contains(name)) {
                findings.add(FieldError.notSupported(path + ".os", name, SYSTEMS));
            }
        }
    }

    /** What a list of a template's spec may not hold though a pod may. */
    public static void template(ObjectValue template, String path, Findings findings) {
        ObjectMetaRules.labels(template.texts("metadata", "labels"), path + ".metadata.labels", findings);
        ObjectMetaRules.annotations(
                template.texts("metadata", "annotations"), path + ".metadata.annotations", findings);
        spec(template.object("spec"), path + ".spec", findings);
        if (!template.list("spec", "ephemeralContainers").isEmpty()) {
            findings.forbidden(path + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
        }
    }

    static Value shown(ObjectValue object, String field) {
        var value = object.get(field);
        return value == null ? Scalar.Null.NULL : value;
    }
}
