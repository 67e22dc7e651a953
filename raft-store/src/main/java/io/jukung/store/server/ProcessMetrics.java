package io.jukung.store.server;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** The process: {@code process_*} as Go's, {@code jvm_*} in place of {@code go_*}. */
final class ProcessMetrics {

    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry) {
        io.prometheus.metrics.instrumentation.jvm.ProcessMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
        gauge(registry, "os_fd_used", "The number of used file descriptors.", ProcessFiles::open);
        gauge(registry, "os_fd_limit", "The file descriptor limit.", ProcessFiles::limit);
        gauge(
                registry,
                "process_virtual_memory_max_bytes",
                "Maximum amount of virtual memory available in bytes.",
                ProcessNetwork::addressSpace);
        counter(
                registry,
                "process_network_receive_bytes",
                "Number of bytes received by the process over the network.",
                ProcessNetwork::received);
        counter(
                registry,
                "process_network_transmit_bytes",
                "Number of bytes sent by the process over the network.",
                ProcessNetwork::sent);
    }

    private static void counter(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }
}
