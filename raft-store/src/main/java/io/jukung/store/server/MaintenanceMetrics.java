package io.jukung.store.server;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongConsumer;

/**
 * How long operators' larger requests take, in etcd's names and buckets. Each takes nanoseconds.
 *
 * @param snapshot from the request to the last byte
 * @param hash of all
 * @param hashOfRevision of the history up to a revision
 */
public record MaintenanceMetrics(LongConsumer snapshot, LongConsumer hash, LongConsumer hashOfRevision) {

    public static MaintenanceMetrics of(PrometheusRegistry registry) {
        var hashes = new DoublingBuckets(0.01, 15);
        return new MaintenanceMetrics(
                new DoublingBuckets(0.01, 17)
                        .nanos(
                                registry,
                                "etcd_disk_backend_snapshot_duration_seconds",
                                "The latency distribution of backend snapshots."),
                hashes.nanos(
                        registry,
                        "etcd_mvcc_hash_duration_seconds",
                        "The latency distribution of storage hash operation."),
                hashes.nanos(
                        registry,
                        "etcd_mvcc_hash_rev_duration_seconds",
                        "The latency distribution of storage hash by revision operation."));
    }
}
