package io.jukung.store.server;

import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

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
        var metrics = new CallbackMetrics(registry);
        metrics.gauge("os_fd_used", "The number of used file descriptors.", ProcessFiles::open);
        metrics.gauge("os_fd_limit", "The file descriptor limit.", ProcessFiles::limit);
        metrics.gauge(
                "process_virtual_memory_max_bytes",
                "Maximum amount of virtual memory available in bytes.",
                ProcessNetwork::addressSpace);
        metrics.counter(
                "process_network_receive_bytes",
                "Number of bytes received by the process over the network.",
                ProcessNetwork::received);
        metrics.counter(
                "process_network_transmit_bytes",
                "Number of bytes sent by the process over the network.",
                ProcessNetwork::sent);
    }
}
