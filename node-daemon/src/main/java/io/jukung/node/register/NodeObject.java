package io.jukung.node.register;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * This node as the API shows it. Pure.
 *
 * @param address the node's, where pods and the API server reach it
 * @param port of the daemon's streams
 * @param runtimeVersion for example {@code containerd://1.6.20}
 * @param version of this program
 */
public record NodeObject(
        String name, String address, int port, Machine machine, String runtimeVersion, String version) {

    /** The object to register: labels; its spec is others' to fill. */
    KubeObject fresh() {
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("labels", ObjectValue.ofTexts(labels()))
                                .build())
                .build());
    }

    Map<String, String> labels() {
        return Map.of(
                "beta.kubernetes.io/arch",
                machine.architecture(),
                "beta.kubernetes.io/os",
                "linux",
                "kubernetes.io/arch",
                machine.architecture(),
                "kubernetes.io/hostname",
                name,
                "kubernetes.io/os",
                "linux");
    }

    /** The status; transition times of {@code before}'s equal conditions are kept. */
    ObjectValue status(ObjectValue before, List<Condition> conditions, List<ObjectValue> images, Instant now) {
        return ObjectValue.builder()
                .put("capacity", quantities(machine.capacity()))
                .put("allocatable", quantities(machine.allocatable()))
                .put(
                        "conditions",
                        ListValue.of(conditions.stream()
                                .map(condition -> tree(condition, before, now))
                                .toList()))
                .put("addresses", ListValue.of(address("InternalIP", address), address("Hostname", name)))
                .put("daemonEndpoints", ObjectValue.of("kubeletEndpoint", ObjectValue.of("Port", Value.of(port))))
                .put("nodeInfo", info())
                .put("images", ListValue.of(images))
                .build();
    }

    /** A status without the times that change with every heartbeat, to tell whether anything is new. */
    static ObjectValue lasting(ObjectValue status) {
        return status.with(
                "conditions",
                ListValue.of(status.list("conditions").objects().stream()
                        .map(condition -> condition.without("lastHeartbeatTime"))
                        .toList()));
    }

    private ObjectValue info() {
        return ObjectValue.builder()
                .put("machineID", machine.machineId())
                .put("systemUUID", machine.machineId())
                .put("bootID", machine.bootId())
                .put("kernelVersion", machine.kernel())
                .put("osImage", machine.osImage())
                .put("containerRuntimeVersion", runtimeVersion)
                .put("kubeletVersion", version)
                .put("kubeProxyVersion", "")
                .put("operatingSystem", "linux")
                .put("architecture", machine.architecture())
                .build();
    }

    private static ObjectValue tree(Condition condition, ObjectValue before, Instant now) {
        var status = condition.holds() ? "True" : "False";
        var stamp = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var since = before.list("conditions").objects().stream()
                .filter(known -> known.text("type").equals(condition.type())
                        && known.text("status").equals(status))
                .map(known -> known.text("lastTransitionTime"))
                .findFirst()
                .orElse(stamp);
        return ObjectValue.builder()
                .put("type", condition.type())
                .put("status", status)
                .put("lastHeartbeatTime", stamp)
                .put("lastTransitionTime", since)
                .put("reason", condition.reason())
                .put("message", condition.message())
                .build();
    }

    private static ObjectValue quantities(Map<String, Quantity> resources) {
        var tree = ObjectValue.builder();
        resources.forEach((name, quantity) -> tree.put(name, quantity.toString()));
        return tree.build();
    }

    private static ObjectValue address(String type, String address) {
        return ObjectValue.builder().put("type", type).put("address", address).build();
    }
}
