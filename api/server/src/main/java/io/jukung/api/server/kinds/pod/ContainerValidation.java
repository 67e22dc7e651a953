package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.registry.FieldError;
import java.util.List;
import java.util.Set;

/** What the containers of a pod may say. */
final class ContainerValidation {

    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");

    private final Set<String> volumes;
    private final Findings findings;
    private final Findings.Unique names = new Findings.Unique();

    /** A check of the containers of one pod, which has {@code volumes}. */
    ContainerValidation(Set<String> volumes, Findings findings) {
        this.volumes = volumes;
        this.findings = findings;
    }

    void all(ObjectValue spec, String path) {
        var containers = spec.list("containers").objects();
        if (containers.isEmpty()) {
            findings.required(path + ".containers");
        }
        for (int i = 0; i < containers.size(); i++) {
            var at = path + ".containers[" + i + "]";
            common(containers.get(i), at);
            ProbeValidation.lifecycle(containers.get(i), at, findings);
            ProbeValidation.probes(containers.get(i), at, findings);
        }
        hostPorts(containers, path + ".containers");
        initContainers(spec.list("initContainers").objects(), path);
        var ephemeral = spec.list("ephemeralContainers").objects();
        for (int i = 0; i < ephemeral.size(); i++) {
            ephemeral(ephemeral.get(i), path + ".ephemeralContainers[" + i + "]");
        }
    }

    private void initContainers(List<ObjectValue> containers, String path) {
        for (int i = 0; i < containers.size(); i++) {
            var container = containers.get(i);
            var at = path + ".initContainers[" + i + "]";
            common(container, at);
            if (container.text("restartPolicy").equals("Always")) {
                ProbeValidation.lifecycle(container, at, findings);
                ProbeValidation.probes(container, at, findings);
            } else {
                for (var field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                    if (container.has(field)) {
                        findings.forbidden(
                                at + "." + field, "may not be set for init containers without restartPolicy=Always");
                    }
                }
            }
        }
        hostPorts(containers, path + ".initContainers");
    }

    private void ephemeral(ObjectValue container, String path) {
        common(container, path);
        for (var field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe", "ports")) {
            if (container.has(field)) {
                findings.forbidden(path + "." + field, "cannot be set for an Ephemeral Container");
            }
        }
    }

    private void common(ObjectValue container, String path) {
        var name = container.text("name");
        if (name.isEmpty()) {
            findings.required(path + ".name");
        } else {
            findings.each(path + ".name", name, Names.dns1123Label(name));
        }
        image(container.text("image"), path + ".image");
        findings.oneOf(
                path + ".terminationMessagePolicy", container.text("terminationMessagePolicy"), MESSAGE_POLICIES);
        ports(container.list("ports"), path + ".ports");
        EnvironmentValidation.variables(container, path, findings);
        mounts(container.list("volumeMounts"), path + ".volumeMounts");
        if (container.text("imagePullPolicy").isEmpty()) {
            findings.required(path + ".imagePullPolicy");
        } else {
            findings.oneOf(path + ".imagePullPolicy", container.text("imagePullPolicy"), PULL_POLICIES);
        }
        if (container.has("restartPolicy")) {
            findings.oneOf(path + ".restartPolicy", container.text("restartPolicy"), RESTART_POLICIES);
        }
        ResourceValidation.requirements(container.object("resources"), path + ".resources", findings);
        SecurityContextValidation.container(container.object("securityContext"), path + ".securityContext", findings);
        if (!name.isEmpty() && !names.add(name)) {
            findings.duplicate(path + ".name", name);
        }
    }

    private void image(String image, String path) {
        if (image.isEmpty()) {
            findings.required(path);
        } else if (!image.strip().equals(image)) {
            findings.invalid(path, image, "must not have leading or trailing whitespace");
        }
    }

    private void ports(ListValue ports, String path) {
        var portNames = new Findings.Unique();
        var items = ports.objects();
        for (int i = 0; i < items.size(); i++) {
            var port = items.get(i);
            var at = path + "[" + i + "]";
            var name = port.text("name");
            if (!name.isEmpty()) {
                var problems = Names.portName(name);
                findings.each(at + ".name", name, problems);
                if (problems.isEmpty() && !portNames.add(name)) {
                    findings.duplicate(at + ".name", name);
                }
            }
            if (port.whole(0, "containerPort") == 0) {
                findings.required(at + ".containerPort");
            } else {
                findings.port(at + ".containerPort", port.whole(0, "containerPort"));
            }
            if (port.whole(0, "hostPort") != 0) {
                findings.port(at + ".hostPort", port.whole(0, "hostPort"));
            }
            if (port.text("protocol").isEmpty()) {
                findings.required(at + ".protocol");
            } else {
                findings.oneOf(at + ".protocol", port.text("protocol"), PROTOCOLS);
            }
        }
    }

    /** A port of the host can be taken once. */
    private void hostPorts(List<ObjectValue> containers, String path) {
        var taken = new Findings.Unique();
        for (int i = 0; i < containers.size(); i++) {
            var ports = containers.get(i).list("ports").objects();
            for (int j = 0; j < ports.size(); j++) {
                var port = ports.get(j);
                long number = port.whole(0, "hostPort");
                var key = port.text("protocol") + "/" + port.text("hostIP") + "/" + number;
                if (number != 0 && !taken.add(key)) {
                    findings.duplicate(path + "[" + i + "].ports[" + j + "].hostPort", key);
                }
            }
        }
    }

    private void mounts(ListValue mounts, String path) {
        var places = new Findings.Unique();
        var items = mounts.objects();
        for (int i = 0; i < items.size(); i++) {
            var mount = items.get(i);
            var at = path + "[" + i + "]";
            var name = mount.text("name");
            if (name.isEmpty()) {
                findings.required(at + ".name");
            }
            if (!volumes.contains(name)) {
                findings.add(FieldError.notFound(at + ".name", name));
            }
            var place = mount.text("mountPath");
            if (place.isEmpty()) {
                findings.required(at + ".mountPath");
            }
            if (!places.add(place)) {
                findings.invalid(at + ".mountPath", place, "must be unique");
            }
            VolumeValidation.descending(mount.text("subPath"), at + ".subPath", findings);
            VolumeValidation.descending(mount.text("subPathExpr"), at + ".subPathExpr", findings);
            if (!mount.text("subPath").isEmpty() && !mount.text("subPathExpr").isEmpty()) {
                findings.invalid(
                        at + ".subPathExpr",
                        mount.text("subPathExpr"),
                        "subPathExpr and subPath are mutually exclusive");
            }
            if (mount.has("mountPropagation")) {
                findings.oneOf(at + ".mountPropagation", mount.text("mountPropagation"), PROPAGATIONS);
            }
        }
    }
}
