package io.jukung.controllers.deployment;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;

/** The status a view amounts to, with the condition that says how the rollout goes. */
final class DeploymentStatus {

    private static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";
    private static final String REPLICA_FAILURE = "ReplicaFailure";
    private static final String DONE = "NewReplicaSetAvailable";
    private static final String STUCK = "ProgressDeadlineExceeded";
    static final String NOT_CREATED = "ReplicaSetCreateError";

    private final DeploymentView view;
    private final Optional<KubeObject> newest;
    private final ObjectValue before;
    private final long replicas;
    private final long updated;
    private final long ready;
    private final long available;

    /**
     * What to write and when to look again.
     *
     * @param patch empty when the status says all that already
     */
    record Outcome(Optional<ObjectValue> patch, Optional<Duration> again) {}

    DeploymentStatus(DeploymentView view) {
        this.view = view;
        newest = view.newest();
        before = view.deployment().status();
        replicas = sum("replicas");
        ready = sum("readyReplicas");
        available = sum("availableReplicas");
        updated = newest.map(set -> set.status().whole(0, "replicas")).orElse(0L);
    }

    private long sum(String field) {
        return view.owned().stream()
                .mapToLong(set -> set.status().whole(0, field))
                .sum();
    }

    static String scaledMessage(String replicaSet, long from, long to) {
        return "Scaled " + (to > from ? "up" : "down") + " replica set " + replicaSet + " from " + from + " to " + to;
    }

    /** Whether all wanted pods are of the present template and available, and no others are there. */
    boolean complete() {
        return updated == view.replicas() && replicas == view.replicas() && available == view.replicas();
    }

    /** Counts only: for one that is paused, being scaled or deleted. */
    Outcome counted() {
        return outcome(availability(before.list("conditions")), Optional.empty());
    }

    /** For a turn that created the newest ReplicaSet. */
    Optional<ObjectValue> created(KubeObject replicaSet, long revision) {
        var conditions = before.list("conditions");
        return said(
                revision,
                view.progressDeadlineSeconds().isEmpty()
                        ? conditions
                        : set(
                                conditions,
                                PROGRESSING,
                                "True",
                                "NewReplicaSetCreated",
                                "Created new replica set \"" + replicaSet.name() + "\""));
    }

    /** For a turn that found the newest ReplicaSet there; empty when the Deployment knows of it. */
    Optional<ObjectValue> found(KubeObject replicaSet, long revision) {
        var conditions = before.list("conditions");
        boolean silent = view.progressDeadlineSeconds().isEmpty()
                || Conditions.find(conditions, PROGRESSING).isPresent();
        return said(
                revision,
                silent
                        ? conditions
                        : set(
                                conditions,
                                PROGRESSING,
                                "True",
                                "FoundNewReplicaSet",
                                "Found new replica set \"" + replicaSet.name() + "\""));
    }

    /** For a turn that could not create it. */
    Optional<ObjectValue> notCreated(String message) {
        return view.progressDeadlineSeconds().isEmpty()
                ? Optional.empty()
                : conditionsPatch(set(before.list("conditions"), PROGRESSING, "False", NOT_CREATED, message));
    }

    /** The revision is written through the status, as in Kubernetes, for which an annotation is a new generation. */
    private Optional<ObjectValue> said(long revision, ListValue conditions) {
        var patch = conditionsPatch(conditions);
        return Annotations.revision(view.deployment()) == revision
                ? patch
                : Optional.of(patch.orElse(ObjectValue.empty())
                        .withAt(Value.of(Long.toString(revision)), "metadata", "annotations", Annotations.REVISION));
    }

    private Optional<ObjectValue> conditionsPatch(ListValue conditions) {
        return conditions.equals(before.list("conditions"))
                ? Optional.empty()
                : Optional.of(ObjectValue.of("status", ObjectValue.of("conditions", conditions)));
    }

    /** For a turn of a rollout: complete, getting on, or stuck. */
    Outcome progressed() {
        var conditions = replicaFailure(availability(before.list("conditions")));
        var deadline = view.progressDeadlineSeconds();
        if (deadline.isEmpty()) {
            return outcome(Conditions.without(conditions, PROGRESSING), Optional.empty());
        }
        var present = Conditions.find(conditions, PROGRESSING);
        boolean wasComplete = replicas == updated
                && present.filter(condition -> condition.text("reason").equals(DONE))
                        .isPresent();
        var again = Optional.<Duration>empty();
        if (!wasComplete) {
            var subject = newest.map(set -> "ReplicaSet \"" + set.name() + "\"")
                    .orElse("Deployment \"" + view.deployment().name() + "\"");
            if (complete()) {
                conditions = set(conditions, PROGRESSING, "True", DONE, subject + " has successfully progressed.");
            } else if (gotOn()) {
                conditions = touch(conditions, subject + " is progressing.");
            } else {
                var left = present.map(condition -> timeLeft(condition, deadline.get()));
                if (left.filter(Duration::isPositive).isPresent()) {
                    again = left.map(time -> time.plusSeconds(1));
                } else if (left.isPresent()) {
                    conditions = set(conditions, PROGRESSING, "False", STUCK, subject + " has timed out progressing.");
                }
            }
        }
        if (again.isEmpty() && !complete() && gotOn()) {
            again = deadline.map(seconds -> Duration.ofSeconds(seconds + 1));
        }
        return outcome(conditions, again);
    }

