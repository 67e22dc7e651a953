package io.jukung.netproxy;

import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.WriteOptions;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.platform.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link NodeNetwork} for a class of tests, and for each test a proxy on its node, with an API of its own. */
final class ProxiedNode implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
    static final GroupVersionResource SLICES = new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

    static final String CLUSTER_IP = "10.97.1.1";
    static final String DNS_IP = "10.97.0.10";
    static final String TABLE = "jukung-it";
    static final int NODE_PORT = 30_080;

    /** Of a service, TCP and UDP; to be formatted with what is to follow each. */
    static final String PORTS =
            "'ports':[{'name':'t','protocol':'TCP','port':80%s},{'name':'u','protocol':'UDP','port':80%s}]";
    /** Where {@link EchoServer} listens. */
    static final String SLICE_PORTS =
            "{'name':'t','protocol':'TCP','port':8080},{'name':'u','protocol':'UDP','port':8080}";

    private NodeNetwork network;
    private InMemoryApi api;
    private NetProxy proxy;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        network = NodeNetwork.build();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        api = new InMemoryApi();
        startProxy();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (proxy != null) {
            purge();
        }
    }

    /** Where the one before has been closed; waits until it has written its table. */
    void startProxy() throws Exception {
        startProxyUnawaited();
        assertThat(proxy.awaitWritten(Duration.ofSeconds(30))).isTrue();
        assertThat(proxy.problems()).isEmpty();
    }

    void startProxyUnawaited() throws Exception {
        proxy = node().call(() -> NetProxy.start(config()));
    }

    void purge() throws Exception {
        node().run(() -> proxy.purge());
    }

    private NetProxyConfig config() {
        return new NetProxyConfig(
                api,
                "n1",
                NodeNetwork.NODE_IP,
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

    NetProxy proxy() {
        return proxy;
    }

    InMemoryApi api() {
        return api;
    }

    NetworkNamespace node() {
        return network.node();
    }

    NetworkNamespace podA() {
        return network.podA();
    }

    NetworkNamespace podB() {
        return network.podB();
    }

    NetworkNamespace outside() {
        return network.outside();
    }

    void create(KubeObject object) {
        api.create(object.kind().equals("Service") ? SERVICES : SLICES, object, WriteOptions.DEFAULT);
    }

    /** The service {@code web} with these endpoints, each on this node. */
    void createWeb(String more, boolean nodePort, String... endpoints) {
        var port = nodePort ? ",'nodePort':" + NODE_PORT : "";
        create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + more + PORTS.formatted(port, port)));
        create(webSlice(endpoints));
    }

    static KubeObject webSlice(String... endpoints) {
        var all =
                List.of(endpoints).stream().map(address -> ready(address, "n1")).collect(Collectors.joining(","));
        return slice("web-1", "web", SLICE_PORTS, all);
    }

    void setEndpoints(String... endpoints) {
        var slice = webSlice(endpoints);
        var before = api.get(SLICES, slice.key());
        api.update(
                SLICES,
                new KubeObject(before.tree().with("endpoints", slice.tree().list("endpoints"))),
                "",
                WriteOptions.DEFAULT);
    }

    String tables() throws Exception {
        return node().call(() -> NetworkNamespace.output("nft", "list", "tables"));
    }

    /** What the server behind the address answers over UDP, within half a second. */
    static String udp(DatagramSocket socket, String address) throws IOException {
        socket.setSoTimeout(500);
        socket.send(new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(address, 80)));
        var answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }

    static void awaitServed(NetworkNamespace from, String address, int port) {
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(NodeNetwork.tcp(from, address, port)).isNotEmpty());
    }

    static void assertRefused(NetworkNamespace from, String address, int port) {
        assertThatThrownBy(() -> NodeNetwork.tcp(from, address, port)).isInstanceOf(ConnectException.class);
    }

    static void awaitRefused(NetworkNamespace from, String address, int port) {
        await().untilAsserted(() -> assertRefused(from, address, port));
    }
}
