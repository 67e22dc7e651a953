package io.jukung.netproxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A node with a bridge and two pods on it, and a client outside, in network namespaces of their own. Each pod has an
 * {@link EchoServer} at port 8080.
 *
 * <pre>
 *   outside 198.51.100.2 ── 198.51.100.1 node 10.88.0.1 ─bridge┬─ pod a 10.88.0.2
 *                                                              └─ pod b 10.88.0.3
 * </pre>
 */
final class NodeNetwork implements Closeable {

    static final String NODE_IP = "198.51.100.1";
    static final String OUTSIDE_IP = "198.51.100.2";
    static final String POD_A = "10.88.0.2";
    static final String POD_B = "10.88.0.3";
    static final Path ROUTE_LOCALNET = Path.of("/proc/sys/net/ipv4/conf/all/route_localnet");

    private final List<Closeable> made = new ArrayList<>();
    private final NetworkNamespace node;
    private final NetworkNamespace podA;
    private final NetworkNamespace podB;
    private final NetworkNamespace outside;

    private NodeNetwork() throws Exception {
        var id = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000000));
        try {
            node = namespace("jkit" + id + "n");
            podA = namespace("jkit" + id + "a");
            podB = namespace("jkit" + id + "b");
            outside = namespace("jkit" + id + "o");
            connect();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    static NodeNetwork build() throws Exception {
        return new NodeNetwork();
    }

    private void connect() throws Exception {
        // A new namespace begins with the settings of the machine, whoever changed them.
        node.run(() -> Files.writeString(ROUTE_LOCALNET, "0"));
        node.run(() -> {
            NetworkNamespace.ip("link", "add", "br0", "type", "bridge");
            NetworkNamespace.ip("addr", "add", "10.88.0.1/24", "dev", "br0");
            NetworkNamespace.ip("link", "set", "br0", "up");
        });
        pod(podA, "va", POD_A);
        pod(podB, "vb", POD_B);
        node.run(() -> {
            NetworkNamespace.ip("link", "add", "out", "type", "veth", "peer", "name", "eth0", "netns", outside.name());
            NetworkNamespace.ip("addr", "add", NODE_IP + "/24", "dev", "out");
            NetworkNamespace.ip("link", "set", "out", "up");
        });
        address(outside, OUTSIDE_IP + "/24", NODE_IP);
        made.add(podA.call(() -> EchoServer.start("a", POD_A, 8080)));
        made.add(podB.call(() -> EchoServer.start("b", POD_B, 8080)));
    }

    private NetworkNamespace namespace(String name) throws IOException, InterruptedException {
        var namespace = NetworkNamespace.create(name);
        made.add(namespace);
        return namespace;
    }

    private void pod(NetworkNamespace pod, String link, String address) throws Exception {
        node.run(() -> {
            NetworkNamespace.ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", pod.name());
            NetworkNamespace.ip("link", "set", link, "master", "br0", "up");
            NetworkNamespace.ip("link", "set", link, "type", "bridge_slave", "hairpin", "on");
        });
        address(pod, address + "/24", "10.88.0.1");
    }

    private static void address(NetworkNamespace namespace, String address, String gateway) throws Exception {
        namespace.run(() -> {
            NetworkNamespace.ip("addr", "add", address, "dev", "eth0");
            NetworkNamespace.ip("link", "set", "eth0", "up");
            NetworkNamespace.ip("route", "add", "default", "via", gateway);
        });
    }

    NetworkNamespace node() {
        return node;
    }

    NetworkNamespace podA() {
        return podA;
    }

    NetworkNamespace podB() {
        return podB;
    }

    NetworkNamespace outside() {
        return outside;
    }

    /** What the server behind an address says: its name and whom it sees. */
    static String tcp(NetworkNamespace from, String address, int port) throws IOException, InterruptedException {
        return from.call(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 3_000);
                socket.setSoTimeout(3_000);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    /** The servers that many connections reach. */
    static Set<String> reached(NetworkNamespace from, String address, int port)
            throws IOException, InterruptedException {
        var servers = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            servers.add(tcp(from, address, port).substring(0, 1));
        }
        return servers;
    }

    @Override
    public void close() throws IOException {
        for (var thing : made.reversed()) {
            thing.close();
        }
        made.clear();
    }
}
