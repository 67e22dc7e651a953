package io.jukung.store.server;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts how health checks went, in etcd's names. */
final class HealthMetrics {

    private final Counter successes;
    private final Counter failures;
    private final Gauge checks;
    private final Counter checked;

    HealthMetrics(PrometheusRegistry registry) {
        successes = Counter.builder()
                .name("etcd_server_health_success")
                .help("The total number of successful health checks")
                .withoutExemplars()
                .register(registry);
        failures = Counter.builder()
                .name("etcd_server_health_failures")
                .help("The total number of failed health checks")
                .withoutExemplars()
                .register(registry);
        checks = Gauge.builder()
                .name("etcd_server_healthcheck")
                .help("The result of each kind of healthcheck.")
                .labelNames("type", "name")
                .withoutExemplars()
                .register(registry);
        checked = Counter.builder()
                .name("etcd_server_healthchecks")
                .help("The total number of each kind of healthcheck.")
                .labelNames("type", "name", "status")
                .withoutExemplars()
                .register(registry);
    }

    void health(boolean fine) {
        (fine ? successes : failures).inc();
    }

    /** One check of {@code livez} or {@code readyz}. */
    void check(String type, String name, boolean fine) {
        checks.labelValues(type, name).set(fine ? 1 : 0);
        checked.labelValues(type, name, fine ? "success" : "error").inc();
    }
}
