package io.jukung.store.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of messages from and to clients. */
public final class ClientBytes {

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    public ClientBytes(PrometheusRegistry registry) {
        var metrics = new CallbackMetrics(registry);
        metrics.counter(
                "etcd_network_client_grpc_received_bytes",
                "The total number of bytes received from grpc clients.",
                received::sum);
        metrics.counter(
                "etcd_network_client_grpc_sent_bytes", "The total number of bytes sent to grpc clients.", sent::sum);
    }

    ServerStreamTracer.Factory ofAllStreams() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new CallBytes(ClientBytes.this);
            }
        };
    }

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }
}
