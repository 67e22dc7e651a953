package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the environment of a container may be made of. */
final class EnvironmentValidation {

    private static final List<String> FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final List<String> VOLUME_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");
    private static final Pattern SUBSCRIPTED = Pattern.compile("metadata\\.(annotations|labels)\\['(.*)']");
    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final Pattern HUGE_PAGES = Pattern.compile("(limits|requests)\\.hugepages-.+");

    private EnvironmentValidation() {}

    static void variables(ObjectValue container, String path, Findings findings) {
        var variables = container.list("env").objects();
        for (int i = 0; i < variables.size(); i++) {
            var variable = variables.get(i);
            var at = path + ".env[" + i + "]";
            var name = variable.text("name");
            if (name.isEmpty()) {
                findings.required(at + ".name");
            } else {
                findings.each(at + ".name", name, Names.environmentVariable(name));
            }
            if (variable.get("valueFrom") instanceof ObjectValue source) {
                source(source, variable.text("value"), at + ".valueFrom", findings);
            }
        }
        var sources = container.list("envFrom").objects();
        for (int i = 0; i < sources.size(); i++) {
            from(sources.get(i), path + ".envFrom[" + i + "]", findings);
        }
    }

    private static void source(ObjectValue source, String value, String path, Findings findings) {
        int sources = 0;
        if (source.get("fieldRef") instanceof ObjectValue field) {
            sources++;
            field(field, path + ".fieldRef", false, findings);
        }
        if (source.get("resourceFieldRef") instanceof ObjectValue resource) {
            sources++;
            resource(resource, path + ".resourceFieldRef", false, findings);
        }
        for (var kind : List.of("configMapKeyRef", "secretKeyRef")) {
            if (source.get(kind) instanceof ObjectValue key) {
                sources++;
                if (key.text("key").isEmpty()) {
                    findings.required(path + "." + kind + ".key");
                } else {
                    findings.each(path + "." + kind + ".key", key.text("key"), Names.configMapKey(key.text("key")));
                }
            }
        }
        sources += source.has("fileKeyRef") ? 1 : 0;
        if (sources == 0) {
            findings.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                            + " `fileKeyRef`");
        } else if (!value.isEmpty()) {
            findings.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (sources > 1) {
            findings.invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    /** A reference to a field of the pod, from a variable or from a file of a volume. */
    static void field(ObjectValue field, String path, boolean inVolume, Findings findings) {
        var name = field.text("fieldPath");
        if (field.text("apiVersion").isEmpty()) {
            findings.required(path + ".apiVersion");
            return;
        }
        if (name.isEmpty()) {
            findings.required(path + ".fieldPath");
            return;
        }
        var subscripted = SUBSCRIPTED.matcher(name);
        if (subscripted.matches()) {
            findings.each(path + ".fieldPath", subscripted.group(2), Names.qualifiedName(subscripted.group(2)));
            return;
        }
        if (!FIELDS.contains(name) && !VOLUME_FIELDS.contains(name)) {
            findings.invalid(
                    path + ".fieldPath", name, "error converting fieldPath: field label not supported: " + name);
            return;
        }
        findings.oneOf(path + ".fieldPath", name, inVolume ? VOLUME_FIELDS : FIELDS);
    }

    static void resource(ObjectValue resource, String path, boolean inVolume, Findings findings) {
        if (inVolume && resource.text("containerName").isEmpty()) {
            findings.required(path + ".containerName");
        } else if (resource.text("resource").isEmpty()) {
            findings.required(path + ".resource");
        } else if (!HUGE_PAGES.matcher(resource.text("resource")).matches()) {
            findings.oneOf(path + ".resource", resource.text("resource"), RESOURCES);
        }
    }

    private static void from(ObjectValue source, String path, Findings findings) {
        if (!source.text("prefix").isEmpty()) {
            findings.each(path + ".prefix", source.text("prefix"), Names.environmentVariable(source.text("prefix")));
        }
        var present = new ArrayList<String>();
        for (var kind : List.of("configMapRef", "secretRef")) {
            if (source.has(kind)) {
                present.add(kind);
                var name = source.text(kind, "name");
                if (name.isEmpty()) {
                    findings.required(path + "." + kind + ".name");
                } else {
                    findings.each(path + "." + kind + ".name", name, Names.dns1123Subdomain(name));
                }
            }
        }
        if (present.isEmpty()) {
            findings.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (present.size() > 1) {
            findings.invalid(path, "", "may not have more than one field specified at a time");
        }
    }
}
