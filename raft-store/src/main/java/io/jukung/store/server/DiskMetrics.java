package io.jukung.store.server;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongConsumer;

/** How long the disk takes, in etcd's names and buckets: where something is wrong with a member, it mostly shows here first. */
public final class DiskMetrics {

    private static final double FIRST_BUCKET_SECONDS = 0.001;
    private static final int BUCKETS = 14;

    private DiskMetrics() {}

    /** Takes the nanoseconds of each fsync of the Raft log. */
    public static LongConsumer fsyncs(PrometheusRegistry registry) {
        return histogram(
                registry, "etcd_disk_wal_fsync_duration_seconds", "The latency distributions of fsync called by WAL.");
    }

    private static LongConsumer histogram(PrometheusRegistry registry, String name, String help) {
        var histogram = Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, BUCKETS)
                .withoutExemplars()
                .register(registry);
        return nanos -> histogram.observe(nanos / 1e9);
    }

    /** Takes the nanoseconds of each batch of changes written to the database. */
    public static LongConsumer commits(PrometheusRegistry registry) {
        return histogram(
                registry,
                "etcd_disk_backend_commit_duration_seconds",
                "The latency distributions of commit called by backend.");
    }
}
