package io.jukung.node.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Traffic of this node's pods that leaves the pod network gets the node's address, by a table of our own
 * in nftables: one that is easy to see and leaves nothing behind.
 *
 * @param bridge names the table
 * @param podCidr the node's pods
 * @param clusterCidr all pods
 */
public record Masquerade(String bridge, String podCidr, String clusterCidr) {

    /** The program for {@code nft -f -}: makes the table anew in one transaction. */
    public String program() {
        return """
                table ip %1$s {}
                delete table ip %1$s
                table ip %1$s {
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr %2$s ip daddr != %3$s ip daddr != 224.0.0.0/4 masquerade
                  }
                }
                """.formatted(table(bridge), podCidr, clusterCidr);
    }

    public void apply() {
        nft(program());
    }

    /** Removes the table; one that is not there is fine. */
    public static void remove(String bridge) {
        nft("table ip %1$s {}\ndelete table ip %1$s\n".formatted(table(bridge)));
    }

    private static String table(String bridge) {
        return "jukung-pods-" + bridge;
    }

    private static void nft(String program) {
        try {
            var process = new ProcessBuilder("nft", "-f", "-")
                    .redirectErrorStream(true)
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(program.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new UncheckedIOException(new IOException("nft refused the pod network's rules: " + output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "nft cannot be run (Debian: apt-get install -y nftables): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
