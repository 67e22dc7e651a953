package io.jukung.netproxy.rules;

import static io.jukung.netproxy.Objects.changes;
import static io.jukung.netproxy.Objects.object;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static io.jukung.netproxy.Objects.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs as text, in {@code src/test/resources}: a change of the rules shows as a change of text to be reviewed.
 * With {@code JUKUNG_WRITE_GOLDEN} in the environment they are written anew.
 */
class RulesTest {

    private static final NodeRules NODE = new NodeRules(
            "n1",
            Ipv4Range.parse("10.96.0.0/16"),
            Ipv4Range.parse("10.244.0.0/16"),
            "10.96.0.10",
            "192.168.0.1:5353",
            true);

    private static final String HTTP = "'ports':[{'name':'http','protocol':'TCP','port':80,'targetPort':8080%s}]";
    private static final String SLICE_HTTP = "{'name':'http','protocol':'TCP','port':8080}";
    private static final String TWO = ready("10.244.1.2", "n1") + "," + ready("10.244.2.3", "n2");

    private static RuleSet rules(KubeObject... objects) {
        return NODE.ruleSet()
                .with(changes(objects).now().values().stream()
                        .map(state -> ServiceRules.of(state, NODE))
                        .toList());
    }

    private static KubeObject web(String more, String port) {
        return service("web", "'clusterIP':'10.96.1.1'," + more + HTTP.formatted(port));
    }

