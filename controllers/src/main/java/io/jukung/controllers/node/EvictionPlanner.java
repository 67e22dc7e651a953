package io.jukung.controllers.node;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a node's evicting taints to the pods that must go now, and when the next one must. */
final class EvictionPlanner {

    private EvictionPlanner() {}

    static Plan plan(NodeView view) {
        var taints = Taints.executing(view.node());
        if (taints.isEmpty()) {
            return Plan.nothing();
        }
        Map<String, Instant> since = new HashMap<>(view.taintsSeen());
        for (var taint : taints) {
            if (!taint.text("timeAdded").isEmpty()) {
                since.put(taint.text("key"), Instant.parse(taint.text("timeAdded")));
            }
        }
        var actions = new ArrayList<Action>();
        Optional<Instant> next = Optional.empty();
        for (var pod : view.pods()) {
            if (pod.beingDeleted() || Pods.finished(pod)) {
                continue;
            }
            var end = Taints.eviction(pod, taints, since, view.now());
            if (end.filter(at -> !at.isAfter(view.now())).isPresent()) {
                actions.addAll(evict(pod, view.now()));
            } else if (end.isPresent()
                    && next.filter(sooner -> sooner.isBefore(end.get())).isEmpty()) {
                next = end;
            }
        }
        return new Plan(actions, next.map(at -> Duration.between(view.now(), at)));
    }

    private static List<Action> evict(KubeObject pod, Instant now) {
        var target = ObjectValue.builder()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("lastTransitionTime", Conditions.time(now))
                .put("reason", "DeletionByTaintManager")
                .put("message", "Taint manager: deleting due to NoExecute taint")
                .build();
        var actions = new ArrayList<Action>();
        actions.add(Action.Tell.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key()));
        if (Conditions.find(Pods.conditions(pod), "DisruptionTarget").isEmpty()) {
            actions.add(NodePlanner.conditions(pod, Conditions.with(Pods.conditions(pod), target)));
        }
        actions.add(Action.Delete.of(Kind.POD, pod));
        return actions;
    }
}
