package io.jukung.store.server;

import io.jukung.store.disk.StallWatch;
import io.jukung.store.integrity.IntegrityWatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What a member finds wrong with itself and others, in names of our own: etcd has none for it. */
public final class RepairMetrics {

    private RepairMetrics() {}

    public static void register(PrometheusRegistry registry, IntegrityWatch integrity, StallWatch stall) {
        var metrics = new CallbackMetrics(registry);
        metrics.counter(
                "jukung_store_state_comparisons_total",
                "How often this member, as the leader, has compared all members' states.",
                integrity::comparisons);
        metrics.gauge(
                "jukung_store_differing_members",
                "Members whose state differed from the majority's when this member, as the leader, last compared.",
                integrity::differingMembers);
        metrics.gauge(
                "jukung_store_disk_stall_seconds",
                "For how long the disk of the log has not answered, if that is longer than disk-stall-threshold.",
                stall::stallSeconds);
        metrics.counter(
                "jukung_store_stalled_disk_handovers_total",
                "How often this member has tried to hand leadership over since its disk did not answer.",
                stall::handovers);
    }
}
