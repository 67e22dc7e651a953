package io.jukung.controllers.deployment;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * How far a rolling update may leave the wanted number.
 *
 * @param surge pods above it at most
 * @param unavailable available pods missing at most, never more than are wanted
 */
record Bounds(long surge, long unavailable) {

    /**
     * As Kubernetes resolves them: percentages of {@code replicas}, surge rounded up, unavailable down; should both come
     * out as zero, one may be unavailable, as nothing could move otherwise. Each is 25 % where it is not set.
     */
    static Bounds of(ObjectValue rollingUpdate, long replicas) {
        long surge = resolve(rollingUpdate.get("maxSurge"), replicas, true);
        long unavailable = resolve(rollingUpdate.get("maxUnavailable"), replicas, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        return new Bounds(surge, Math.min(unavailable, replicas));
    }

    private static long resolve(@Nullable Value value, long replicas, boolean up) {
        return switch (value) {
            case Scalar.Whole(var whole) -> whole;
            case Scalar.Text(var text) -> text.endsWith("%") ? percent(text, replicas, up) : 0;
            case null, default -> percent("25%", replicas, up);
        };
    }

    private static long percent(String text, long replicas, boolean up) {
        long hundredths = Long.parseLong(text.substring(0, text.length() - 1)) * replicas;
        return up ? Math.ceilDiv(hundredths, 100) : Math.floorDiv(hundredths, 100);
    }
}
