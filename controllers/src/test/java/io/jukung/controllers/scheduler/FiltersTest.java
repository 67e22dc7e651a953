package io.jukung.controllers.scheduler;

import static io.jukung.controllers.scheduler.Objects.allowed;
import static io.jukung.controllers.scheduler.Objects.node;
import static io.jukung.controllers.scheduler.Objects.outcome;
import static io.jukung.controllers.scheduler.Objects.pod;
import static io.jukung.controllers.scheduler.Objects.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FiltersTest {

    @ParameterizedTest
    @CsvSource({
        "4, 8Gi, n",
        "4001m, 1Gi, 0/1 nodes are available: 1 Insufficient cpu.",
        "1, 9Gi, 0/1 nodes are available: 1 Insufficient memory.",
        "5, 9Gi, '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.'"
    })
    void requestsMustFit(String cpu, String memory, String outcome) {
        assertThat(outcome(pod(requests(cpu, memory)), node("n"))).isEqualTo(outcome);
    }

    @Test
    void whatRunsThereIsSubtracted() {
        var there = pod("there", "", requests("3", "1Gi"));
        assertThat(outcome(pod(requests("1", "7Gi")), node("n", there))).isEqualTo("n");
        assertThat(outcome(pod(requests("1001m", "1Gi")), node("n", there)))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void aPodThatAsksForNothingFitsAFullNode() {
        assertThat(outcome(pod("'containers':[{}]"), node("n", pod("there", "", requests("4", "8Gi")))))
                .isEqualTo("n");
    }

    @Test
    void extendedResourcesMustFit() {
        var gpus = "'containers':[{'resources':{'requests':{'example.com/gpu':'%d'}}}]";
        assertThat(outcome(pod(gpus.formatted(1)), node("n"))).isEqualTo("n");
        assertThat(outcome(pod(gpus.formatted(2)), node("n")))
                .isEqualTo("0/1 nodes are available: 1 Insufficient example.com/gpu.");
    }

    @Test
    void aNodeTakesOnlySoManyPods() {
        var info = node("n");
        for (int i = 0; i < 110; i++) {
            info = info.plus(pod("p" + i, "", "'containers':[{}]").on("n"));
        }
        assertThat(outcome(pod("'containers':[{}]"), info)).isEqualTo("0/1 nodes are available: 1 Too many pods.");
    }

    @Test
    void withoutNodesThereIsNothingToSay() {
        assertThat(Objects.schedule(pod("")))
                .isEqualTo(new Verdict.Unschedulable("no nodes available to schedule pods", Set.of()));
    }

    @Test
    void aCordonedNodeTakesNobodyButWhoToleratesIt() {
        var cordoned = node(
                "n",
                "",
                "'unschedulable':true,'taints':[{'key':'node.kubernetes.io/unschedulable','effect':'NoSchedule'}]");
        assertThat(outcome(pod(""), cordoned)).isEqualTo("0/1 nodes are available: 1 node(s) were unschedulable.");
        assertThat(outcome(pod("'tolerations':[{'operator':'Exists'}]"), cordoned))
                .isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| false",
                "'key':'k','operator':'Equal','value':'v','effect':'NoSchedule' | true",
                "'key':'k','value':'v' | true",
                "'key':'k','value':'w' | false",
                "'key':'k' | false",
                "'key':'k','operator':'Exists' | true",
                "'key':'k','operator':'Exists','effect':'NoExecute' | false",
                "'key':'j','operator':'Exists' | false",
                "'operator':'Exists' | true"
            },
            quoteCharacter = '"')
    void taintsMustBeTolerated(String toleration, boolean tolerated) {
        var tainted = node("n", "", "'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]");
        var tolerations = toleration == null ? "" : "'tolerations':[{" + toleration + "}]";
        assertThat(outcome(pod(tolerations), tainted))
                .isEqualTo(tolerated ? "n" : "0/1 nodes are available: 1 node(s) had untolerated taint(s).");
    }

    @Test
    void preferNoScheduleOnlyMakesANodeSecondChoice() {
        var avoided = node("avoided", "", "'taints':[{'key':'k','effect':'PreferNoSchedule'}]");
        assertThat(outcome(pod(""), avoided)).isEqualTo("avoided");
        assertThat(outcome(pod(""), avoided, node("free"))).isEqualTo("free");
    }

    static List<Arguments> expressions() {
        return List.of(
                args("{'key':'disk','operator':'In','values':['ssd','nvme']}", "a"),
                args("{'key':'disk','operator':'NotIn','values':['ssd']}", "b", "c"),
                args("{'key':'disk','operator':'Exists'}", "a", "b"),
                args("{'key':'disk','operator':'DoesNotExist'}", "c"),
                args("{'key':'size','operator':'Gt','values':['9']}", "b"),
                args("{'key':'size','operator':'Lt','values':['9']}", "a"),
                args("{'key':'disk','operator':'Gt','values':['9']}"));
    }

    private static Arguments args(String expression, String... nodes) {
        return Arguments.of(expression, List.of(nodes));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void nodeAffinityMatchesLabels(String expression, List<String> nodes) {
        var affinity = ("'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                        + "{'nodeSelectorTerms':[{'matchExpressions':[%s]}]}}}")
                .formatted(expression);
        assertThat(allowed(
                        pod(affinity),
                        node("a", "'disk':'ssd','size':'5'", ""),
                        node("b", "'disk':'hdd','size':'10'", ""),
                        node("c")))
                .isEqualTo(nodes);
    }

    @Test
    void nodeAffinityMatchesNamesAndTermsAreAlternatives() {
        var affinity =
                "'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':["
                        + "{'matchFields':[{'key':'metadata.name','operator':'In','values':['a']}]},"
                        + "{'matchExpressions':[{'key':'x','operator':'Exists'}]},{}]}}}";
        assertThat(allowed(pod(affinity), node("a"), node("b", "'x':''", ""), node("c")))
                .containsExactly("a", "b");
    }

    @Test
    void theNodeSelectorNeedsAllItsLabels() {
        var nodes = new NodeInfo[] {node("a", "'x':'1','y':'2'", ""), node("b", "'x':'1'", "")};
        assertThat(allowed(pod("'nodeSelector':{'x':'1','y':'2'}"), nodes)).containsExactly("a");
        assertThat(outcome(pod("'nodeSelector':{'x':'3'}"), nodes))
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
    }

    @Test
    void aNodeNameIsTheOnlyChoice() {
        assertThat(allowed(pod("'nodeName':'b'"), node("a"), node("b"))).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource({
        "'',TCP,80,'',TCP,80,false",
        "'',TCP,80,'',UDP,80,true",
        "'',TCP,80,'',TCP,81,true",
        "10.0.0.1,TCP,80,10.0.0.2,TCP,80,true",
        "10.0.0.1,TCP,80,'',TCP,80,false",
        "10.0.0.1,TCP,80,10.0.0.1,TCP,80,false"
    })
    void hostPortsMustBeFree(
            String ip, String protocol, int port, String ip2, String protocol2, int port2, boolean free) {
        var ports = "'containers':[{'ports':[{'hostIP':'%s','protocol':'%s','hostPort':%d}]}]";
        var there = pod("there", "", ports.formatted(ip, protocol, port));
        assertThat(outcome(pod(ports.formatted(ip2, protocol2, port2)), node("n", there)))
                .isEqualTo(
                        free
                                ? "n"
                                : "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.");
    }

    private static String spread(String more) {
        return "'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'zone','whenUnsatisfiable':'DoNotSchedule',"
                + "'labelSelector':{'matchLabels':{'app':'x'}}" + more + "}]";
    }

    private static PodInfo x(String name) {
        return pod(name, "'app':'x'", "");
    }

    @Test
    void spreadKeepsZonesWithinTheSkew() {
        var pod = pod("p", "'app':'x'", spread(""));
        assertThat(allowed(
                        pod,
                        node("a", "'zone':'1'", "", x("1"), x("2")),
                        node("b", "'zone':'2'", "", x("3")),
                        node("c", "'zone':'2'", ""),
                        node("d")))
                .containsExactly("b", "c");
    }

    @Test
    void spreadCountsOnlySelectedLivingPodsOfItsNamespace() {
        var pod = pod("p", "'app':'x'", spread(""));
        var dying = PodInfo.of(
                Objects.object(
                        "{'metadata':{'name':'dying','namespace':'ns','labels':{'app':'x'},'deletionTimestamp':'2026-01-01T00:00:00Z'}}"));
        var elsewhere =
                PodInfo.of(Objects.object("{'metadata':{'name':'other','namespace':'other','labels':{'app':'x'}}}"));
        assertThat(allowed(
                        pod,
                        node("a", "'zone':'1'", "", dying, elsewhere, pod("y", "'app':'y'", "")),
                        node("b", "'zone':'2'", "")))
                .containsExactly("a", "b");
    }

    @Test
    void tooFewZonesCountAsEmptyOnes() {
        var pod = pod("p", "'app':'x'", spread(",'minDomains':3"));
        assertThat(allowed(pod, node("a", "'zone':'1'", "", x("1")), node("b", "'zone':'2'", "")))
                .containsExactly("b");
        assertThat(allowed(pod, node("a", "'zone':'1'", "", x("1")), node("b", "'zone':'2'", "", x("2"))))
                .isEmpty();
    }

    @Test
    void nodesThatTheAffinityForbidsDoNotCountUnlessToldSo() {
        var selector = ",'nodeSelector':{'use':'yes'}";
        var nodes = new NodeInfo[] {node("a", "'zone':'1','use':'yes'", "", x("1")), node("b", "'zone':'2'", "")};
        assertThat(allowed(pod("p", "'app':'x'", spread("") + selector), nodes)).containsExactly("a");
        assertThat(allowed(pod("p", "'app':'x'", spread(",'nodeAffinityPolicy':'Ignore'") + selector), nodes))
                .isEmpty();
    }

    private static String near(String kind, String selector) {
        return ("'affinity':{'%s':{'requiredDuringSchedulingIgnoredDuringExecution':"
                        + "[{'topologyKey':'zone','labelSelector':{'matchLabels':{%s}}}]}}")
                .formatted(kind, selector);
    }

    @Test
    void affinityWantsTheZoneOfTheOthers() {
        var pod = pod("p", "", near("podAffinity", "'app':'x'"));
        assertThat(allowed(
                        pod,
                        node("a", "'zone':'1'", "", x("1")),
                        node("b", "'zone':'1'", ""),
                        node("c", "'zone':'2'", ""),
                        node("d")))
                .containsExactly("a", "b");
    }

    @Test
    void theFirstOfAGroupMayGoAnywhereWithTheLabel() {
        var first = pod("p", "'app':'x'", near("podAffinity", "'app':'x'"));
        assertThat(allowed(first, node("a", "'zone':'1'", ""), node("b"))).containsExactly("a");
        assertThat(outcome(pod("p", "", near("podAffinity", "'app':'x'")), node("a", "'zone':'1'", "")))
                .isEqualTo("0/1 nodes are available: 1 node(s) didn't match pod affinity rules.");
    }

    @Test
    void antiAffinityWorksBothWays() {
        var shy = pod("p", "'app':'x'", near("podAntiAffinity", "'app':'x'"));
        var zone1 = node("a", "'zone':'1'", "", x("1"));
        assertThat(allowed(shy, zone1, node("b", "'zone':'1'", ""), node("c", "'zone':'2'", "")))
                .containsExactly("c");
        var occupied = node("a", "'zone':'1'", "", shy);
        assertThat(outcome(x("q"), occupied))
                .isEqualTo("0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.");
        assertThat(allowed(pod("q", "'app':'y'", ""), occupied)).containsExactly("a");
    }

    @Test
    void affinityLooksIntoItsOwnNamespaceUnlessToldOtherwise() {
        var elsewhere =
                PodInfo.of(Objects.object("{'metadata':{'name':'o','namespace':'other','labels':{'app':'x'}}}"));
        var node = node("a", "'zone':'1'", "", elsewhere);
        var term = "'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                + "[{'topologyKey':'zone','labelSelector':{'matchLabels':{'app':'x'}}%s}]}}";
        assertThat(allowed(pod(term.formatted("")), node)).isEmpty();
        assertThat(allowed(pod(term.formatted(",'namespaces':['other']")), node))
                .containsExactly("a");
        assertThat(allowed(pod(term.formatted(",'namespaceSelector':{}")), node))
                .containsExactly("a");
    }

    @Test
    void reasonsAreCountedAndInTextOrder() {
        var nodes = IntStream.range(0, 3)
                .mapToObj(i -> node("full" + i, pod("there" + i, "", requests("4", "8Gi"))))
                .toArray(NodeInfo[]::new);
        var all = Arrays.copyOf(nodes, 5);
        all[3] = node("tainted", "", "'taints':[{'key':'k','effect':'NoExecute'}]");
        all[4] = node("cordoned", "", "'unschedulable':true");
        assertThat(Objects.schedule(pod(requests("1", "1Gi")), all))
                .isInstanceOfSatisfying(Verdict.Unschedulable.class, refused -> {
                    assertThat(refused.message())
                            .isEqualTo(
                                    "0/5 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 3 Insufficient cpu, 3 Insufficient memory. no new claims to deallocate, preemption: 0/5 nodes are available: 2 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.");
                    assertThat(refused.plugins())
                            .containsExactlyInAnyOrder("NodeResourcesFit", "TaintToleration", "NodeUnschedulable");
                });
    }

    @Test
    void nothingIsSaidOfEvictionWhereItMightHelp() {
        var low = pod("low", "", "'priority':-1," + requests("4", "1Gi"));
        assertThat(Objects.schedule(pod(requests("1", "1Gi")), node("n", low)))
                .isInstanceOfSatisfying(
                        Verdict.Unschedulable.class,
                        refused -> assertThat(refused.message())
                                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu."));
    }
}
