package io.jukung.store.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes of messages from and to clients. One for all streams: it keeps nothing about any. */
public final class ClientBytes extends ServerStreamTracer {

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
                return ClientBytes.this;
            }
        };
    }

    @Override
    public void inboundUncompressedSize(long size) {
        received.add(size);
    }

    @Override
    public void outboundUncompressedSize(long size) {
        sent.add(size);
    }
}
