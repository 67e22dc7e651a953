package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a Deployment asks for, and which of its ReplicaSets is the newest. */
final class Rollout {

    private static final String REVISION = "deployment.kubernetes.io/revision";

    private Rollout() {}

    static long replicas(KubeObject object) {
        return object.spec().whole(1, "replicas");
    }

    static boolean recreates(KubeObject deployment) {
        return deployment.spec().text("strategy", "type").equals("Recreate");
    }

    /** So many pods there may be at most: {@code maxSurge} of 25 % is rounded up. */
    static long most(KubeObject deployment) {
        return replicas(deployment) + amount(deployment, "maxSurge", true);
    }

    /** So many must be available at least while it rolls: {@code maxUnavailable} of 25 % is rounded down. */
    static long least(KubeObject deployment) {
        long missing = amount(deployment, "maxUnavailable", false);
        boolean stuck = missing == 0 && amount(deployment, "maxSurge", true) == 0;
        return Math.max(0, replicas(deployment) - (stuck ? 1 : missing));
    }

    private static long amount(KubeObject deployment, String field, boolean up) {
        @Nullable Value value = deployment.spec().at("strategy", "rollingUpdate", field);
        if (recreates(deployment)) {
            return up ? 0 : replicas(deployment);
        }
        return switch (value) {
            case Scalar.Whole(var whole) -> whole;
            case Scalar.Text(var text)
            when text.endsWith("%") ->
                percent(Long.parseLong(text.substring(0, text.length() - 1)), replicas(deployment), up);
            case null, default -> percent(25, replicas(deployment), up);
        };
    }

    private static long percent(long percent, long of, boolean up) {
        return up ? Math.ceilDiv(percent * of, 100) : Math.floorDiv(percent * of, 100);
    }

    /** Of a Deployment's ReplicaSets the one that was the newest last. */
    static Optional<KubeObject> newest(List<KubeObject> sets) {
        return sets.stream().max(Comparator.comparingLong(Rollout::revision));
    }

    private static long revision(KubeObject set) {
        var text = set.annotations().getOrDefault(REVISION, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
