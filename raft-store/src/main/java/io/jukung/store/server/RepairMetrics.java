package io.jukung.store.server;

import io.jukung.store.disk.StallWatch;
import io.jukung.store.integrity.IntegrityWatch;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** What a member finds wrong with itself and others, in names of our own: etcd has none for it. */
public final class RepairMetrics {

    private RepairMetrics() {}

    public static void register(PrometheusRegistry registry, IntegrityWatch integrity, StallWatch stall) {
        counter(
                registry,
                "jukung_store_state_comparisons_total",
                "How often this member, as the leader, has compared all members' states.",
                integrity::comparisons);
        gauge(
                registry,
                "jukung_store_differing_members",
                "Members whose state differed from the majority's when this member, as the leader, last compared.",
                integrity::differingMembers);
        gauge(
                registry,
                "jukung_store_disk_stall_seconds",
                "For how long the disk of the log has not answered, if that is longer than an election timeout.",
                stall::stallSeconds);
        counter(
                registry,
                "jukung_store_stalled_disk_handovers_total",
                "How often this member has tried to hand leadership over since its disk did not answer.",
                stall::handovers);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static void counter(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }
}
