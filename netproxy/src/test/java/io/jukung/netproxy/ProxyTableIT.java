package io.jukung.netproxy;

import static io.jukung.netproxy.NodeNetwork.POD_A;
import static io.jukung.netproxy.NodeNetwork.POD_B;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.ProxiedNode.CLUSTER_IP;
import static io.jukung.netproxy.ProxiedNode.PORTS;
import static io.jukung.netproxy.ProxiedNode.SERVICES;
import static io.jukung.netproxy.ProxiedNode.TABLE;
import static io.jukung.netproxy.ProxiedNode.awaitServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.api.client.DeleteOptions;
import io.jukung.testing.Needs;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The proxy's table on a node where others have theirs, and change its own. */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class ProxyTableIT {

    @RegisterExtension
    static final ProxiedNode at = new ProxiedNode();

    @Test
    void tablesOfOthersAreLeftAlone() throws Exception {
        at.node()
                .run(() -> NetworkNamespace.output(
                        "nft", "add table ip others; add chain ip others c; add set ip others s { type ipv4_addr ; }"));
        var before = at.node().call(() -> NetworkNamespace.output("nft", "list", "table", "ip", "others"));
        at.createWeb("", false, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.purge();
        assertThat(at.node().call(() -> NetworkNamespace.output("nft", "list", "table", "ip", "others")))
                .isEqualTo(before);
        at.node().run(() -> NetworkNamespace.output("nft", "delete", "table", "ip", "others"));
    }

    @Test
    void whatACrashedProxyLeftHalfRightIsMadeRight() throws Exception {
        at.createWeb("", false, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.proxy().close();
        // Of another program, or another version: same names, other types.
        at.node().run(() -> NetworkNamespace.output("nft", "delete", "table", "ip", TABLE));
        at.node()
                .run(() -> NetworkNamespace.output(
                        "nft",
                        "add table ip " + TABLE + "; add set ip " + TABLE
                                + " service-ips { type inet_service ; }; add chain ip " + TABLE
                                + " services; add rule ip "
                                + TABLE + " services tcp dport @service-ips drop"));
        at.startProxy();
        assertThat(NodeNetwork.tcp(at.podB(), CLUSTER_IP, 80)).startsWith("a ");
    }

    @Test
    void aTableThatSomebodyChangedIsRepaired() throws Exception {
        at.createWeb("", false, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        at.node().run(() -> NetworkNamespace.output("nft", "flush", "chain", "ip", TABLE, "services"));
        at.node().run(() -> NetworkNamespace.output("nft", "flush", "map", "ip", TABLE, "service-ips"));
        // The next change cannot be made on such a table, and so all of it is written.
        at.api().delete(SERVICES, service("web", "").key(), DeleteOptions.DEFAULT);
        await().untilAsserted(() -> assertThat(
                        at.node().call(() -> NetworkNamespace.output("nft", "list", "chain", "ip", TABLE, "services")))
                .contains("vmap @service-ips"));
        at.create(service("web", "'clusterIP':'" + CLUSTER_IP + "'," + PORTS.formatted("", "")));
        at.setEndpoints(POD_B);
        awaitServed(at.podB(), CLUSTER_IP, 80);
    }

    @Test
    void nothingRemainsAfterAPurge() throws Exception {
        at.createWeb("'type':'NodePort',", true, POD_A);
        awaitServed(at.podB(), CLUSTER_IP, 80);
        assertThat(at.tables()).contains(TABLE);
        var routes = at.node().call(() -> NetworkNamespace.output("ip", "route"));
        assertThat(routes).contains("10.97.0.0/16");
        at.purge();
        assertThat(at.tables()).doesNotContain(TABLE);
        assertThat(at.node().call(() -> NetworkNamespace.output("ip", "route"))).doesNotContain("10.97.0.0/16");
        assertThat(at.node().call(() -> Files.readString(NodeNetwork.ROUTE_LOCALNET)))
                .startsWith("0");
    }
}
