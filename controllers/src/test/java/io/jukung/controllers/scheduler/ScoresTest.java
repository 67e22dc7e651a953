package io.jukung.controllers.scheduler;

import static io.jukung.controllers.scheduler.Objects.node;
import static io.jukung.controllers.scheduler.Objects.outcome;
import static io.jukung.controllers.scheduler.Objects.pod;
import static io.jukung.controllers.scheduler.Objects.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void theEmptierNodeWins() {
        assertThat(outcome(pod(requests("1", "1Gi")), node("a", pod("t", "", requests("2", "2Gi"))), node("b")))
                .isEqualTo("b");
    }

    @Test
    void podsThatAskForNothingSpreadToo() {
        assertThat(outcome(pod("'containers':[{}]"), node("a", pod("t", "", "'containers':[{}]")), node("b")))
                .isEqualTo("b");
    }

    @Test
    void preferredNodeAffinityDraws() {
        var wish = "'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':["
                + "{'weight':1,'preference':{'matchExpressions':[{'key':'disk','operator':'In','values':['hdd']}]}},"
                + "{'weight':50,'preference':{'matchExpressions':[{'key':'disk','operator':'In','values':['ssd']}]}}]}}";
        assertThat(outcome(pod(wish), node("a", "'disk':'hdd'", ""), node("b", "'disk':'ssd'", "")))
                .isEqualTo("b");
    }

    @Test
    void preferredPodAffinityDrawsAndAntiAffinityPushes() {
        var wish = "'affinity':{'%s':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':100,"
                + "'podAffinityTerm':{'topologyKey':'kubernetes.io/hostname','labelSelector':{'matchLabels':{'app':'x'}}}}]}}";
        var a = node("a", pod("t", "'app':'x'", ""));
        assertThat(outcome(pod(wish.formatted("podAffinity")), a, node("b"))).isEqualTo("a");
        assertThat(outcome(pod(wish.formatted("podAntiAffinity")), a, node("b")))
                .isEqualTo("b");
        var drawing = node("c", pod("t", "", wish.formatted("podAffinity")));
        assertThat(outcome(pod("q", "'app':'x'", ""), drawing, node("d"))).isEqualTo("c");
    }

    private static PodInfo replica(String name) {
        return PodInfo.of(Objects.object(
                "{'metadata':{'name':'%s','namespace':'ns','ownerReferences':[{'uid':'rs','controller':true,'kind':'ReplicaSet','name':'rs'}]},'spec':{'containers':[{}]}}"
                        .formatted(name)));
    }

    @Test
    void replicasSpreadOverHostsAndZonesByDefault() {
        var nodes = new ArrayList<NodeInfo>(List.of(
                node("a1", "'topology.kubernetes.io/zone':'a'", ""),
                node("a2", "'topology.kubernetes.io/zone':'a'", ""),
                node("b1", "'topology.kubernetes.io/zone':'b'", "")));
        var hosts = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
            var name = outcome(replica("r" + i), nodes.toArray(NodeInfo[]::new));
            hosts.add(name);
            int index = nodes.stream().map(NodeInfo::name).toList().indexOf(name);
            nodes.set(index, nodes.get(index).plus(replica("r" + i).on(name)));
        }
        assertThat(hosts).containsExactlyInAnyOrder("a1", "a2", "b1");
    }

    @Test
    void softSpreadPrefersTheZoneWithFewer() {
        var spread =
                "'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'zone','whenUnsatisfiable':'ScheduleAnyway',"
                        + "'labelSelector':{'matchLabels':{'app':'x'}}}]";
        assertThat(outcome(
                        pod("p", "'app':'x'", spread),
                        node("a", "'zone':'1'", "", pod("t", "'app':'x'", "")),
                        node("b", "'zone':'2'", ""),
                        node("c")))
                .isEqualTo("b");
    }

    @Test
    void imagesThatAreThereDraw() {
        var having = PodInfo.of(Objects.object("{'metadata':{'name':'p'},'spec':{'containers':[{'image':'big'}]}}"));
        var withImage = NodeInfo.of(
                Node.of(
                        Objects.object(
                                "{'metadata':{'name':'b'},'status':{'allocatable':{'cpu':'4','memory':'8Gi','pods':'110'},'images':[{'names':['big:latest'],'sizeBytes':900000000}]}}")));
        assertThat(outcome(having, node("a"), withImage, node("c"))).isEqualTo("b");
    }

    @Test
    void tiesAreBrokenAtRandomButRepeatably() {
        var nodes = new ArrayList<NodeInfo>();
        for (int i = 0; i < 10; i++) {
            nodes.add(node("n" + i));
        }
        var snapshot = Objects.cluster(nodes.toArray(NodeInfo[]::new));
        var seen = new HashSet<Verdict>();
        for (int seed = 0; seed < 200; seed++) {
            var verdict = Objects.SCHEDULING.schedule(pod(""), snapshot, new SplittableRandom(seed));
            assertThat(Objects.SCHEDULING.schedule(pod(""), snapshot, new SplittableRandom(seed)))
                    .isEqualTo(verdict);
            seen.add(verdict);
        }
        assertThat(seen).hasSize(10);
    }

    @Test
    void aLargeClusterIsNotSearchedToItsEnd() {
        var nodes = new ArrayList<NodeInfo>();
        for (int i = 0; i < 1000; i++) {
            nodes.add(node("n" + i));
        }
        assertThat(Objects.schedule(pod(""), nodes.toArray(NodeInfo[]::new)))
                .isInstanceOfSatisfying(Verdict.Assigned.class, assigned -> {
                    assertThat(assigned.evaluated()).isEqualTo(420);
                    assertThat(assigned.feasible()).isEqualTo(420);
                });
    }
}
