package io.jukung.controllers.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Trees;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NodeRangesPlannerTest {

    private static KubeObject node(String name, String range) {
        return Trees.object("{apiVersion: v1, kind: Node, metadata: {name: " + name + ", uid: u}, spec: {podCIDR: \""
                + range + "\"}}");
    }

    private static Plan plan(String cluster, int prefix, KubeObject... nodes) {
        return NodeRangesPlanner.plan(new NodeRangesView(List.of(nodes), Ipv4Range.parse(cluster), prefix));
    }

    private static List<String> given(Plan plan) {
        return plan.actions().stream()
                .filter(Action.Patch.class::isInstance)
                .map(Action.Patch.class::cast)
                .map(patch -> patch.key().name() + " " + patch.patch().text("spec", "podCIDR"))
                .toList();
    }

    @Test
    void eachGetsTheFirstThatIsFree() {
        assertThat(given(plan(
                        "10.244.0.0/16",
                        24,
                        node("a", "10.244.0.0/24"),
                        node("b", ""),
                        node("c", "10.244.2.0/24"),
                        node("d", ""))))
                .containsExactly("b 10.244.1.0/24", "d 10.244.3.0/24");
    }

    @Test
    void aRangeGivenByHandTakesAllItOverlaps() {
        assertThat(given(plan("10.244.0.0/16", 24, node("a", "10.244.0.0/23"), node("b", ""))))
                .containsExactly("b 10.244.2.0/24");
        assertThat(given(plan("10.244.0.0/16", 24, node("a", "10.0.0.0/8"), node("b", ""))))
                .isEmpty();
        assertThat(given(plan("10.244.0.0/16", 24, node("a", "192.168.0.0/24"), node("b", ""))))
                .containsExactly("b 10.244.0.0/24");
    }

    @Test
    void whenAllAreGivenOutPeopleAreTold() {
        var plan = plan("10.0.0.0/23", 24, node("a", "10.0.0.0/24"), node("b", ""), node("c", ""));
        assertThat(given(plan)).containsExactly("b 10.0.1.0/24");
        assertThat(plan.actions().getLast())
                .isInstanceOfSatisfying(
                        Action.Tell.class, told -> assertThat(told.reason()).isEqualTo("CIDRNotAvailable"));
    }

    @Property(tries = 50)
    void rangesNeverOverlap(@ForAll List<@IntRange(max = 255) Integer> taken, @ForAll @IntRange(max = 40) int fresh) {
        var nodes = new ArrayList<KubeObject>();
        taken.stream().distinct().forEach(index -> nodes.add(node("t" + index, "10.244." + index + ".0/24")));
        for (int i = 0; i < fresh; i++) {
            nodes.add(node("f" + i, ""));
        }
        var ranges = new ArrayList<Ipv4Range>();
        nodes.stream()
                .map(node -> node.spec().text("podCIDR"))
                .filter(text -> !text.isEmpty())
                .map(Ipv4Range::parse)
                .forEach(ranges::add);
        given(NodeRangesPlanner.plan(new NodeRangesView(nodes, Ipv4Range.parse("10.244.0.0/16"), 24)))
                .forEach(line -> ranges.add(Ipv4Range.parse(line.substring(line.indexOf(' ') + 1))));
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = i + 1; j < ranges.size(); j++) {
                assertThat(ranges.get(i).overlaps(ranges.get(j))).isFalse();
            }
        }
    }
}
