package io.jukung.netproxy.apply;

import static io.jukung.netproxy.Objects.changes;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.tracker.ServiceTracker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaleFlowsTest {

    private static final String PORT = "{'name':'u','protocol':'UDP','port':5353}";

    private final StaleFlows flows = new StaleFlows(Ipv4Range.parse("10.96.0.0/16"), "10.96.0.10");

    private static ServiceTracker.Changes udp(String... endpoints) {
        var all = new StringBuilder();
        for (var endpoint : endpoints) {
            all.append(all.isEmpty() ? "" : ",").append(ready(endpoint, "n1"));
        }
        return changes(
                service(
                        "web",
                        "'type':'NodePort','clusterIP':'10.96.1.1','ports':[{'name':'u','protocol':'UDP','port':53,'nodePort':30053}]"),
                slice("web-1", "web", PORT, all.toString()));
    }

    @Test
    void flowsToAnEndpointThatWentAreForgotten() {
        flows.begin(udp("10.244.0.1", "10.244.0.2"));
        assertThat(flows.after(udp("10.244.0.2")))
                .containsExactlyInAnyOrder(
                        List.of(
                                "-p",
                                "udp",
                                "--orig-dst",
                                "10.96.1.1",
                                "--orig-port-dst",
                                "53",
                                "--dst-nat",
                                "10.244.0.1"),
                        List.of("-p", "udp", "--orig-port-dst", "30053", "--dst-nat", "10.244.0.1"));
        assertThat(flows.after(udp("10.244.0.2", "10.244.0.3"))).isEmpty();
    }

    @Test
    void flowsThatWentNowhereAreForgottenWhenSomebodyIsThere() {
        flows.begin(udp());
        assertThat(flows.after(udp("10.244.0.1")))
                .contains(List.of("-p", "udp", "--orig-dst", "10.96.1.1", "--orig-port-dst", "53"));
    }

    @Test
    void flowsOfAServiceThatWentAreForgotten() {
        flows.begin(udp("10.244.0.1"));
        assertThat(flows.after(new ServiceTracker.Changes(Map.of(), Set.of(new ObjectKey("ns", "web")))))
                .hasSize(2)
                .allSatisfy(selection -> assertThat(selection).contains("10.244.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.96.1.1, 53, 10.244.0.1, false",
        "10.96.1.1, 53, 10.244.0.9, true",
        "10.96.1.1, 53, 10.96.1.1, true",
        "192.0.2.1, 30053, 10.244.0.1, false",
        "192.0.2.1, 30053, 10.244.0.9, true",
        "192.0.2.1, 30053, 192.0.2.1, false",
        "10.96.7.7, 53, 10.244.0.9, true",
        "198.51.100.1, 53, 198.51.100.1, false",
        "10.96.0.10, 53, 192.0.2.1, true",
    })
    void whichFlowsAStartFindsWrong(String destination, int port, String target, boolean stale) {
        flows.begin(udp("10.244.0.1"));
        var flow = new UdpFlow(destination, port, target);
        assertThat(flows.among(List.of(flow, flow))).hasSize(stale ? 1 : 0);
    }

    @Test
    void linesOfConntrack() {
        assertThat(
                        UdpFlow.parse(
                                "udp      17 25 src=10.88.0.3 dst=10.97.1.1 sport=44063 dport=80 [UNREPLIED] src=10.88.0.2 dst=10.88.0.3 sport=8080 dport=44063 mark=0 use=1"))
                .contains(new UdpFlow("10.97.1.1", 80, "10.88.0.2"));
        assertThat(UdpFlow.parse("tcp      6 431999 ESTABLISHED src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2"))
                .isEmpty();
        assertThat(UdpFlow.parse("")).isEmpty();
    }
}
