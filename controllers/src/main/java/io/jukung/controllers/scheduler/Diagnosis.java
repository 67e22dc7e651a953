package io.jukung.controllers.scheduler;

import io.jukung.controllers.scheduler.framework.FilterResult.Refused;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Collects why nodes were refused, into the message that Kubernetes writes: counted reasons in text
 * order, then what evicting other pods would bring. Nothing is evicted here: where that might help,
 * the message ends with the reasons.
 */
final class Diagnosis {

    private static final String NO_NODES = "no nodes available to schedule pods";

    private final PodInfo pod;
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Set<String> plugins = new HashSet<>();
    private int nodes;
    private int notHelpful;
    private int withoutVictims;

    Diagnosis(PodInfo pod) {
        this.pod = pod;
    }

    void refused(NodeInfo node, String plugin, Refused refused) {
        nodes++;
        plugins.add(plugin);
        refused.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        if (!refused.resolvable()) {
            notHelpful++;
        } else if (node.pods().stream().noneMatch(other -> other.priority() < pod.priority())) {
            withoutVictims++;
        }
    }

    Verdict verdict() {
        return new Verdict.Unschedulable(nodes == 0 ? NO_NODES : message(), plugins);
    }

    private String message() {
        var available = "0/" + nodes + " nodes are available: ";
        var message = available + counted(reasons) + ".";
        if (notHelpful + withoutVictims < nodes) {
            return message;
        }
        var eviction = new TreeMap<String, Integer>();
        eviction.put("Preemption is not helpful for scheduling", notHelpful);
        eviction.put("No preemption victims found for incoming pod", withoutVictims);
        eviction.values().removeIf(count -> count == 0);
        return message + " no new claims to deallocate, preemption: " + available + counted(eviction) + ".";
    }

    /** In the order of the texts with their counts, as Kubernetes sorts them. */
    private static String counted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
