package io.jukung.controllers.ipam;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** From the nodes to the ranges that are missing: each gets the first that is free. */
final class NodeRangesPlanner {

    private NodeRangesPlanner() {}

    static Plan plan(NodeRangesView view) {
        var taken = taken(view);
        var actions = new ArrayList<Action>();
        long next = 0;
        for (var node : view.nodes()) {
            if (!node.spec().text("podCIDR").isEmpty() || node.beingDeleted()) {
                continue;
            }
            while (taken.contains(next)) {
                next++;
            }
            if (next >= view.cluster().parts(view.nodePrefix())) {
                actions.add(Action.Tell.warning(
                        node,
                        "CIDRNotAvailable",
                        "Node " + node.name() + " status is now: CIDRNotAvailable: all of " + view.cluster()
                                + " is given out"));
                continue;
            }
            var range = view.cluster().part(view.nodePrefix(), next++).toString();
            actions.add(Action.Patch.ofVersion(
                    Kind.NODE,
                    node,
                    "",
                    ObjectValue.of(
                            "spec",
                            ObjectValue.builder()
                                    .put("podCIDR", range)
                                    .put("podCIDRs", ListValue.of(Value.of(range)))
                                    .build())));
        }
        return Plan.of(actions);
    }

    /** The numbers of the parts that nodes have, wholly or partly; ranges of elsewhere take none. */
    private static Set<Long> taken(NodeRangesView view) {
        var taken = new HashSet<Long>();
        long parts = view.cluster().parts(view.nodePrefix());
        int shift = 32 - view.nodePrefix();
        for (var node : view.nodes()) {
            var texts = new ArrayList<>(node.spec().list("podCIDRs").texts());
            texts.add(node.spec().text("podCIDR"));
            for (var text : texts) {
                if (text.isEmpty() || text.contains(":")) {
                    continue;
                }
                var range = Ipv4Range.parse(text);
                if (range.overlaps(view.cluster())) {
                    long start = view.cluster().indexOf(range.first());
                    long first = Math.max(0, start) >> shift;
                    long last = Math.min(parts - 1, (start + range.size() - 1) >> shift);
                    for (long index = first; index <= last; index++) {
                        taken.add(index);
                    }
                }
            }
        }
        return taken;
    }
}