    record Case(String name, RuleSet rules) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        var slice = slice("web-1", "web", SLICE_HTTP, TWO);
        return Stream.of(
                new Case("cluster-ip", rules(web("", ""), slice)),
                new Case("node-port", rules(web("'type':'NodePort',", ",'nodePort':30080"), slice)),
                new Case(
                        "node-port-local",
                        rules(web("'type':'NodePort','externalTrafficPolicy':'Local',", ",'nodePort':30080"), slice)),
                new Case("internal-local", rules(web("'internalTrafficPolicy':'Local',", ""), slice)),
                new Case(
                        "affinity",
                        rules(
                                web(
                                        "'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':60}},",
                                        ""),
                                slice)),
                new Case("no-endpoints", rules(web("'type':'NodePort',", ",'nodePort':30080"))),
                new Case(
                        "nothing-local",
                        rules(
                                web("'type':'NodePort','externalTrafficPolicy':'Local',", ",'nodePort':30080"),
                                slice("web-1", "web", SLICE_HTTP, ready("10.244.2.3", "n2")))),
                new Case("external-ips", rules(web("'externalIPs':['203.0.113.7'],", ""), slice)),
                new Case(
                        "udp-and-tcp",
                        rules(
                                service(
                                        "dns",
                                        "'clusterIP':'10.96.0.53','ports':[{'name':'u','protocol':'UDP','port':53},{'name':'t','protocol':'TCP','port':53}]"),
                                slice(
                                        "dns-1",
                                        "dns",
                                        "{'name':'u','protocol':'UDP','port':5353},{'name':'t','protocol':'TCP','port':5353}",
                                        TWO))),
                new Case("headless", rules(service("db", "'clusterIP':'None'," + HTTP.formatted("")), slice)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatOneServiceAdds(Case one) {
        assertGolden(one.name(), Transaction.change("t", NODE.ruleSet(), one.rules()));
    }

    @Test
    void aWholeTable() {
        assertGolden("whole-table", Transaction.replace("t", rules(web("", ""), slice("s", "web", SLICE_HTTP, TWO))));
    }

    @Test
    void aTableThatSomebodyLeft() {
        assertGolden(
                "left-table",
                Transaction.sync(
                        "t",
                        new Inventory(
                                Set.of("services", "service-old"),
                                Set.of("cluster-ips", "affinity-old"),
                                Set.of("service-ips", "old-map")),
                        rules(web("", ""), slice("s", "web", SLICE_HTTP, TWO))));
    }

    @Test
    void anEndpointThatGoes() {
        var affinity = "'sessionAffinity':'ClientIP',";
        assertGolden(
                "endpoint-gone",
                Transaction.change(
                        "t",
                        rules(web(affinity, ""), slice("s", "web", SLICE_HTTP, TWO)),
                        rules(web(affinity, ""), slice("s", "web", SLICE_HTTP, ready("10.244.1.2", "n1")))));
    }

    @Test
    void nothingChangedIsNothingToDo() {
        var rules = rules(web("", ""), slice("s", "web", SLICE_HTTP, TWO));
        assertThat(Transaction.change("t", rules, rules)).isEmpty();
    }

    @Test
    void aTerminatingEndpointServesOnlyWhileNobodyIsReady() {
        var both = terminating("10.244.1.9", true) + "," + terminating("10.244.1.8", false);
        assertThat(rules(web("", ""), slice("s", "web", SLICE_HTTP, both)).toString())
                .contains("10.244.1.9 . 8080")
                .doesNotContain("10.244.1.8");
        assertThat(rules(web("", ""), slice("s", "web", SLICE_HTTP, both + "," + ready("10.244.1.2", "n1")))
                        .toString())
                .contains("10.244.1.2 . 8080")
                .doesNotContain("10.244.1.9");
    }

    @Test
    void anEndpointInTwoSlicesCountsOnce() {
        assertThat(rules(
                                web("", ""),
                                slice("s1", "web", SLICE_HTTP, TWO),
                                slice("s2", "web", SLICE_HTTP, ready("10.244.1.2", "n1")))
                        .toString())
                .contains("mod 2 map { 0 : 10.244.1.2 . 8080, 1 : 10.244.2.3 . 8080 }");
    }

    @Test
    void theDnsAddressStaysWithTheResolver() {
        var rules = rules(
                service("dns", "'clusterIP':'10.96.0.10','ports':[{'name':'http','protocol':'TCP','port':53}]"),
                slice("s", "dns", SLICE_HTTP, TWO));
        assertThat(rules.elements().get(NodeRules.SERVICE_IPS))
                .containsEntry("10.96.0.10 . tcp . 53", "goto dns-tcp")
                .hasSize(2);
    }

    private static KubeObject balanced(String spec, String ingress) {
        return new KubeObject(web("'type':'LoadBalancer'," + spec, ",'nodePort':30080")
                .tree()
                .with(
                        "status",
                        object("{'loadBalancer':{'ingress':[" + ingress + "]}}").tree()));
    }

    @Test
    void loadBalancersAddressesLeadToTheService() {
        var rules = rules(
                balanced("", "{'ip':'203.0.113.9'},{'ip':'203.0.113.10','ipMode':'Proxy'},{'hostname':'lb.example'}"),
                slice("s", "web", SLICE_HTTP, TWO));
        assertThat(rules.elements().get(NodeRules.SERVICE_IPS))
                .containsKey("203.0.113.9 . tcp . 80")
                .doesNotContainKey("203.0.113.10 . tcp . 80");
        assertThat(rules.elements()).doesNotContainKey(NodeRules.FIREWALL_IPS);
    }

    @Test
    void othersThanTheSourceRangesAreKeptOut() {
        var rules = rules(
                balanced(
                        "'loadBalancerSourceRanges':['198.51.100.0/24',' 198.51.0.0/16 ','fd00::/8'],",
                        "{'ip':'203.0.113.9'}"),
                slice("s", "web", SLICE_HTTP, TWO));
        var chain = rules.elements().get(NodeRules.FIREWALL_IPS).get("203.0.113.9 . tcp . 80");
        assertThat(rules.chains().get(chain.replace("goto ", "")).rules())
                .containsExactly("ip saddr 198.51.100.0/24 return", "ip saddr 198.51.0.0/16 return", "drop");
    }

    @Test
    void aTerminatingEndpointOnThisNodeTakesWhatIsBoundToIt() {
        var rules = rules(
                web("'type':'NodePort','externalTrafficPolicy':'Local',", ",'nodePort':30080"),
                slice("s", "web", SLICE_HTTP, terminating("10.244.1.9", true) + "," + ready("10.244.2.3", "n2")));
        assertThat(rules.chains().toString()).contains("local-", "0 : 10.244.1.9 . 8080", "0 : 10.244.2.3 . 8080");
        assertThat(rules.elements().get(NodeRules.HAIRPIN)).hasSize(2);
    }

    @Test
    void commentsStayWithinNftablesLimit() {
        var name = "a".repeat(63);
        var port = "p".repeat(15);
        var rules = rules(
                service(
                        name,
                        "'clusterIP':'10.96.0.1','externalIPs':['203.0.113.7'],'ports':[{'name':'" + port
                                + "','port':80}]"),
                slice("s", name, "{'name':'" + port + "','port':80}", TWO));
        assertThat(rules.chains().values())
                .allSatisfy(chain -> assertThat(chain.comment()).hasSizeLessThanOrEqualTo(128));
    }

    @Test
    void longNamesStayUniqueAndShort() {
        var long1 = "a".repeat(63) + "1";
        var long2 = "a".repeat(63) + "2";
        var port = "p".repeat(15);
        var spec = "'clusterIP':'%s','ports':[{'name':'" + port + "','port':80}]";
        var rules = rules(
                service(long1, spec.formatted("10.96.0.1")),
                service(long2, spec.formatted("10.96.0.2")),
                slice("s1", long1, "{'name':'" + port + "','port':80}", TWO),
                slice("s2", long2, "{'name':'" + port + "','port':80}", TWO));
        assertThat(rules.chains().keySet())
                .filteredOn(name -> name.startsWith("service-0") || name.contains("aaa"))
                .hasSize(2)
                .allSatisfy(name -> assertThat(name).hasSizeLessThan(128));
    }

    private static void assertGolden(String name, String program) {
        var file = Path.of("src/test/resources/io/jukung/netproxy/rules", name + ".nft");
        try {
            if (System.getenv("JUKUNG_WRITE_GOLDEN") != null) {
                Files.writeString(file, program);
            }
            assertThat(program).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
