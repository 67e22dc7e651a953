package io.jukung.node.pod;

import java.util.List;
import java.util.Optional;

/** Kubernetes' classes of service: who is killed last when memory runs out. */
public enum QualityOfService {
    GUARANTEED("Guaranteed", ""),
    BURSTABLE("Burstable", "burstable"),
    BEST_EFFORT("BestEffort", "besteffort");

    private static final List<String> COMPUTE = List.of("cpu", "memory");

    private final String wireName;
    private final String cgroup;

    QualityOfService(String wireName, String cgroup) {
        this.wireName = wireName;
        this.cgroup = cgroup;
    }

    public String wireName() {
        return wireName;
    }

    /** Name of the class's cgroup below {@code kubepods}; "" for none of its own. */
    public String cgroup() {
        return cgroup;
    }

    /**
     * Best effort without any request or limit; guaranteed when every container limits processor time
     * and memory and requests just as much; else burstable.
     */
    static QualityOfService of(List<ContainerSpec> containers) {
        boolean any = false;
        boolean all = true;
        for (var container : containers) {
            for (var resource : COMPUTE) {
                var request = container.resource("requests", resource).filter(quantity -> quantity.milli() > 0);
                var limit = container.resource("limits", resource).filter(quantity -> quantity.milli() > 0);
                any |= request.isPresent() || limit.isPresent();
                all &= limit.isPresent()
                        && request.map(quantity ->
                                        quantity.milli() == limit.get().milli())
                                .orElse(true);
            }
        }
        return any ? (all ? GUARANTEED : BURSTABLE) : BEST_EFFORT;
    }

    /**
     * The kernel's out-of-memory score for a container: guaranteed pods go last, best-effort ones first,
     * and between them those that request a smaller share of the node's memory.
     */
    public int oomScoreOf(Optional<Long> requestedBytes, long nodeBytes) {
        return switch (this) {
            case GUARANTEED -> -997;
            case BEST_EFFORT -> 1000;
            case BURSTABLE -> {
                long score = 1000 - 1000 * requestedBytes.orElse(0L) / Math.max(1, nodeBytes);
                yield Math.clamp(score, 3, 999);
            }
        };
    }
}
