package io.jukung.controllers.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.scheduler.cache.ClusterCache;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SchedulingPropertiesTest {

    record Wish(int milliCpu, int mebibytes, int hostPort) {

        PodInfo pod(int index) {
            var ports = hostPort == 0 ? "" : ",'ports':[{'hostPort':%d}]".formatted(hostPort);
            return Objects.pod(
                    "p" + index,
                    "",
                    "'containers':[{'resources':{'requests':{'cpu':'%dm','memory':'%dMi'}}%s}]"
                            .formatted(milliCpu, mebibytes, ports));
        }
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3000),
                        Arbitraries.integers().between(0, 6000),
                        Arbitraries.of(0, 0, 0, 80, 81))
                .as(Wish::new)
                .list()
                .ofMaxSize(40);
    }

    private static List<Verdict> run(List<Wish> wishes, long seed, ClusterCache cache) {
        for (int i = 0; i < 4; i++) {
            cache.putNode(Node.of(Objects.nodeObject("n" + i, "", "")));
        }
        var random = new SplittableRandom(seed);
        var verdicts = new ArrayList<Verdict>();
        for (int i = 0; i < wishes.size(); i++) {
            var pod = wishes.get(i).pod(i);
            var verdict = Objects.SCHEDULING.schedule(pod, cache.snapshot(), random);
            if (verdict instanceof Verdict.Assigned assigned) {
                cache.assume(pod, assigned.node());
            }
            verdicts.add(verdict);
        }
        return verdicts;
    }

    @Property(tries = 200)
    void noNodeIsGivenMoreThanItHas(@ForAll("wishes") List<Wish> wishes, @ForAll long seed) {
        var cache = new ClusterCache();
        run(wishes, seed, cache);
        for (var node : cache.snapshot().nodes()) {
            assertThat(node.requested().milliCpu()).isLessThanOrEqualTo(4000);
            assertThat(node.requested().memory()).isLessThanOrEqualTo(8L << 30);
            assertThat(node.pods().stream()
                            .flatMap(pod -> pod.hostPorts().stream())
                            .toList())
                    .doesNotHaveDuplicates();
        }
    }

    @Property(tries = 100)
    void aPodIsRefusedOnlyWhenEveryNodeLacksSomething(@ForAll("wishes") List<Wish> wishes, @ForAll long seed) {
        var cache = new ClusterCache();
        var verdicts = run(wishes, seed, cache);
        for (int i = 0; i < wishes.size(); i++) {
            if (verdicts.get(i) instanceof Verdict.Unschedulable) {
                // Nothing left since, so it cannot fit now either.
                assertThat(Objects.allowed(
                                wishes.get(i).pod(i), cache.snapshot().nodes().toArray(NodeInfo[]::new)))
                        .isEmpty();
            }
        }
    }

    @Property(tries = 50)
    void theSameSeedGivesTheSameDecisions(@ForAll("wishes") List<Wish> wishes, @ForAll long seed) {
        assertThat(run(wishes, seed, new ClusterCache())).isEqualTo(run(wishes, seed, new ClusterCache()));
    }
}
