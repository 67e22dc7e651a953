package io.jukung.store.server;

import io.jukung.store.member.CompactionListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How compacted history is removed, in etcd's names and buckets. A pause is one step: nothing waits for it here. */
public final class CompactionMetrics implements CompactionListener {

    private final Counter keys;
    private final Gauge last;
    private final Histogram pauses;
    private final Histogram durations;

    public CompactionMetrics(PrometheusRegistry registry) {
        keys = Counter.builder()
                .name("etcd_debugging_mvcc_db_compaction_keys")
                .help("Total number of db keys compacted.")
                .withoutExemplars()
                .register(registry);
        last = Gauge.builder()
                .name("etcd_debugging_mvcc_db_compaction_last")
                .help("The unix time of the last db compaction. Resets to 0 on start.")
                .withoutExemplars()
                .register(registry);
        pauses = new DoublingBuckets(1, 13)
                .histogram(
                        registry,
                        "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
                        "Bucketed histogram of db compaction pause duration.");
        durations = new DoublingBuckets(100, 14)
                .histogram(
                        registry,
                        "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
                        "Bucketed histogram of db compaction total duration.");
    }

    @Override
    public void step(long nanos, long removed) {
        pauses.observe(nanos / 1e6);
        keys.inc(removed);
    }

    @Override
    public void finished(long nanos) {
        durations.observe(nanos / 1e6);
        last.set(System.currentTimeMillis() / 1000.0);
    }
}
