package io.jukung.controllers.replicaset;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Pods;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a turn for a ReplicaSet observed.
 *
 * @param pods those of its namespace that it controls or that match its selector
 * @param siblingsByNode active pods on each node of all ReplicaSets with the same owner: where many are, one can go
 */
record ReplicaSetView(KubeObject replicaSet, List<KubeObject> pods, Map<String, Long> siblingsByNode, Instant now) {

    LabelSelector selector() {
        return LabelSelector.of(replicaSet.spec().object("selector"));
    }

    long wanted() {
        return replicaSet.spec().whole(1, "replicas");
    }

    long minReadySeconds() {
        return replicaSet.spec().whole(0, "minReadySeconds");
    }

    /** The pods it controls and may go on controlling. */
    List<KubeObject> owned() {
        var selector = selector();
        return pods.stream()
                .filter(pod -> Ownership.controls(replicaSet, pod))
                .filter(pod -> selector.matches(pod.labels()))
                .toList();
    }

    List<KubeObject> active() {
        return owned().stream().filter(Pods::active).toList();
    }

    /** The pods it controls whose labels are not its own any more. */
    List<KubeObject> strayed() {
        var selector = selector();
        return pods.stream()
                .filter(pod -> Ownership.controls(replicaSet, pod))
                .filter(pod -> !selector.matches(pod.labels()) && !pod.beingDeleted())
                .toList();
    }

    /** Pods of its labels that nobody controls. */
    List<KubeObject> adoptable() {
        if (replicaSet.beingDeleted()) {
            return List.of();
        }
        var selector = selector();
        return pods.stream()
                .filter(pod -> pod.ownerReferences().stream().noneMatch(OwnerReference::controller))
                .filter(pod -> selector.matches(pod.labels()) && Pods.active(pod))
                .toList();
    }
}
