package io.jukung.node.container;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The downward API: what a container may know of its own pod. */
public final class FieldReference {

    private FieldReference() {}

    /**
     * What only the node knows of the pod.
     *
     * @param addresses the pod's; empty while it has none
     * @param allocatable the node's, for containers without limits, by resource
     */
    public record Facts(
            String nodeName, String nodeAddress, List<String> addresses, Map<String, Quantity> allocatable) {
        public Facts {
            addresses = List.copyOf(addresses);
            allocatable = Map.copyOf(allocatable);
        }
    }

    /** The value of a {@code fieldRef} path. */
    public static String field(String path, DesiredPod pod, Facts facts) {
        var object = pod.object();
        int bracket = path.indexOf("['");
        if (bracket > 0 && path.endsWith("']")) {
            var key = path.substring(bracket + 2, path.length() - 2);
            return entries(path.substring(0, bracket), object).getOrDefault(key, "");
        }
        return switch (path) {
            case "metadata.name" -> object.name();
            case "metadata.namespace" -> object.namespace();
            case "metadata.uid" -> object.uid();
            case "metadata.labels", "metadata.annotations" -> listed(entries(path, object));
            case "spec.nodeName" -> facts.nodeName();
            case "spec.serviceAccountName" -> object.spec().text("serviceAccountName");
            case "status.hostIP" -> facts.nodeAddress();
            case "status.hostIPs" -> facts.nodeAddress();
            case "status.podIP" ->
                facts.addresses().isEmpty() ? "" : facts.addresses().getFirst();
            case "status.podIPs" -> String.join(",", facts.addresses());
            default -> throw new ContainerConfigException("unsupported fieldPath: " + path);
        };
    }

    private static Map<String, String> entries(String path, KubeObject object) {
        return switch (path) {
            case "metadata.labels" -> object.labels();
            case "metadata.annotations" -> object.annotations();
            default -> throw new ContainerConfigException("unsupported fieldPath: " + path);
        };
    }

    /** {@code key="value"} lines in the order of keys, quoted as Go does. */
    private static String listed(Map<String, String> entries) {
        var lines = new StringBuilder();
        new TreeMap<>(entries).forEach((key, value) -> {
            if (!lines.isEmpty()) {
                lines.append('\n');
            }
            lines.append(key).append("=\"").append(escaped(value)).append('"');
        });
        return lines.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
    }

    /**
     * The value of a {@code resourceFieldRef}: the amount over the divisor, rounded up.
     *
     * @param own the container that asks; a reference may name another
     */
    static String resource(ObjectValue reference, ContainerSpec own, DesiredPod pod, Facts facts) {
        var container = reference.text("containerName").isEmpty()
                ? own
                : pod.container(reference.text("containerName"))
                        .orElseThrow(() -> new ContainerConfigException(
                                "container " + reference.text("containerName") + " not found"));
        return resource(reference, container, facts);
    }

    /** As the other, for a volume, where the reference always names its container. */
    public static String resource(ObjectValue reference, DesiredPod pod, Facts facts) {
        var name = reference.text("containerName");
        return resource(
                reference,
                pod.container(name).orElseThrow(() -> new ContainerConfigException("container " + name + " not found")),
                facts);
    }

    private static String resource(ObjectValue reference, ContainerSpec container, Facts facts) {
        var parts = reference.text("resource").split("\\.", 2);
        if (parts.length != 2 || !(parts[0].equals("limits") || parts[0].equals("requests"))) {
            throw new ContainerConfigException("unsupported container resource : " + reference.text("resource"));
        }
        var amount = container
                .resource(parts[0], parts[1])
                .orElseGet(() -> parts[0].equals("limits")
                        ? facts.allocatable().getOrDefault(parts[1], Quantity.ZERO)
                        : Quantity.ZERO);
        var divisorText = reference.text("divisor");
        var divisor = divisorText.isEmpty() || divisorText.equals("0") ? Quantity.of(1) : Quantity.parse(divisorText);
        return exact(amount).divide(exact(divisor), 0, RoundingMode.CEILING).toPlainString();
    }

    private static BigDecimal exact(Quantity quantity) {
        return quantity.amount();
    }
}
