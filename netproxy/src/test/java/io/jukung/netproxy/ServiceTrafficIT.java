package io.jukung.netproxy;

import static io.jukung.netproxy.NodeNetwork.NODE_IP;
import static io.jukung.netproxy.NodeNetwork.POD_A;
import static io.jukung.netproxy.NodeNetwork.POD_B;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static io.jukung.netproxy.ProxiedNode.CLUSTER_IP;
import static io.jukung.netproxy.ProxiedNode.DNS_IP;
import static io.jukung.netproxy.ProxiedNode.NODE_PORT;
import static io.jukung.netproxy.ProxiedNode.PORTS;
import static io.jukung.netproxy.ProxiedNode.SLICE_PORTS;
import static io.jukung.netproxy.ProxiedNode.TABLE;
import static io.jukung.netproxy.ProxiedNode.assertRefused;
import static io.jukung.netproxy.ProxiedNode.awaitServed;
import static io.jukung.netproxy.ProxiedNode.webSlice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.api.model.object.KubeObject;
import io.jukung.testing.Needs;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Who reaches what through a service, with real traffic. */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class ServiceTrafficIT {

    @RegisterExtension
    static final ProxiedNode at = new ProxiedNode();

    @Test
    void podsAndTheNodeReachAllEndpoints() throws Exception {
        at.createWeb("", false, POD_A, POD_B);
        awaitServed(at.podA(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(at.podA(), CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
        assertThat(NodeNetwork.reached(at.node(), CLUSTER_IP, 80)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aPodReachesItselfAndOthersSeeItsAddress() throws Exception {
        at.createWeb("", false, POD_A);
        awaitServed(at.podA(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.tcp(at.podA(), CLUSTER_IP, 80)).isEqualTo("a 10.88.0.1");
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).isEqualTo("a " + POD_B);
    }

    @Test
    void nodePortsAreOpenOutsideOnTheNodeAndOnLoopback() throws Exception {
        at.createWeb("'type':'NodePort',", true, POD_A, POD_B);
        awaitServed(at.outside(), NODE_IP, NODE_PORT);
        assertThat(NodeNetwork.reached(at.outside(), NODE_IP, NODE_PORT)).containsExactlyInAnyOrder("a", "b");
        assertThat(NodeNetwork.tcp(at.outside(), NODE_IP, NODE_PORT)).endsWith(" 10.88.0.1");
        assertThat(NodeNetwork.reached(at.node(), NODE_IP, NODE_PORT)).hasSize(2);
        assertThat(NodeNetwork.reached(at.node(), "127.0.0.1", NODE_PORT)).hasSize(2);
        assertThat(NodeNetwork.reached(at.podA(), NODE_IP, NODE_PORT)).hasSize(2);
    }

    @Test
    void aLocalPolicyKeepsTheClientsAddress() throws Exception {
        at.createWeb("'type':'NodePort','externalTrafficPolicy':'Local',", true, POD_A);
        awaitServed(at.outside(), NODE_IP, NODE_PORT);
        assertThat(NodeNetwork.tcp(at.outside(), NODE_IP, NODE_PORT)).isEqualTo("a 198.51.100.2");
        assertThat(NodeNetwork.tcp(at.node(), NODE_IP, NODE_PORT)).startsWith("a ");
    }

    @Test
    void anInternalLocalPolicyUsesThisNodesEndpointsAlone() throws Exception {
        var endpoints = ready(POD_A, "n1") + "," + ready(POD_B, "n2");
        at.create(service(
                "web", "'clusterIP':'" + CLUSTER_IP + "','internalTrafficPolicy':'Local'," + PORTS.formatted("", "")));
        at.create(slice("web-1", "web", SLICE_PORTS, endpoints));
        awaitServed(at.podB(), CLUSTER_IP, 80);
        assertThat(NodeNetwork.reached(at.podB(), CLUSTER_IP, 80)).containsExactly("a");
        assertThat(NodeNetwork.reached(at.node(), CLUSTER_IP, 80)).containsExactly("a");
    }

    @Test
    void externalAddressesLeadToTheService() throws Exception {
        at.createWeb("'externalIPs':['203.0.113.7'],", false, POD_A);
        awaitServed(at.outside(), "203.0.113.7", 80);
        assertThat(NodeNetwork.tcp(at.podB(), "203.0.113.7", 80)).startsWith("a ");
    }

    @Test
    void aLoadBalancersAddressIsForItsSourceRanges() throws Exception {
        var balanced = service(
                "web",
                "'type':'LoadBalancer','loadBalancerSourceRanges':['198.51.100.0/25','198.51.0.0/16'],'clusterIP':'"
                        + CLUSTER_IP + "'," + PORTS.formatted("", ""));
        at.create(new KubeObject(balanced.tree()
                .with(
                        "status",
                        Objects.object("{'loadBalancer':{'ingress':[{'ip':'203.0.113.9'}]}}")
                                .tree())));
        at.create(webSlice(POD_A));
        awaitServed(at.outside(), "203.0.113.9", 80);
        assertThatThrownBy(() -> NodeNetwork.tcp(at.podB(), "203.0.113.9", 80))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
    }

    @Test
    void longNamesAndSctpDoNotHarmOthers() throws Exception {
        var name = "n".repeat(63);
        var port = "p".repeat(15);
        at.create(service(
                name,
                "'type':'NodePort','clusterIP':'10.97.1.9','ports':[{'name':'" + port
                        + "','protocol':'SCTP','port':80,'nodePort':30999}]"));
        at.create(slice("long-1", name, "{'name':'" + port + "','protocol':'SCTP','port':8080}", ready(POD_A, "n1")));
        at.createWeb("", false, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        assertThat(at.node().call(() -> NetworkNamespace.output("nft", "list", "table", "ip", TABLE)))
                .contains("10.97.1.9 . sctp . 80", "sctp . 30999", "meta l4proto sctp dnat");
    }

    @Test
    void dnsAnswersAtTheClustersAddress() throws Exception {
        at.createWeb("", false, POD_A);
        for (var from : List.of(at.podA(), at.node())) {
            for (var tcp : List.of(false, true)) {
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(resolve(from, tcp)).containsExactly(CLUSTER_IP));
            }
        }
        assertRefused(at.podA(), DNS_IP, 80);
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
}
