package io.jukung.netproxy;

import static io.jukung.netproxy.NodeNetwork.POD_A;
import static io.jukung.netproxy.NodeNetwork.POD_B;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static io.jukung.netproxy.ProxiedNode.CLUSTER_IP;
import static io.jukung.netproxy.ProxiedNode.PORTS;
import static io.jukung.netproxy.ProxiedNode.SERVICES;
import static io.jukung.netproxy.ProxiedNode.SLICES;
import static io.jukung.netproxy.ProxiedNode.TABLE;
import static io.jukung.netproxy.ProxiedNode.awaitRefused;
import static io.jukung.netproxy.ProxiedNode.awaitServed;
import static io.jukung.netproxy.ProxiedNode.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.DeleteOptions;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes on while the proxy, or the API, is away, with real traffic. */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class ProxyRestartIT {

    @RegisterExtension
    static final ProxiedNode at = new ProxiedNode();

    @Test
    void servicesGoOnWhileTheProxyIsAway() throws Exception {
        at.createWeb("", false, POD_A);
        at.create(service("old", "'clusterIP':'10.97.1.3'," + PORTS.formatted("", "")));
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.proxy().close();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
        at.api().delete(SERVICES, service("old", "").key(), DeleteOptions.DEFAULT);
        at.startProxy();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
        assertThat(at.node().call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .doesNotContain("10.97.1.3");
    }

    @Test
    void openConnectionsSurviveARestart() throws Exception {
        at.create(service("open", "'clusterIP':'10.97.1.4','ports':[{'name':'t','protocol':'TCP','port':80}]"));
        at.create(slice("open-1", "open", "{'name':'t','protocol':'TCP','port':9090}", ready(POD_A, "n1")));
        try (var server = at.podA().call(() -> new ServerSocket(9_090));
                var client = awaitConnected(at.podB(), "10.97.1.4");
                var accepted = accept(server)) {
            at.proxy().close();
            accepted.getOutputStream().write('x');
            at.startProxy();
            // Its endpoint leaves the service, too: only new connections are refused.
            at.api().delete(SLICES, slice("open-1", "open", "", "").key(), DeleteOptions.DEFAULT);
            awaitRefused(at.podB(), "10.97.1.4", 80);
            client.setSoTimeout(3_000);
            assertThat(client.getInputStream().read()).isEqualTo('x');
            client.getOutputStream().write('y');
            assertThat(accepted.getInputStream().read()).isEqualTo('y');
        }
    }

    @Test
    void aUdpFlowToARightEndpointSurvivesARestartAndAWrongOneDoesNot() throws Exception {
        at.createWeb("", false, POD_A);
        try (var socket = at.podB().call(DatagramSocket::new)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("a "));
            at.proxy().close();
            at.startProxy();
            assertThat(udp(socket, CLUSTER_IP)).startsWith("a ");
            at.proxy().close();
            at.setEndpoints(POD_B);
            at.startProxy();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("b "));
        }
    }

    @Test
    void dnsKeepsItsPortOverARestart() throws Exception {
        int port = at.proxy().dnsAddress().getPort();
        at.proxy().close();
        at.startProxy();
        assertThat(at.proxy().dnsAddress().getPort()).isEqualTo(port);
    }

    @Test
    void rulesStayWhileTheApiIsAway() throws Exception {
        at.createWeb("", false, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.api().setReachable(false);
        at.api().breakWatches();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
        at.proxy().close();
        // A proxy that starts meanwhile leaves what it finds.
        at.startProxyUnawaited();
        assertThat(at.proxy().awaitWritten(Duration.ofMillis(200))).isFalse();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
        at.api().setReachable(true);
        assertThat(at.proxy().awaitWritten(Duration.ofSeconds(30))).isTrue();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
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
}
