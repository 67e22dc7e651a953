package io.jukung.controllers.replicaset;

import io.jukung.api.client.ApiException;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.controllers.loop.Conditions;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Pods;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status a view amounts to. */
final class ReplicaSetStatus {

    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaSetStatus() {}

    /**
     * A merge patch of the status; empty when it says all that already.
     *
     * @param failure why pods could not be made or deleted in this turn
     */
    static Optional<ObjectValue> patch(ReplicaSetView view, @Nullable ApiException failure) {
        var active = view.active();
        var now = view.now();
        var templateLabels = view.replicaSet().spec().texts("template", "metadata", "labels");
        long fullyLabeled = active.stream()
                .filter(pod -> pod.labels().entrySet().containsAll(templateLabels.entrySet()))
                .count();
        long ready = active.stream().filter(Pods::ready).count();
        long available = active.stream()
                .map(pod -> Pods.untilAvailable(pod, view.minReadySeconds(), now))
                .filter(left -> left.filter(Duration::isZero).isPresent())
                .count();
        long terminating = view.pods().stream()
                .filter(pod -> Ownership.controls(view.replicaSet(), pod))
                .filter(pod -> pod.beingDeleted() && !Pods.finished(pod))
                .count();
        var before = view.replicaSet().status();
        var conditions = conditions(view, failure);
        var status = ObjectValue.builder()
                .put("replicas", active.size())
                .put("fullyLabeledReplicas", count(fullyLabeled))
                .put("readyReplicas", count(ready))
                .put("availableReplicas", count(available))
                .put("terminatingReplicas", terminating)
                .put("observedGeneration", view.replicaSet().generation());
        if (!conditions.equals(before.list("conditions"))) {
            status.put("conditions", conditions.isEmpty() ? Scalar.Null.NULL : conditions);
        }
        var wanted = status.build();
        boolean same = wanted.fields().entrySet().stream()
                .allMatch(field -> field.getValue() == Scalar.Null.NULL
                        ? !before.has(field.getKey())
                        : Objects.equals(before.get(field.getKey()), field.getValue()));
        return same ? Optional.empty() : Optional.of(ObjectValue.of("status", wanted));
    }

    /** Counts of zero are left out, as in Kubernetes. */
    private static io.jukung.api.model.tree.Value count(long count) {
        return count == 0 ? Scalar.Null.NULL : io.jukung.api.model.tree.Value.of(count);
    }

    private static ListValue conditions(ReplicaSetView view, @Nullable ApiException failure) {
        var present = view.replicaSet().status().list("conditions");
        if (failure == null) {
            return Conditions.without(present, REPLICA_FAILURE);
        }
        if (Conditions.find(present, REPLICA_FAILURE).isPresent()) {
            return present;
        }
        boolean creating = view.active().size() < view.wanted();
        return Conditions.with(
                present,
                ObjectValue.builder()
                        .put("type", REPLICA_FAILURE)
                        .put("status", "True")
                        .put("lastTransitionTime", Conditions.time(view.now()))
                        .put("reason", creating ? "FailedCreate" : "FailedDelete")
                        .put("message", String.valueOf(failure.getMessage()))
                        .build());
    }

    /** When the next pod becomes available by the passing of time alone. */
    static Optional<Duration> nextAvailable(ReplicaSetView view) {
        return view.active().stream()
                .map((KubeObject pod) -> Pods.untilAvailable(pod, view.minReadySeconds(), view.now()))
                .flatMap(Optional::stream)
                .filter(Duration::isPositive)
                .min(Duration::compareTo);
    }
}
