package io.jukung.node.container;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import io.jukung.node.pod.QualityOfService;
import io.jukung.proto.cri.LinuxContainerResources;
import java.util.Optional;

/** Requests and limits as cgroup settings, by the kubelet's arithmetic. */
public final class Limits {

    private static final long PERIOD_MICROS = 100_000;
    private static final long LEAST_QUOTA_MICROS = 1_000;
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final long SHARES_PER_CPU = 1_024;

    private Limits() {}

    /** The settings of one container; {@code nodeBytes} is the node's memory, for the out-of-memory score. */
    public static LinuxContainerResources of(DesiredPod pod, ContainerSpec container, long nodeBytes) {
        var cpuLimit = container.resource("limits", "cpu");
        var cpuRequest = container.resource("requests", "cpu").or(() -> cpuLimit);
        var memoryLimit = container.resource("limits", "memory");
        var memoryRequest = container.resource("requests", "memory").or(() -> memoryLimit);
        var resources = LinuxContainerResources.newBuilder()
                .setCpuShares(shares(cpuRequest))
                .setOomScoreAdj(pod.qualityOfService().oomScoreOf(memoryRequest.map(Quantity::value), nodeBytes));
        cpuLimit.filter(limit -> limit.milli() > 0)
                .ifPresent(limit -> resources
                        .setCpuPeriod(PERIOD_MICROS)
                        .setCpuQuota(Math.max(LEAST_QUOTA_MICROS, limit.milli() * PERIOD_MICROS / 1_000)));
        memoryLimit
                .filter(limit -> limit.value() > 0)
                .ifPresent(limit -> resources.setMemoryLimitInBytes(limit.value()));
        return resources.build();
    }

    private static long shares(Optional<Quantity> request) {
        return request.map(quantity -> Math.clamp(quantity.milli() * SHARES_PER_CPU / 1_000, LEAST_SHARES, MOST_SHARES))
                .orElse(LEAST_SHARES);
    }

    /**
     * The cgroup that holds the pod's containers.
     *
     * @param systemd whether systemd owns the tree, which then wants slice names
     */
    public static String cgroupParent(DesiredPod pod, boolean systemd) {
        var level = pod.qualityOfService() == QualityOfService.GUARANTEED
                ? ""
                : pod.qualityOfService().cgroup();
        if (!systemd) {
            return "/kubepods/" + (level.isEmpty() ? "" : level + "/") + "pod" + pod.uid();
        }
        var slice = level.isEmpty() ? "kubepods" : "kubepods-" + level;
        return "/kubepods.slice/"
                + (level.isEmpty() ? "" : slice + ".slice/")
                + slice
                + "-pod"
                + pod.uid().replace('-', '_')
                + ".slice";
    }
}
