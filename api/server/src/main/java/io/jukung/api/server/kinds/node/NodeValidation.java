package io.jukung.api.server.kinds.node;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.registry.FieldError;
import java.util.List;

/** What a Node's spec may say. */
final class NodeValidation {

    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private NodeValidation() {}

    static Findings spec(ObjectValue object) {
        var findings = new Findings();
        taints(object, findings);
        var ranges = object.list("spec", "podCIDRs").texts();
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.checkRange("spec.podCIDRs[" + i + "]", ranges.get(i), findings);
        }
        if (ranges.size() > 2) {
            findings.invalid(
                    "spec.podCIDRs",
                    object.list("spec", "podCIDRs"),
                    "may specify no more than one CIDR for each IP family");
        }
        return findings;
    }

    private static void taints(ObjectValue object, Findings findings) {
        var taints = object.list("spec", "taints").objects();
        var seen = new Findings.Unique();
        for (int i = 0; i < taints.size(); i++) {
            var taint = taints.get(i);
            var path = "spec.taints[" + i + "]";
            findings.each(path + ".key", taint.text("key"), Names.qualifiedName(taint.text("key")));
            findings.each(path + ".value", taint.text("value"), Names.labelValue(taint.text("value")));
            if (taint.text("effect").isEmpty()) {
                findings.required(path + ".effect");
            } else {
                findings.oneOf(path + ".effect", taint.text("effect"), EFFECTS);
            }
            if (!seen.add(taint.text("key") + ":" + taint.text("effect"))) {
                findings.add(new FieldError(
                        path, FieldError.Type.DUPLICATE, taint, "taints must be unique by key and effect pair"));
            }
        }
    }

    static Findings update(ObjectValue object, ObjectValue old) {
        var findings = spec(object);
        var before = old.list("spec", "podCIDRs");
        if (!before.isEmpty() && !before.equals(object.list("spec", "podCIDRs"))) {
            findings.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }
        var provider = old.text("spec", "providerID");
        if (!provider.isEmpty() && !provider.equals(object.text("spec", "providerID"))) {
            findings.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        }
        return findings;
    }
}