    private boolean gotOn() {
        long oldBefore = before.whole(0, "replicas") - before.whole(0, "updatedReplicas");
        return updated > before.whole(0, "updatedReplicas")
                || replicas - updated < oldBefore
                || ready > before.whole(0, "readyReplicas")
                || available > before.whole(0, "availableReplicas");
    }

    /** Zero when the rollout has been without progress for too long. */
    private Duration timeLeft(ObjectValue progressing, long deadlineSeconds) {
        if (progressing.text("reason").equals(STUCK)) {
            return Duration.ZERO;
        }
        var since = Instant.parse(progressing.text("lastUpdateTime"));
        // In whole seconds, as the time of the update is.
        var left = Duration.between(view.now(), since.plusSeconds(deadlineSeconds));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Outcome outcome(ListValue conditions, Optional<Duration> again) {
        long unavailable = Math.max(0, DeploymentView.sizes(view.owned()) - available);
        var status = ObjectValue.builder()
                .put("observedGeneration", view.deployment().generation())
                .put("replicas", count(replicas))
                .put("updatedReplicas", count(updated))
                .put("readyReplicas", count(ready))
                .put("availableReplicas", count(available))
                .put("unavailableReplicas", count(unavailable))
                .put("terminatingReplicas", sum("terminatingReplicas"))
                .put("conditions", conditions)
                .build();
        var changed = new ArrayList<String>();
        status.fields().forEach((name, value) -> {
            boolean same = value == Scalar.Null.NULL ? !before.has(name) : Objects.equals(before.get(name), value);
            if (!same) {
                changed.add(name);
            }
        });
        return new Outcome(changed.isEmpty() ? Optional.empty() : Optional.of(ObjectValue.of("status", status)), again);
    }

    /** Counts of zero are left out, as in Kubernetes. */
    private static Value count(long count) {
        return count == 0 ? Scalar.Null.NULL : Value.of(count);
    }

    // Conditions

    private ListValue availability(ListValue conditions) {
        boolean enough = available >= view.replicas() - view.bounds().unavailable();
        return enough
                ? set(conditions, AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : set(
                        conditions,
                        AVAILABLE,
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.");
    }

    /** What a pause or its end changes; empty when that is said, and while a rollout is stuck: that is worse. */
    Optional<ObjectValue> pausedOrResumed() {
        var conditions = before.list("conditions");
        var present = Conditions.find(conditions, PROGRESSING);
        boolean stuck = present.filter(condition -> condition.text("reason").equals(STUCK))
                .isPresent();
        if (stuck || view.progressDeadlineSeconds().isEmpty()) {
            return Optional.empty();
        }
        boolean said = present.filter(condition -> condition.text("reason").equals("DeploymentPaused"))
                .isPresent();
        if (view.paused() && !said) {
            return conditionsPatch(set(conditions, PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused"));
        }
        if (!view.paused() && said) {
            return conditionsPatch(
                    set(conditions, PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed"));
        }
        return Optional.empty();
    }

    /** A failure of the newest ReplicaSet, else of any, is the Deployment's. */
    private ListValue replicaFailure(ListValue conditions) {
        var sets = new ArrayList<KubeObject>();
        newest.ifPresent(sets::add);
        sets.addAll(view.old());
        for (var set : sets) {
            var failure = Conditions.find(set.status().list("conditions"), REPLICA_FAILURE);
            if (failure.isPresent()) {
                return set(
                        conditions,
                        REPLICA_FAILURE,
                        failure.get().text("status"),
                        failure.get().text("reason"),
                        failure.get().text("message"));
            }
        }
        return Conditions.without(conditions, REPLICA_FAILURE);
    }

    /** Progress again: the time of the update moves although status and reason may stay. */
    private ListValue touch(ListValue conditions, String message) {
        var present = Conditions.find(conditions, PROGRESSING);
        var condition = condition(PROGRESSING, "True", "ReplicaSetUpdated", message);
        if (present.filter(old -> old.text("status").equals("True")).isPresent()) {
            condition =
                    condition.with("lastTransitionTime", Value.of(present.get().text("lastTransitionTime")));
        }
        return Conditions.with(conditions, condition);
    }

    private ListValue set(ListValue conditions, String type, String status, String reason, String message) {
        var present = Conditions.find(conditions, type);
        if (present.filter(old ->
                        old.text("status").equals(status) && old.text("reason").equals(reason))
                .isPresent()) {
            return conditions;
        }
        var condition = condition(type, status, reason, message);
        if (present.filter(old -> old.text("status").equals(status)).isPresent()) {
            condition =
                    condition.with("lastTransitionTime", Value.of(present.get().text("lastTransitionTime")));
        }
        return Conditions.with(conditions, condition);
    }

    private ObjectValue condition(String type, String status, String reason, String message) {
        return ObjectValue.builder()
                .put("type", type)
                .put("status", status)
                .put("lastUpdateTime", Conditions.time(view.now()))
                .put("lastTransitionTime", Conditions.time(view.now()))
                .put("reason", reason)
                .put("message", message)
                .build();
    }
}
