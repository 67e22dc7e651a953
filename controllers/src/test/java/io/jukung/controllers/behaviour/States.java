package io.jukung.controllers.behaviour;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen of one run, recorded or ours, in the order of the watches and in one form.
 *
 * @param states masked
 * @param events masked
 * @param last the objects alive at the end, by kind and name
 */
record States(List<State> states, List<ObjectValue> events, Map<String, ObjectValue> last) {

    /** Objects' parts that a controller answers for; of a pod's status the rest is the kubelet's. */
    private static final Set<String> POD_CONDITIONS = Set.of("PodScheduled", "DisruptionTarget");

    /**
     * One state of one object.
     *
     * @param segment how many pauses between steps had passed
     */
    record State(int segment, String event, String kind, String name, ObjectValue tree) {

        /** Whose state it is: objects of one random name are told apart by their labels. */
        String subject() {
            var labels = tree.object("metadata", "labels");
            return kind + "/" + name + (kind.equals("replicasets") && labels.size() > 2 ? "#v" + labels.text("v") : "");
        }

        List<ObjectValue> conditions() {
            return tree.list("status", "conditions").objects();
        }
    }

    /** The parts of an object that are compared. */
    static ObjectValue relevant(String kind, ObjectValue masked) {
        var metadata = masked.object("metadata").without("selfLink").without("name");
        var kept = ObjectValue.builder().put("metadata", metadata);
        switch (kind) {
            case "deployments", "replicasets" -> {
                var spec = ObjectValue.builder().put("replicas", Value.of(masked.whole(0, "spec", "replicas")));
                if (masked.flag("spec", "paused")) {
                    spec.put("paused", Value.of(true));
                }
                kept.put("spec", spec.build()).put("status", status(kind, masked));
            }
            case "pods" -> {
                var spec = masked.object("spec");
                var picked = ObjectValue.builder();
                for (var field : List.of("nodeName", "schedulingGates", "priority", "tolerations")) {
                    var value = spec.get(field);
                    if (value != null) {
                        picked.put(field, value);
                    }
                }
                kept.put("spec", picked.build()).put("status", status(kind, masked));
            }
            case "nodes" -> {
                var spec = ObjectValue.builder();
                for (var field : List.of("taints", "unschedulable")) {
                    var value = masked.at("spec", field);
                    if (value != null) {
                        spec.put(field, value);
                    }
                }
                kept.put("spec", spec.build()).put("status", status(kind, masked));
            }
            case "endpointslices" -> copy(masked, kept, List.of("addressType", "endpoints", "ports"));
            case "endpoints" -> copy(masked, kept, List.of("subsets"));
            default -> {}
        }
        return kept.build();
    }

    private static void copy(ObjectValue from, ObjectValue.Builder to, List<String> fields) {
        for (var field : fields) {
            var value = from.get(field);
            if (value != null) {
                to.put(field, value);
            }
        }
    }

    private static ObjectValue status(String kind, ObjectValue masked) {
        var status = masked.object("status");
        var conditions = new ArrayList<ObjectValue>();
        for (var condition : status.list("conditions").objects()) {
            if (!kind.equals("pods") || POD_CONDITIONS.contains(condition.text("type"))) {
                conditions.add(condition);
            } else if (condition.text("type").equals("Ready")) {
                conditions.add(ObjectValue.builder()
                        .put("type", "Ready")
                        .put("status", condition.text("status"))
                        .build());
            }
        }
        var kept = ObjectValue.builder();
        if (kind.equals("deployments") || kind.equals("replicasets")) {
            status.fields().forEach((name, value) -> {
                if (!name.equals("conditions")) {
                    kept.put(name, value);
                }
            });
        }
        if (!conditions.isEmpty()) {
            kept.put("conditions", ListValue.of(conditions));
        }
        return kept.build();
    }

    /** The states of each object, or of all that share a masked name, in order. */
    Map<String, List<State>> bySubject() {
        var subjects = new LinkedHashMap<String, List<State>>();
        states.forEach(state -> subjects.computeIfAbsent(state.subject(), _ -> new ArrayList<>())
                .add(state));
        return subjects;
    }
}
