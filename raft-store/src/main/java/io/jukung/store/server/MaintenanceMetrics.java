package io.jukung.store.server;

import io.prometheus.metrics.core.metrics.Histogram;
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

    private static final double FIRST_BUCKET_SECONDS = 0.01;

    public static MaintenanceMetrics of(PrometheusRegistry registry) {
        return new MaintenanceMetrics(
                histogram(
                        registry,
                        "etcd_disk_backend_snapshot_duration_seconds",
                        "The latency distribution of backend snapshots.",
                        17),
                histogram(
                        registry,
                        "etcd_mvcc_hash_duration_seconds",
                        "The latency distribution of storage hash operation.",
                        15),
                histogram(
                        registry,
                        "etcd_mvcc_hash_rev_duration_seconds",
                        "The latency distribution of storage hash by revision operation.",
                        15));
    }

    private static LongConsumer histogram(PrometheusRegistry registry, String name, String help, int buckets) {
        var histogram = Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, buckets)
                .withoutExemplars()
                .register(registry);
        return nanos -> histogram.observe(nanos / 1e9);
    }
}
