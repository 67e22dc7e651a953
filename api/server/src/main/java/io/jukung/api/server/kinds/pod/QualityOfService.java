package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How well a pod is protected when a node runs short: {@code Guaranteed}, {@code Burstable}, {@code BestEffort}. */
public final class QualityOfService {

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private QualityOfService() {}

    /** The class of a pod with this spec. */
    public static String of(ObjectValue spec) {
        var containers = new ArrayList<>(spec.list("containers").objects());
        containers.addAll(spec.list("initContainers").objects());
        boolean guaranteed = !containers.isEmpty();
        boolean some = false;
        for (var container : containers) {
            for (var resource : RESOURCES) {
                var limit = amount(container, "limits", resource);
                var request = amount(container, "requests", resource);
                some |= limit != null || request != null;
                guaranteed &= limit != null && (request == null || request.equals(limit));
            }
        }
        return guaranteed ? "Guaranteed" : some ? "Burstable" : "BestEffort";
    }

    private static @Nullable Quantity amount(ObjectValue container, String kind, String resource) {
        var value = container.at("resources", kind, resource);
        var amount = value == null ? null : Quantity.parseOrNull(value.toString());
        return amount == null || amount.isZero() ? null : amount;
    }
}
