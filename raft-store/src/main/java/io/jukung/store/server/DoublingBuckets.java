package io.jukung.store.server;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongConsumer;

/**
 * Buckets of a histogram as etcd's mostly are: each reaches twice as far as the one before.
 *
 * @param first how far the first one reaches, in the unit that is observed
 * @param count of them, apart from the last, which has no bound
 */
record DoublingBuckets(double first, int count) {

    Histogram histogram(PrometheusRegistry registry, String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicExponentialUpperBounds(first, 2, count)
                .withoutExemplars()
                .register(registry);
    }

    /** A histogram in seconds; takes nanoseconds. */
    LongConsumer nanos(PrometheusRegistry registry, String name, String help) {
        var histogram = histogram(registry, name, help);
        return nanos -> histogram.observe(nanos / 1e9);
    }
}
