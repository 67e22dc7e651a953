package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPlanTest {

    private static ClusterPlan plan(
            int members, int api, int member, int node, String ip, String pods, String services) {
        return ClusterPlan.of("0badcafe", members, "node-1", ip, api, member, node, pods, services);
    }

    @Test
    void namesServersAreAskedForAreTheTenthOfTheServices() {
        assertThat(plan(3, 6443, 7440, 10250, "192.0.2.1", "10.244.0.0/16", "10.96.0.0/12")
                        .dnsIp())
                .isEqualTo("10.96.0.10");
    }

    @Test
    void eachPortIsThereOnceWithItsFlag() {
        var ports = plan(3, 6443, 7440, 10250, "192.0.2.1", "10.244.0.0/16", "10.96.0.0/16")
                .ports();
        assertThat(ports).hasSize(14).doesNotHaveDuplicates();
        assertThat(ports)
                .containsAll(List.of(
                        new ClusterPlan.PlannedPort(6443, "--api-port"),
                        new ClusterPlan.PlannedPort(10250, "--node-port"),
                        new ClusterPlan.PlannedPort(7451, "--member-port")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|6443|7440|10250|192.0.2.1|10.244.0.0/16|10.96.0.0/16|members=2: a control plane has 1, 3 or 5",
                "1|0|7440|10250|192.0.2.1|10.244.0.0/16|10.96.0.0/16|api-port=0: expected 1 to 65535",
                "1|6443|7440|65536|192.0.2.1|10.244.0.0/16|10.96.0.0/16|node-port=65536: expected 1 to 65535",
                "3|6443|65530|10250|192.0.2.1|10.244.0.0/16|10.96.0.0/16|the members take the ports 65530 to 65541",
                "3|7451|7440|10250|192.0.2.1|10.244.0.0/16|10.96.0.0/16|among them 7451",
                "1|6443|7440|6443|192.0.2.1|10.244.0.0/16|10.96.0.0/16|node-port=6443: is the API's port",
                "1|6443|7440|10250|192.0.2.1|10.244.0.0|10.96.0.0/16|pod-cidr=10.244.0.0: expected a range",
                "1|6443|7440|10250|192.0.2.1|10.244.0.0/25|10.96.0.0/16|pod-cidr=10.244.0.0/25: expected a prefix of 8 to 24",
                "1|6443|7440|10250|192.0.2.1|10.244.0.0/16|10.96.0.0/29|service-cidr=10.96.0.0/29: expected a prefix of 8 to 28",
                "1|6443|7440|10250|192.0.2.1|10.0.0.0/8|10.96.0.0/16|service-cidr=10.96.0.0/16: overlaps pod-cidr=10.0.0.0/8",
                "1|6443|7440|10250|10.96.3.4|10.244.0.0/16|10.96.0.0/16|service-cidr=10.96.0.0/16: holds this machine's address",
                "1|6443|7440|10250|localhost|10.244.0.0/16|10.96.0.0/16|node-ip=localhost: expected an IPv4 address"
            })
    void whatDoesNotFitIsRefusedNamingTheFlag(
            int members, int api, int member, int node, String ip, String pods, String services, String message) {
        assertThatThrownBy(() -> plan(members, api, member, node, ip, pods, services))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
