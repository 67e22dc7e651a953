package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.Column;
import java.time.Instant;
import java.util.List;

/** What a table of pods shows. */
final class PodColumns {

    private PodColumns() {}

    static List<Column> columns() {
        return List.of(
                Cells.name(),
                Cells.text("Ready", "Containers that are ready, of all.", PodColumns::ready),
                Cells.text("Status", "What the pod as a whole is doing.", PodSummary::reason),
                new Column(
                        "Restarts",
                        "string",
                        "",
                        "How often containers were restarted, and when last.",
                        0,
                        PodColumns::restarts),
                Cells.age(),
                Cells.text("IP", "Address of the pod.", 1, PodColumns::address),
                Cells.text("Node", "Node the pod runs on.", 1, pod -> Cells.orNone(pod.text("spec", "nodeName"))),
                Cells.text(
                        "Nominated Node",
                        "Node where room is being made for the pod.",
                        1,
                        pod -> Cells.orNone(pod.text("status", "nominatedNodeName"))),
                Cells.text("Readiness Gates", "Conditions that are met, of those asked for.", 1, PodColumns::gates));
    }

    private static String ready(ObjectValue pod) {
        return PodSummary.readyContainers(pod) + "/" + PodSummary.containers(pod);
    }

    private static Value restarts(ObjectValue pod, Instant now) {
        long restarts = PodSummary.restarts(pod);
        var last = PodSummary.lastRestart(pod);
        var text = Long.toString(restarts);
        return Value.of(restarts == 0 || last.isEmpty() ? text : text + " (" + Cells.age(last, now) + " ago)");
    }

    private static String address(ObjectValue pod) {
        return Cells.orNone(pod.text("status", "podIP"));
    }

    private static String gates(ObjectValue pod) {
        var gates = pod.list("spec", "readinessGates").objects();
        if (gates.isEmpty()) {
            return "<none>";
        }
        long met = gates.stream()
                .filter(gate -> pod.list("status", "conditions").objects().stream()
                        .anyMatch(condition -> condition.text("type").equals(gate.text("conditionType"))
                                && condition.text("status").equals("True")))
                .count();
        return met + "/" + gates.size();
    }
}
