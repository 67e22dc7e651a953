package io.jukung.controllers.deployment;

import static io.jukung.controllers.deployment.DeploymentView.available;
import static io.jukung.controllers.deployment.DeploymentView.size;
import static io.jukung.controllers.deployment.DeploymentView.sizes;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arithmetic of Deployments: how many pods each ReplicaSet is to want. Pure functions, as in Kubernetes. */
final class Scaling {

    private Scaling() {}

    /** What the newest ReplicaSet of a rolling update may grow to. */
    static long grownNewest(DeploymentView view, long newestSize) {
        if (view.recreate()) {
            return view.replicas();
        }
        long most = view.replicas() + view.bounds().surge();
        long wanted = sizes(view.owned());
        if (wanted >= most) {
            return newestSize;
        }
        return newestSize + Math.max(0, Math.min(most - wanted, view.replicas() - newestSize));
    }

    /**
     * The old ReplicaSets' sizes after one step of a rolling update: first pods that are not available go, as they serve
     * nobody, then as many as leave enough available ones. Only changed sizes are in the result.
     */
    static Map<ObjectKey, Long> shrunkOld(DeploymentView view, KubeObject newest) {
        var old = view.old();
        long leastAvailable = view.replicas() - view.bounds().unavailable();
        long newestUnavailable = size(newest) - available(newest);
        long spare = sizes(view.owned()) - leastAvailable - newestUnavailable;
        var sizes = new LinkedHashMap<ObjectKey, Long>();
        if (spare <= 0) {
            return sizes;
        }
        for (var set : old) {
            long unhealthy = Math.max(0, size(set) - available(set));
            long gone = Math.min(spare, unhealthy);
            if (gone > 0) {
                sizes.put(set.key(), size(set) - gone);
                spare -= gone;
            }
        }
        long availableNow =
                view.owned().stream().mapToLong(DeploymentView::available).sum();
        long surplus = availableNow - leastAvailable;
        for (var set : old) {
            long present = sizes.getOrDefault(set.key(), size(set));
            long gone = Math.clamp(surplus, 0, present);
            if (gone > 0) {
                sizes.put(set.key(), present - gone);
                surplus -= gone;
            }
        }
        return sizes;
    }

    /**
     * The sizes of several active ReplicaSets after the Deployment was scaled in the middle of a rollout: each gets its
     * share, so that the rollout is as far as it was and what is broken does not grow alone. The largest takes what
     * rounding leaves.
     */
    static Map<ObjectKey, Long> proportional(DeploymentView view, List<KubeObject> active) {
        long allowed = view.replicas() > 0 ? view.replicas() + view.bounds().surge() : 0;
        long toAdd = allowed - sizes(active);
        var age =
                Comparator.comparing((KubeObject set) -> set.creationTimestamp().orElse(Instant.MAX));
        var ordered = new ArrayList<>(active);
        ordered.sort(Comparator.comparingLong(DeploymentView::size)
                .reversed()
                .thenComparing(toAdd > 0 ? age.reversed() : age));
        var sizes = new LinkedHashMap<ObjectKey, Long>();
        long added = 0;
        for (var set : ordered) {
            long share = toAdd == 0 ? 0 : share(view, set, toAdd, added);
            sizes.put(set.key(), size(set) + share);
            added += share;
        }
        if (toAdd != 0 && !ordered.isEmpty()) {
            var largest = ordered.getFirst().key();
            long rest = toAdd - added;
            sizes.merge(largest, rest, (size, more) -> Math.max(0, size + more));
        }
        return sizes;
    }

    private static long share(DeploymentView view, KubeObject set, long toAdd, long added) {
        long size = size(set);
        if (size == 0 || toAdd == added) {
            return 0;
        }
        long fraction = fraction(view, set, size);
        long left = toAdd - added;
        return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    private static long fraction(DeploymentView view, KubeObject set, long size) {
        if (view.replicas() == 0) {
            return -size;
        }
        long most = view.replicas() + view.bounds().surge();
        long before = Annotations.number(
                set, Annotations.MAX, view.deployment().status().whole(0, "replicas"));
        return before == 0 ? 0 : Math.round((double) size * most / before) - size;
    }
}
