package io.jukung.netproxy;

import static io.jukung.netproxy.NodeNetwork.NODE_IP;
import static io.jukung.netproxy.NodeNetwork.POD_A;
import static io.jukung.netproxy.NodeNetwork.POD_B;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static io.jukung.netproxy.Objects.terminating;
import static io.jukung.netproxy.ProxiedNode.CLUSTER_IP;
import static io.jukung.netproxy.ProxiedNode.NODE_PORT;
import static io.jukung.netproxy.ProxiedNode.PORTS;
import static io.jukung.netproxy.ProxiedNode.SERVICES;
import static io.jukung.netproxy.ProxiedNode.SLICE_PORTS;
import static io.jukung.netproxy.ProxiedNode.TABLE;
import static io.jukung.netproxy.ProxiedNode.assertRefused;
import static io.jukung.netproxy.ProxiedNode.awaitRefused;
import static io.jukung.netproxy.ProxiedNode.awaitServed;
import static io.jukung.netproxy.ProxiedNode.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.DeleteOptions;
import io.jukung.testing.Needs;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of a service whose endpoints come and go, with real traffic. */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class EndpointChangesIT {

    @RegisterExtension
    static final ProxiedNode at = new ProxiedNode();

    @Test
    void aClientStaysWithItsEndpoint() throws Exception {
        at.createWeb("'sessionAffinity':'ClientIP',", false, POD_A, POD_B);
        awaitServed(at.podA(), CLUSTER_IP, 80);
        var first = NodeNetwork.reached(at.podA(), CLUSTER_IP, 80);
        assertThat(first).hasSize(1);
        at.create(service("other", "'clusterIP':'10.97.1.2'," + PORTS.formatted("", "")));
        awaitRefused(at.podA(), "10.97.1.2", 80);
        assertThat(NodeNetwork.reached(at.podA(), CLUSTER_IP, 80))
                .as("after another service came")
                .isEqualTo(first);
        at.proxy().close();
        at.startProxy();
        assertThat(NodeNetwork.reached(at.podA(), CLUSTER_IP, 80))
                .as("after a restart")
                .isEqualTo(first);
        at.setEndpoints(first.contains("a") ? POD_B : POD_A);
        await().untilAsserted(() ->
                assertThat(NodeNetwork.reached(at.podA(), CLUSTER_IP, 80)).doesNotContainAnyElementsOf(first));
    }

    @Test
    void affinityEndsWithItsTime() throws Exception {
        at.createWeb(
                "'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':1}},",
                false,
                POD_A,
                POD_B);
        awaitServed(at.podA(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(at.podA(), CLUSTER_IP, 80)).hasSize(1);
        var seen = new HashSet<String>();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(1_500))
                .until(() -> {
                    seen.add(NodeNetwork.tcp(at.podA(), CLUSTER_IP, 80).substring(0, 1));
                    return seen.size() == 2;
                });
    }

    @Test
    void aServiceWithoutEndpointsRefusesAtOnce() throws Exception {
        at.createWeb("'type':'NodePort',", true, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.setEndpoints();
        awaitRefused(at.podB(), CLUSTER_IP, 80);
        assertRefused(at.node(), CLUSTER_IP, 80);
        assertRefused(at.outside(), NODE_IP, NODE_PORT);
        assertRefused(at.podB(), CLUSTER_IP, 81);
        assertRefused(at.podB(), "10.97.9.9", 80);
        at.setEndpoints(POD_B);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.tcp(at.outside(), NODE_IP, NODE_PORT)).startsWith("b ");
    }

    @Test
    void aDeletedServiceIsGone() throws Exception {
        at.createWeb("'type':'NodePort','sessionAffinity':'ClientIP',", true, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.api().delete(SERVICES, service("web", "").key(), DeleteOptions.DEFAULT);
        awaitRefused(at.podB(), CLUSTER_IP, 80);
        assertRefused(at.outside(), NODE_IP, NODE_PORT);
        assertThat(at.node().call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .doesNotContain("web")
                .doesNotContain("affinity-")
                .doesNotContain(CLUSTER_IP);
    }

    @Test
    void aTerminatingEndpointServesWhileNoOtherDoes() throws Exception {
        at.create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + PORTS.formatted("", "")));
        at.create(slice("web-1", "web", SLICE_PORTS, terminating(POD_A, true)));
        awaitServed(at.podB(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(at.podB(), CLUSTER_IP, 80)).containsExactly("a");
        at.create(slice("web-2", "web", SLICE_PORTS, ready(POD_B, "n1")));
        await().untilAsserted(() ->
                assertThat(NodeNetwork.reached(at.podB(), CLUSTER_IP, 80)).containsExactly("b"));
    }

    @Test
    void aUdpClientMovesToTheNewEndpoint() throws Exception {
        at.createWeb("", false, POD_A);
        try (var socket = at.podB().call(DatagramSocket::new)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("a "));
            at.setEndpoints(POD_B);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(udp(socket, CLUSTER_IP)).startsWith("b "));
        }
    }
}
