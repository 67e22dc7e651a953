package io.jukung.node.network;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The node's pod network: a bridge with an address out of the node's pod CIDR, on which every pod gets
 * one; pods reach themselves through services (hairpin), and host ports are mapped. The node's address
 * for traffic to the outside is {@link Masquerade}'s matter.
 *
 * @param bridge the bridge's name, of this cluster on this machine alone
 * @param podCidr the node's part of the pod network, for example {@code 10.244.3.0/24}
 * @param leases folder where the host-local plugin keeps given addresses
 */
public record CniConfig(String bridge, String podCidr, Path leases) {

    private static final String FILE_NAME = "10-jukung.conflist";
    /** The kernel's bound for interface names. */
    private static final int NAME_LIMIT = 15;

    public CniConfig {
        if (bridge.isEmpty() || bridge.length() > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "bridge name must have 1 to " + NAME_LIMIT + " characters, not " + bridge);
        }
    }

    /** A bridge name out of any cluster id: equal ids give equal names, others almost surely others. */
    public static String bridgeName(String clusterId) {
        return "jk" + "%08x".formatted(clusterId.hashCode());
    }

    /** The network's configuration list. */
    public ObjectValue toTree() {
        var bridgePlugin = ObjectValue.builder()
                .put("type", "bridge")
                .put("bridge", bridge)
                .put("isGateway", true)
                .put("ipMasq", false)
                .put("hairpinMode", true)
                .put("promiscMode", false)
                .put(
                        "ipam",
                        ObjectValue.builder()
                                .put("type", "host-local")
                                .put("dataDir", leases.toString())
                                .put("ranges", ListValue.of((Value)
                                        ListValue.of((Value) ObjectValue.of("subnet", Value.of(podCidr)))))
                                .put("routes", ListValue.of((Value) ObjectValue.of("dst", Value.of("0.0.0.0/0"))))
                                .build())
                .build();
        var portmap = ObjectValue.builder()
                .put("type", "portmap")
                .put("capabilities", ObjectValue.of("portMappings", Value.of(true)))
                .put("snat", true)
                .build();
        return ObjectValue.builder()
                .put("cniVersion", "0.4.0")
                .put("name", "jukung-" + bridge)
                .put("plugins", ListValue.of(bridgePlugin, portmap))
                .build();
    }

    /** Writes the file into containerd's configuration folder in one step; containerd notices by itself. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            var content = Json.write(toTree());
            var file = folder.resolve(FILE_NAME);
            if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), content)) {
                return;
            }
            var unfinished = folder.resolve(FILE_NAME + ".tmp");
            Files.write(unfinished, content);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the pod network cannot be configured: " + e.getMessage(), e);
        }
    }

    /** Removes the bridge; pods must be gone. A bridge that is not there is fine. */
    public static void removeBridge(String bridge) {
        try {
            if (!Files.exists(Path.of("/sys/class/net", bridge))) {
                return;
            }
            new ProcessBuilder("ip", "link", "delete", bridge)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("bridge " + bridge + " cannot be removed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
