package io.jukung.api.server.kinds.node;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a table of nodes shows. */
final class NodeColumns {

    private static final String ROLE = "node-role.kubernetes.io/";

    private NodeColumns() {}

    static List<Column> columns() {
        return List.of(
                Cells.name(),
                Cells.text("Status", "The status of the node", NodeColumns::status),
                Cells.text("Roles", "The roles of the node", NodeColumns::roles),
                Cells.age(),
                Cells.text("Version", "Version of the node daemon.", node -> info(node, "kubeletVersion")),
                Cells.text("Internal-IP", "Address inside the cluster.", 1, node -> address(node, "InternalIP")),
                Cells.text("External-IP", "Address outside the cluster.", 1, node -> address(node, "ExternalIP")),
                Cells.text("OS-Image", "Operating system.", 1, node -> orUnknown(info(node, "osImage"))),
                Cells.text("Kernel-Version", "Version of the kernel.", 1, NodeColumns::kernel),
                Cells.text(
                        "Container-Runtime",
                        "Container runtime and its version.",
                        1,
                        node -> orUnknown(info(node, "containerRuntimeVersion"))));
    }

    private static String status(ObjectValue node) {
        var words = new ArrayList<String>();
        for (var condition : node.list("status", "conditions").objects()) {
            if (condition.text("type").equals("Ready")) {
                words.add(condition.text("status").equals("True") ? "Ready" : "NotReady");
            }
        }
        if (words.isEmpty()) {
            words.add("Unknown");
        }
        if (node.flag("spec", "unschedulable")) {
            words.add("SchedulingDisabled");
        }
        return String.join(",", words);
    }

    private static String roles(ObjectValue node) {
        var roles = new TreeSet<String>();
        node.texts("metadata", "labels").forEach((key, value) -> {
            if (key.startsWith(ROLE) && key.length() > ROLE.length()) {
                roles.add(key.substring(ROLE.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return Cells.orNone(String.join(",", roles));
    }

    private static String address(ObjectValue node, String type) {
        return node.list("status", "addresses").objects().stream()
                .filter(address -> address.text("type").equals(type))
                .map(address -> address.text("address"))
                .findFirst()
                .orElse("<none>");
    }

    private static String kernel(ObjectValue node) {
        var version = info(node, "kernelVersion");
        var architecture = info(node, "architecture");
        return version.isEmpty() || architecture.isEmpty() ? orUnknown(version) : version + " (" + architecture + ")";
    }

    private static String info(ObjectValue node, String field) {
        return node.text("status", "nodeInfo", field);
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "<unknown>" : text;
    }
}
