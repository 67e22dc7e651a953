package io.jukung.store.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts calls by the release of the client library, which clients tell in {@code client-api-version}. */
public final class ClientVersions implements ServerInterceptor {

    /** A client can tell anything: of more versions than there will be the rest counts as one. */
    private static final int MAX_VERSIONS = 64;

    private static final int MAX_LENGTH = 32;
    private static final String REST = "other";
    /** etcd's name for a client that does not say. */
    private static final String UNKNOWN = "unknown";

    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);

    private record Counts(CounterDataPoint unary, CounterDataPoint stream) {}

    private final Counter requests;
    private final Map<String, Counts> byVersion = new ConcurrentHashMap<>();

    public ClientVersions(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("etcd_server_client_requests")
                .help("The total number of client requests per client version.")
                .labelNames("type", "client_api_version")
                .withoutExemplars()
                .register(registry);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var told = headers.get(VERSION);
        var counts = counts(told == null ? UNKNOWN : told);
        boolean unary = call.getMethodDescriptor().getType().clientSendsOneMessage()
                && call.getMethodDescriptor().getType().serverSendsOneMessage();
        (unary ? counts.unary : counts.stream).inc();
        return next.startCall(call, headers);
    }

    private Counts counts(String version) {
        var known = byVersion.get(version);
        if (known != null) {
            return known;
        }
        boolean counted = version.length() <= MAX_LENGTH && byVersion.size() < MAX_VERSIONS;
        return byVersion.computeIfAbsent(
                counted ? version : REST,
                label -> new Counts(requests.labelValues("unary", label), requests.labelValues("stream", label)));
    }
}
