package io.jukung.store.server;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongConsumer;

/** How long the disk takes, in etcd's names and buckets: where something is wrong with a member, it mostly shows here first. */
public final class DiskMetrics {

    private static final DoublingBuckets SECONDS = new DoublingBuckets(0.001, 14);

    private DiskMetrics() {}

    /** Takes the nanoseconds of each fsync of the Raft log. */
    public static LongConsumer fsyncs(PrometheusRegistry registry) {
        return SECONDS.nanos(
                registry, "etcd_disk_wal_fsync_duration_seconds", "The latency distributions of fsync called by WAL.");
    }

    /** Takes the nanoseconds of each batch of changes written to the database. */
    public static LongConsumer commits(PrometheusRegistry registry) {
        return SECONDS.nanos(
                registry,
                "etcd_disk_backend_commit_duration_seconds",
                "The latency distributions of commit called by backend.");
    }
}
