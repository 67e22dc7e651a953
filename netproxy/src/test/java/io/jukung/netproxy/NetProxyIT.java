package io.jukung.netproxy;

import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static io.jukung.netproxy.Objects.terminating;
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
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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

/** The proxy on the node of a {@link NodeNetwork}, with real traffic. */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class NetProxyIT {

    private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
    private static final GroupVersionResource SLICES =
            new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

    private static final String NODE_IP = NodeNetwork.NODE_IP;
    private static final String POD_A = NodeNetwork.POD_A;
    private static final String POD_B = NodeNetwork.POD_B;
    private static final String CLUSTER_IP = "10.97.1.1";
    private static final String DNS_IP = "10.97.0.10";
    private static final String TABLE = "jukung-it";
    private static final int NODE_PORT = 30_080;

    private static final String PORTS =
            "'ports':[{'name':'t','protocol':'TCP','port':80%s},{'name':'u','protocol':'UDP','port':80%s}]";
    private static final String SLICE_PORTS =
            "{'name':'t','protocol':'TCP','port':8080},{'name':'u','protocol':'UDP','port':8080}";

    private static NodeNetwork network;
    private static NetworkNamespace node;
    private static NetworkNamespace podA;
    private static NetworkNamespace podB;
    private static NetworkNamespace outside;

    private final InMemoryApi api = new InMemoryApi();
    private NetProxy proxy;

    @BeforeAll
    static void build() throws Exception {
        network = NodeNetwork.build();
        node = network.node();
        podA = network.podA();
        podB = network.podB();
        outside = network.outside();
    }

    @AfterAll
    static void remove() throws Exception {
        network.close();
    }

    @BeforeEach
    void start() throws Exception {
        proxy = startProxy();
    }

    private NetProxy startProxy() throws Exception {
        var started = node.call(() -> NetProxy.start(config()));
        assertThat(started.awaitWritten(Duration.ofSeconds(30))).isTrue();
        assertThat(started.problems()).isEmpty();
        return started;
    }

    private NetProxyConfig config() {
        return new NetProxyConfig(
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
                Clock.system());
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

    private static String udp(DatagramSocket socket, String address) throws IOException {
        socket.setSoTimeout(500);
        socket.send(new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(address, 80)));
        var answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }

    private static void awaitServed(NetworkNamespace from, String address, int port) {
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(NodeNetwork.tcp(from, address, port)).isNotEmpty());
    }

    private static void assertRefused(NetworkNamespace from, String address, int port) {
        assertThatThrownBy(() -> NodeNetwork.tcp(from, address, port)).isInstanceOf(ConnectException.class);
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
        assertThat(NodeNetwork.reached(podA, CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
        assertThat(NodeNetwork.reached(node, CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aPodReachesItselfAndOthersSeeItsAddress() throws Exception {
        createWeb("", false, POD_A);
        awaitServed(podA, CLUSTER_IP, 80);
        assertThat(NodeNetwork.tcp(podA, CLUSTER_IP, 80)).isEqualTo("a 10.88.0.1");
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).isEqualTo("a " + POD_B);
    }

    @Test
    void nodePortsAreOpenOutsideOnTheNodeAndOnLoopback() throws Exception {
        createWeb("'type':'NodePort',", true, POD_A, POD_B);
        awaitServed(outside, NODE_IP, NODE_PORT);
        assertThat(NodeNetwork.reached(outside, NODE_IP, NODE_PORT)).containsExactlyInAnyOrder("a", "b");
        assertThat(NodeNetwork.tcp(outside, NODE_IP, NODE_PORT)).endsWith(" 10.88.0.1");
        assertThat(NodeNetwork.reached(node, NODE_IP, NODE_PORT)).hasSize(2);
        assertThat(NodeNetwork.reached(node, "127.0.0.1", NODE_PORT)).hasSize(2);
        assertThat(NodeNetwork.reached(podA, NODE_IP, NODE_PORT)).hasSize(2);
    }

    @Test
    void aLocalPolicyKeepsTheClientsAddress() throws Exception {
        createWeb("'type':'NodePort','externalTrafficPolicy':'Local',", true, POD_A);
        awaitServed(outside, NODE_IP, NODE_PORT);
        assertThat(NodeNetwork.tcp(outside, NODE_IP, NODE_PORT)).isEqualTo("a 198.51.100.2");
        assertThat(NodeNetwork.tcp(node, NODE_IP, NODE_PORT)).startsWith("a ");
    }

    @Test
    void externalAddressesLeadToTheService() throws Exception {
        createWeb("'externalIPs':['203.0.113.7'],", false, POD_A);
        awaitServed(outside, "203.0.113.7", 80);
        assertThat(NodeNetwork.tcp(podB, "203.0.113.7", 80)).startsWith("a ");
    }

    @Test
    void aClientStaysWithItsEndpoint() throws Exception {
        createWeb("'sessionAffinity':'ClientIP',", false, POD_A, POD_B);
        awaitServed(podA, CLUSTER_IP, 80);
        var first = NodeNetwork.reached(podA, CLUSTER_IP, 80);
        assertThat(first).hasSize(1);
        create(service("other", "'clusterIP':'10.97.1.2'," + PORTS.formatted("", "")));
        awaitRefused(podA, "10.97.1.2", 80);
        assertThat(NodeNetwork.reached(podA, CLUSTER_IP, 80))
                .as("after another service came")
                .isEqualTo(first);
        proxy.close();
        proxy = startProxy();
        assertThat(NodeNetwork.reached(podA, CLUSTER_IP, 80))
                .as("after a restart")
                .isEqualTo(first);
        setEndpoints(first.contains("a") ? POD_B : POD_A);
        await().untilAsserted(() ->
                assertThat(NodeNetwork.reached(podA, CLUSTER_IP, 80)).doesNotContainAnyElementsOf(first));
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
        assertThat(NodeNetwork.tcp(outside, NODE_IP, NODE_PORT)).startsWith("b ");
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
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        api.delete(SERVICES, service("old", "").key(), DeleteOptions.DEFAULT);
        proxy = startProxy();
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        assertThat(node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .doesNotContain("10.97.1.3");
    }

    @Test
    void openConnectionsSurviveARestart() throws Exception {
        create(service("open", "'clusterIP':'10.97.1.4','ports':[{'name':'t','protocol':'TCP','port':80}]"));
        create(slice("open-1", "open", "{'name':'t','protocol':'TCP','port':9090}", ready(POD_A, "n1")));
        try (var server = podA.call(() -> new ServerSocket(9_090));
                var client = awaitConnected(podB, "10.97.1.4");
                var accepted = accept(server)) {
            proxy.close();
            accepted.getOutputStream().write('x');
            proxy = startProxy();
            // Its endpoint leaves the service, too: only new connections are refused.
            api.delete(SLICES, slice("open-1", "open", "", "").key(), DeleteOptions.DEFAULT);
            awaitRefused(podB, "10.97.1.4", 80);
            client.setSoTimeout(3_000);
            assertThat(client.getInputStream().read()).isEqualTo('x');
            client.getOutputStream().write('y');
            assertThat(accepted.getInputStream().read()).isEqualTo('y');
        }
    }

    private static Socket awaitConnected(NetworkNamespace from, String address) {
        return await().ignoreExceptions()
                .until(
                        () -> from.call(() -> {
                            var socket = new Socket();
                            try {
                                socket.connect(new InetSocketAddress(address, 80), 3_000);
                            } catch (IOException e) {
                                socket.close();
                                throw e;
                            }
                            return socket;
                        }),
                        Socket::isConnected);
    }

    private static Socket accept(ServerSocket server) throws IOException {
        server.setSoTimeout(10_000);
        var accepted = server.accept();
        accepted.setSoTimeout(3_000);
        return accepted;
    }

    @Test
    void aUdpFlowToARightEndpointSurvivesARestartAndAWrongOneDoesNot() throws Exception {
        createWeb("", false, POD_A);
        try (var socket = podB.call(DatagramSocket::new)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("a "));
            proxy.close();
            proxy = startProxy();
            assertThat(udp(socket, CLUSTER_IP)).startsWith("a ");
            proxy.close();
            setEndpoints(POD_B);
            proxy = startProxy();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("b "));
        }
    }

    @Test
    void dnsKeepsItsPortOverARestart() throws Exception {
        int port = proxy.dnsAddress().getPort();
        proxy.close();
        proxy = startProxy();
        assertThat(proxy.dnsAddress().getPort()).isEqualTo(port);
    }

    @Test
    void affinityEndsWithItsTime() throws Exception {
        createWeb(
                "'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':1}},",
                false,
                POD_A,
                POD_B);
        awaitServed(podA, CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(podA, CLUSTER_IP, 80)).hasSize(1);
        var seen = new HashSet<String>();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(1_500))
                .until(() -> {
                    seen.add(NodeNetwork.tcp(podA, CLUSTER_IP, 80).substring(0, 1));
                    return seen.size() == 2;
                });
    }

    @Test
    void anInternalLocalPolicyUsesThisNodesEndpointsAlone() throws Exception {
        var endpoints = ready(POD_A, "n1") + "," + ready(POD_B, "n2");
        create(service(
                "web", "'clusterIP':'" + CLUSTER_IP + "','internalTrafficPolicy':'Local'," + PORTS.formatted("", "")));
        create(slice("web-1", "web", SLICE_PORTS, endpoints));
        awaitServed(podB, CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(podB, CLUSTER_IP, 80)).containsExactly("a");
        assertThat(NodeNetwork.reached(node, CLUSTER_IP, 80)).containsExactly("a");
    }

    @Test
    void aTerminatingEndpointServesWhileNoOtherDoes() throws Exception {
        create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + PORTS.formatted("", "")));
        create(slice("web-1", "web", SLICE_PORTS, terminating(POD_A, true)));
        awaitServed(podB, CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(podB, CLUSTER_IP, 80)).containsExactly("a");
        create(slice("web-2", "web", SLICE_PORTS, ready(POD_B, "n1")));
        await().untilAsserted(() ->
                assertThat(NodeNetwork.reached(podB, CLUSTER_IP, 80)).containsExactly("b"));
    }

    @Test
    void aLoadBalancersAddressIsForItsSourceRanges() throws Exception {
        var balanced = service(
                "web",
                "'type':'LoadBalancer','loadBalancerSourceRanges':['198.51.100.0/25','198.51.0.0/16'],'clusterIP':'"
                        + CLUSTER_IP + "'," + PORTS.formatted("", ""));
        create(new KubeObject(balanced.tree()
                .with(
                        "status",
                        Objects.object("{'loadBalancer':{'ingress':[{'ip':'203.0.113.9'}]}}")
                                .tree())));
        create(webSlice(POD_A));
        awaitServed(outside, "203.0.113.9", 80);
        assertThatThrownBy(() -> NodeNetwork.tcp(podB, "203.0.113.9", 80)).isInstanceOf(SocketTimeoutException.class);
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
    }

    @Test
    void longNamesAndSctpDoNotHarmOthers() throws Exception {
        var name = "n".repeat(63);
        var port = "p".repeat(15);
        create(service(
                name,
                "'type':'NodePort','clusterIP':'10.97.1.9','ports':[{'name':'" + port
                        + "','protocol':'SCTP','port':80,'nodePort':30999}]"));
        create(slice("long-1", name, "{'name':'" + port + "','protocol':'SCTP','port':8080}", ready(POD_A, "n1")));
        createWeb("", false, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        assertThat(node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .contains("10.97.1.9 . sctp . 80", "sctp . 30999", "meta l4proto sctp dnat");
    }

    @Test
    void rulesStayWhileTheApiIsAway() throws Exception {
        createWeb("", false, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        api.setReachable(false);
        api.breakWatches();
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        proxy.close();
        // A proxy that starts meanwhile leaves what it finds.
        proxy = node.call(() -> NetProxy.start(config()));
        assertThat(proxy.awaitWritten(Duration.ofMillis(200))).isFalse();
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
        api.setReachable(true);
        assertThat(proxy.awaitWritten(Duration.ofSeconds(30))).isTrue();
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
    }

    @Test
    void tablesOfOthersAreLeftAlone() throws Exception {
        node.run(() -> NetworkNamespace.output(
                "nft", "add table ip others; add chain ip others c; add set ip others s { type ipv4_addr ; }"));
        var before = node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", "others"));
        createWeb("", false, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        node.run(() -> proxy.purge());
        assertThat(node.call(() -> NetworkNamespace.output("nft", "list", "table", "ip", "others")))
                .isEqualTo(before);
        node.run(() -> NetworkNamespace.output("nft", "delete", "table", "ip", "others"));
    }

    @Test
    void whatACrashedProxyLeftHalfRightIsMadeRight() throws Exception {
        createWeb("", false, POD_A);
        awaitServed(podB, CLUSTER_IP, 80);
        proxy.close();
        // Of another program, or another version: same names, other types.
        node.run(() -> NetworkNamespace.output("nft", "delete", "table", "ip", TABLE));
        node.run(() -> NetworkNamespace.output(
                "nft",
                "add table ip " + TABLE + "; add set ip " + TABLE
                        + " service-ips { type inet_service ; }; add chain ip " + TABLE + " services; add rule ip "
                        + TABLE + " services tcp dport @service-ips drop"));
        proxy = startProxy();
        assertThat(NodeNetwork.tcp(podB, CLUSTER_IP, 80)).startsWith("a ");
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
        assertThat(node.call(() -> Files.readString(NodeNetwork.ROUTE_LOCALNET)))
                .startsWith("0");
    }
}
