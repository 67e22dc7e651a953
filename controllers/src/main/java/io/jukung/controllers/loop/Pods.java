package io.jukung.controllers.loop;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What controllers ask of a pod. */
public final class Pods {

    private Pods() {}

    public static String phase(KubeObject pod) {
        return pod.status().text("phase");
    }

    /** Whether its containers have ended for good. */
    public static boolean finished(KubeObject pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    /** Whether it runs or will run, and nobody asked it to go. */
    public static boolean active(KubeObject pod) {
        return !finished(pod) && !pod.beingDeleted();
    }

    public static ListValue conditions(KubeObject pod) {
        return pod.tree().list("status", "conditions");
    }

    public static boolean ready(KubeObject pod) {
        return Conditions.isTrue(conditions(pod), "Ready");
    }

    /** Since when it has been ready; empty when it is not. */
    public static Optional<Instant> readySince(KubeObject pod) {
        return Conditions.find(conditions(pod), "Ready")
                .filter(condition -> condition.text("status").equals("True"))
                .map(condition -> condition.text("lastTransitionTime"))
                .filter(text -> !text.isEmpty())
                .map(Instant::parse);
    }

    /** How long until it counts as available: zero when it does, empty when it is not ready. */
    public static Optional<Duration> untilAvailable(KubeObject pod, long minReadySeconds, Instant now) {
        if (!ready(pod)) {
            return Optional.empty();
        }
        if (minReadySeconds == 0) {
            return Optional.of(Duration.ZERO);
        }
        return readySince(pod)
                .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    public static String node(KubeObject pod) {
        return pod.spec().text("nodeName");
    }

    /** The highest restart count of its containers. */
    public static long restarts(KubeObject pod) {
        return pod.tree().list("status", "containerStatuses").objects().stream()
                .mapToLong((ObjectValue status) -> status.whole(0, "restartCount"))
                .max()
                .orElse(0);
    }
}
