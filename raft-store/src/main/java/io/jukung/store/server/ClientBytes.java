package io.jukung.store.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of messages from and to clients. */
public final class ClientBytes {

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    public ClientBytes(PrometheusRegistry registry) {
        counter(registry, "etcd_network_client_grpc_received_bytes", "received from", received);
        counter(registry, "etcd_network_client_grpc_sent_bytes", "sent to", sent);
    }

    private static void counter(PrometheusRegistry registry, String name, String how, LongAdder bytes) {
        CounterWithCallback.builder()
                .name(name)
                .help("The total number of bytes " + how + " grpc clients.")
                .callback(callback -> callback.call((double) bytes.sum()))
                .register(registry);
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
