package io.jukung.controllers.deployment;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Ownership;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a turn for a Deployment observed.
 *
 * @param candidates ReplicaSets of its namespace that it controls or that match its selector
 * @param oldPodsExist whether pods of ReplicaSets of other templates are still there, terminating ones included
 */
record DeploymentView(KubeObject deployment, List<KubeObject> candidates, boolean oldPodsExist, Instant now) {

    static final String HASH_LABEL = "pod-template-hash";

    DeploymentView {
        candidates = candidates.stream()
                .sorted(Comparator.comparing(
                                (KubeObject set) -> set.creationTimestamp().orElse(Instant.MAX))
                        .thenComparing(KubeObject::key))
                .toList();
    }

    long replicas() {
        return deployment.spec().whole(1, "replicas");
    }

    boolean paused() {
        return deployment.spec().flag("paused");
    }

    boolean recreate() {
        return deployment.spec().text("strategy", "type").equals("Recreate");
    }

    /** Bounds of a rolling update; none for Recreate. */
    Bounds bounds() {
        return recreate()
                ? new Bounds(0, 0)
                : Bounds.of(deployment.spec().object("strategy", "rollingUpdate"), replicas());
    }

    /** Seconds without progress after which a rollout counts as stuck; empty for never. */
    Optional<Long> progressDeadlineSeconds() {
        long seconds = deployment.spec().whole(600, "progressDeadlineSeconds");
        return seconds >= Integer.MAX_VALUE ? Optional.empty() : Optional.of(seconds);
    }

    LabelSelector selector() {
        return LabelSelector.of(deployment.spec().object("selector"));
    }

    /** All it controls, oldest first. */
    List<KubeObject> owned() {
        var selector = selector();
        return candidates.stream()
                .filter(set -> Ownership.controls(deployment, set))
                .filter(set -> selector.matches(set.labels()))
                .toList();
    }

    List<KubeObject> strayed() {
        var selector = selector();
        return candidates.stream()
                .filter(set -> Ownership.controls(deployment, set))
                .filter(set -> !selector.matches(set.labels()) && !set.beingDeleted())
                .toList();
    }

    List<KubeObject> adoptable() {
        if (deployment.beingDeleted()) {
            return List.of();
        }
        var selector = selector();
        return candidates.stream()
                .filter(set -> set.ownerReferences().stream().noneMatch(OwnerReference::controller))
                .filter(set -> selector.matches(set.labels()) && !set.beingDeleted())
                .toList();
    }

    /** The ReplicaSet of the present template; the oldest should there be several. */
    Optional<KubeObject> newest() {
        var template = deployment.spec().object("template");
        return owned().stream()
                .filter(set -> sameTemplate(set.spec().object("template"), template))
                .findFirst();
    }

    /** The ReplicaSets of other templates. */
    List<KubeObject> old() {
        var newest = newest().map(KubeObject::key);
        return owned().stream()
                .filter(set -> !newest.equals(Optional.of(set.key())))
                .toList();
    }

    /** Whether two templates are equal, apart from the hash label. */
    static boolean sameTemplate(ObjectValue one, ObjectValue other) {
        return withoutHash(one).equals(withoutHash(other));
    }

    private static ObjectValue withoutHash(ObjectValue template) {
        return template.withoutAt("metadata", "labels", HASH_LABEL);
    }

    static long size(KubeObject replicaSet) {
        return replicaSet.spec().whole(1, "replicas");
    }

    static long available(KubeObject replicaSet) {
        return replicaSet.status().whole(0, "availableReplicas");
    }

    /** How many pods the ReplicaSets want together. */
    static long sizes(List<KubeObject> replicaSets) {
        return replicaSets.stream().mapToLong(DeploymentView::size).sum();
    }
}
