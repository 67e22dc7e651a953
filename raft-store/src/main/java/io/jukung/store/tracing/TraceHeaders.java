package io.jukung.store.tracing;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call's metadata as W3C's trace context is read from it. Of several values the first counts, as in Go. */
enum TraceHeaders implements TextMapGetter<Metadata> {
    INSTANCE;

    private static final Map<String, Metadata.Key<String>> KEYS =
            Map.of("traceparent", key("traceparent"), "tracestate", key("tracestate"));

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    @Override
    public Iterable<String> keys(Metadata headers) {
        return headers.keys();
    }

    @Override
    public @Nullable String get(@Nullable Metadata headers, String name) {
        var key = KEYS.get(name);
        var values = headers == null || key == null ? null : headers.getAll(key);
        return values == null ? null : values.iterator().next();
    }
}
