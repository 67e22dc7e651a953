package io.jukung.netproxy;

import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.platform.Clock;
import io.jukung.testing.Needs;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The proxy in network namespaces of its own: a node with a bridge and two pods on it, and a client outside.
 *
 * <pre>
 *   outside 198.51.100.2 ── 198.51.100.1 node 10.88.0.1 ─bridge┬─ pod a 10.88.0.2
 *                                                              └─ pod b 10.88.0.3
 * </pre>
 */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class NetProxyIT {

    private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
    private static final GroupVersionResource SLICES =
            new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

    private static final String NODE_IP = "198.51.100.1";
    private static final String POD_A = "10.88.0.2";
    private static final String POD_B = "10.88.0.3";
    private static final String CLUSTER_IP = "10.97.1.1";
    private static final String DNS_IP = "10.97.0.10";
    private static final Path ROUTE_LOCALNET = Path.of("/proc/sys/net/ipv4/conf/all/route_localnet");
    private static final String TABLE = "jukung-it";
    private static final int NODE_PORT = 30_080;

    private static final String PORTS =
            "'ports':[{'name':'t','protocol':'TCP','port':80%s},{'name':'u','protocol':'UDP','port':80%s}]";
    private static final String SLICE_PORTS =
            "{'name':'t','protocol':'TCP','port':8080},{'name':'u','protocol':'UDP','port':8080}";

    private static final List<AutoCloseable> made = new ArrayList<>();
    private static NetworkNamespace node;
    private static NetworkNamespace podA;
    private static NetworkNamespace podB;
    private static NetworkNamespace outside;

    private final InMemoryApi api = new InMemoryApi();
    private NetProxy proxy;

    @BeforeAll
    static void build() throws Exception {
        var id = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000000));
        node = namespace("jkit" + id + "n");
        podA = namespace("jkit" + id + "a");
        podB = namespace("jkit" + id + "b");
        outside = namespace("jkit" + id + "o");
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
        address(outside, "198.51.100.2/24", NODE_IP);
        made.add(podA.call(() -> EchoServer.start("a", POD_A, 8080)));
        made.add(podB.call(() -> EchoServer.start("b", POD_B, 8080)));
    }

    private static NetworkNamespace namespace(String name) throws IOException, InterruptedException {
        var namespace = NetworkNamespace.create(name);
        made.add(namespace);
        return namespace;
    }

    private static void pod(NetworkNamespace pod, String link, String address) throws Exception {
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

    @AfterAll
    static void remove() throws Exception {
        for (var thing : made.reversed()) {
            thing.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        proxy = startProxy();
    }

    private NetProxy startProxy() throws Exception {
        var started = node.call(() -> NetProxy.start(new NetProxyConfig(
                api,
                "n1",
                NODE_IP,
                TABLE,
                Ipv4Range.parse("10.97.0.0/16"),
                Ipv4Range.parse("10.88.0.0/16"),
                DNS_IP,
                0,
                "cluster.local",
                NetProxyConfig.DEFAULT_DNS_TTL,
                List.of(),
                Clock.system())));
        assertThat(started.awaitWritten(Duration.ofSeconds(30))).isTrue();
        assertThat(started.problems()).isEmpty();
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        node.run(() -> proxy.purge());
    }

    private void create(KubeObject object) {
        api.create(object.kind().equals("Service") ? SERVICES : SLICES, object, WriteOptions.DEFAULT);
    }

    private void createWeb(String more, boolean nodePort, String... endpoints) {
        var port = nodePort ? ",'nodePort':" + NODE_PORT : "";
        create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + more + PORTS.formatted(port, port)));
        create(webSlice(endpoints));
    }

    private static KubeObject webSlice(String... endpoints) {
        var all =
                List.of(endpoints).stream().map(address -> ready(address, "n1")).collect(Collectors.joining(","));
        return slice("web-1", "web", SLICE_PORTS, all);
    }

    private void setEndpoints(String... endpoints) {
        var slice = webSlice(endpoints);
        var before = api.get(SLICES, slice.key());
        api.update(
                SLICES,
                new KubeObject(before.tree().with("endpoints", slice.tree().list("endpoints"))),
                "",
                WriteOptions.DEFAULT);
    }

    /** What the server behind an address says: its name and whom it sees. */
    private static String tcp(NetworkNamespace from, String address, int port) throws Exception {
        return from.call(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 3_000);
                socket.setSoTimeout(3_000);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    private static String udp(DatagramSocket socket, String address) throws IOException {
        socket.setSoTimeout(500);
        socket.send(new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(address, 80)));
        var answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }

    private static void awaitServed(NetworkNamespace from, String address, int port) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(tcp(from, address, port)).isNotEmpty());
    }

    /** The servers that many connections reach. */
    private static Set<String> reached(NetworkNamespace from, String address, int port) throws Exception {
        var servers = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            servers.add(tcp(from, address, port).substring(0, 1));
        }
        return servers;
    }

    private static void assertRefused(NetworkNamespace from, String address, int port) {
        assertThatThrownBy(() -> tcp(from, address, port)).isInstanceOf(ConnectException.class);
    }

    private static void awaitRefused(NetworkNamespace from, String address, int port) {
        await().untilAsserted(() -> assertRefused(from, address, port));
    }

    private static String table() throws Exception {
        return node.call(() -> NetworkNamespace.output("nft", "list", "tables"));
    }

    @Test
    void podsAndTheNodeReachAllEndpoints() throws Exception {
        createWeb("", false, POD_A, POD_B);
        awaitServed(podA, CLUSTER_IP, 80);
        assertThat(reached(podA, CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
        assertThat(reached(node, CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aPodReachesItselfAndOthersSeeItsAddress() throws Exception {
        createWeb("", false, POD_A);
        awaitServed(podA, CLUSTER_IP, 80);
        assertThat(tcp(podA, CLUSTER_IP, 80)).isEqualTo("a 10.88.0.1");
        assertThat(tcp(podB, CLUSTER_IP, 80)).isEqualTo("a " + POD_B);
    }

    @Test
    void nodePortsAreOpenOutsideOnTheNodeAndOnLoopback() throws Exception {
        createWeb("'type':'NodePort',", true, POD_A, POD_B);
        awaitServed(outside, NODE_IP, NODE_PORT);
        assertThat(reached(outside, NODE_IP, NODE_PORT)).containsExactlyInAnyOrder("a", "b");
        assertThat(tcp(outside, NODE_IP, NODE_PORT)).endsWith(" 10.88.0.1");
        assertThat(reached(node, NODE_IP, NODE_PORT)).hasSize(2);
        assertThat(reached(node, "127.0.0.1", NODE_PORT)).hasSize(2);
        assertThat(reached(podA, NODE_IP, NODE_PORT)).hasSize(2);
    }

    @Test
    void aLocalPolicyKeepsTheClientsAddress() throws Exception {
        createWeb("'type':'NodePort','externalTrafficPolicy':'Local',", true, POD_A);
        awaitServed(outside, NODE_IP, NODE_PORT);
        assertThat(tcp(outside, NODE_IP, NODE_PORT)).isEqualTo("a 198.51.100.2");
        assertThat(tcp(node, NODE_IP, NODE_PORT)).startsWith("a ");
    }

    @Test
    void externalAddressesLeadToTheService() throws Exception {
        createWeb("'externalIPs':['203.0.113.7'],", false, POD_A);
        awaitServed(outside, "203.0.113.7", 80);
        assertThat(tcp(podB, "203.0.113.7", 80)).startsWith("a ");
    }

    @Test
    void aClientStaysWithItsEndpoint() throws Exception {
        createWeb("'sessionAffinity':'ClientIP',", false, POD_A, POD_B);
        awaitServed(podA, CLUSTER_IP, 80);
        var first = reached(podA, CLUSTER_IP, 80);
        assertThat(first).hasSize(1);
        create(service("other", "'clusterIP':'10.97.1.2'," + PORTS.formatted("", "")));
        awaitRefused(podA, "10.97.1.2", 80);
        assertThat(reached(podA, CLUSTER_IP, 80))
                .as("after another service came")
                .isEqualTo(first);
        proxy.close();
        proxy = startProxy();
        assertThat(reached(podA, CLUSTER_IP, 80)).as("after a restart").isEqualTo(first);
        setEndpoints(first.contains("a") ? POD_B : POD_A);
        await().untilAsserted(() -> assertThat(reached(podA, CLUSTER_IP, 80)).doesNotContainAnyElementsOf(first));
    }

    @Test
    void aServiceWithoutEndpointsRefusesAtOnce() throws Exception {
        createWeb("'type':'NodePort',", true, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        setEndpoints();
        awaitRefused(podB, CLUSTER_IP, 80);
        assertRefused(node, CLUSTER_IP, 80);
        assertRefused(outside, NODE_IP, NODE_PORT);
        assertRefused(podB, CLUSTER_IP, 81);
        assertRefused(podB, "10.97.9.9", 80);
        setEndpoints(POD_B);
        awaitServed(podB, CLUSTER_IP, 80);
        assertThat(tcp(outside, NODE_IP, NODE_PORT)).startsWith("b ");
    }

    @Test
    void aDeletedServiceIsGone() throws Exception {
        createWeb("'type':'NodePort','sessionAffinity':'ClientIP',", true, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        api.delete(SERVICES, service("web", "").key(), DeleteOptions.DEFAULT);
        awaitRefused(podB, CLUSTER_IP, 80);
        assertRefused(outside, NODE_IP, NODE_PORT);
        assertThat(node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .doesNotContain("web")
                .doesNotContain("affinity-")
                .doesNotContain(CLUSTER_IP);
    }

    @Test
    void aUdpClientMovesToTheNewEndpoint() throws Exception {
        createWeb("", false, POD_A);
        try (var socket = podB.call(DatagramSocket::new)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("a "));
            setEndpoints(POD_B);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("b "));
        }
    }

    @Test
    void dnsAnswersAtTheClustersAddress() throws Exception {
        createWeb("", false, POD_A);
        for (var from : List.of(podA, node)) {
            for (var tcp : List.of(false, true)) {
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(resolve(from, tcp)).containsExactly(CLUSTER_IP));
            }
        }
        assertRefused(podA, DNS_IP, 80);
    }

    private static List<String> resolve(NetworkNamespace from, boolean tcp) throws Exception {
        var query = Message.newQuery(Record.newRecord(Name.fromString("web.ns.svc.cluster.local."), Type.A, DClass.IN))
                .toWire();
        return from.call(() -> {
            byte[] answer;
            if (tcp) {
                try (var socket = new Socket()) {
                    socket.connect(new InetSocketAddress(DNS_IP, 53), 3_000);
                    socket.setSoTimeout(3_000);
                    var out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(query.length);
                    out.write(query);
                    var in = new DataInputStream(socket.getInputStream());
                    answer = new byte[in.readUnsignedShort()];
                    in.readFully(answer);
                }
            } else {
                try (var socket = new DatagramSocket()) {
                    socket.setSoTimeout(3_000);
                    socket.connect(new InetSocketAddress(DNS_IP, 53));
                    socket.send(new DatagramPacket(query, query.length));
                    var packet = new DatagramPacket(new byte[512], 512);
                    socket.receive(packet);
                    answer = Arrays.copyOf(packet.getData(), packet.getLength());
                }
            }
            return new Message(answer)
                    .getSection(Section.ANSWER).stream()
                            .map(Record::rdataToString)
                            .toList();
        });
    }

    @Test
    void servicesGoOnWhileTheProxyIsAway() throws Exception {
        createWeb("", false, POD_A);
        create(service("old", "'clusterIP':'10.97.1.3'," + PORTS.formatted("", "")));
        awaitServed(podB, CLUSTER_IP, 80);
        proxy.close();
        assertThat(tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        api.delete(SERVICES, service("old", "").key(), DeleteOptions.DEFAULT);
        proxy = startProxy();
        assertThat(tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        assertThat(node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .doesNotContain("10.97.1.3");
    }

    @Test
    void aTableThatSomebodyChangedIsRepaired() throws Exception {
        createWeb("", false, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        node.run(() -> NetworkNamespace.output("nft", "flush", "chain", "ip", TABLE, "services"));
        node.run(() -> NetworkNamespace.output("nft", "flush", "map", "ip", TABLE, "service-ips"));
        // The next change cannot be made on such a table, and so all of it is written.
        api.delete(SERVICES, service("web", "").key(), DeleteOptions.DEFAULT);
        await().untilAsserted(() -> assertThat(
                        node.call(() -> NetworkNamespace.output("nft", "list", "chain", "ip", TABLE, "services")))
                .contains("vmap @service-ips"));
        create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + PORTS.formatted("", "")));
        setEndpoints(POD_B);
        awaitServed(podB, CLUSTER_IP, 80);
    }

    @Test
    void nothingRemainsAfterAPurge() throws Exception {
        createWeb("'type':'NodePort',", true, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        assertThat(table()).contains(TABLE);
        var routes = node.call(() -> NetworkNamespace.output("ip", "route"));
        assertThat(routes).contains("10.97.0.0/16");
        node.run(() -> proxy.purge());
        assertThat(table()).doesNotContain(TABLE);
        assertThat(node.call(() -> NetworkNamespace.output("ip", "route"))).doesNotContain("10.97.0.0/16");
        assertThat(node.call(() -> Files.readString(ROUTE_LOCALNET))).startsWith("0");
    }
}
