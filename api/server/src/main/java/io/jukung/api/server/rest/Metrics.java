package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.server.cache.WatchCache;
import io.jukung.api.server.chain.ResourceStore;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Subresource;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What the server says of itself under {@code /metrics}, in Kubernetes' names where the thing is the same.
 * Labels come from what is served, never from a client's text: their number is bounded.
 */
final class Metrics {

    /** Kubernetes' own, in seconds. */
    private static final double[] DURATIONS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    private final PrometheusRegistry registry;
    private final Registry served;
    private final Counter requests;
    private final Histogram durations;
    private final Gauge inFlight;

    /** The labels of a request. */
    private record Labels(
            String verb, String group, String version, String resource, String subresource, String scope) {}

    /** @param registry where other parts of the server count too */
    Metrics(Resources resources, PrometheusRegistry registry) {
        this.registry = registry;
        this.served = resources.registry();
        this.requests = Counter.builder()
                .name("apiserver_request_total")
                .help("Counter of apiserver requests broken out for each verb, API resource and HTTP response code.")
                .labelNames("verb", "group", "version", "resource", "subresource", "scope", "code")
                .register(registry);
        this.durations = Histogram.builder()
                .name("apiserver_request_duration_seconds")
                .help("Response latency distribution in seconds for each verb, API resource and scope.")
                .labelNames("verb", "group", "version", "resource", "subresource", "scope")
                .classicOnly()
                .classicUpperBounds(DURATIONS)
                .register(registry);
        this.inFlight = Gauge.builder()
                .name("apiserver_current_inflight_requests")
                .help("Number of requests being worked on now, watches left out, by request kind.")
                .labelNames("request_kind")
                .register(registry);
        inFlight.initLabelValues("readOnly");
        inFlight.initLabelValues("mutating");
        watchCaches(resources.stores());
    }

    private void watchCaches(Collection<ResourceStore> stores) {
        GaugeWithCallback.builder()
                .name("apiserver_storage_objects")
                .help("Number of stored objects by resource, as the watch cache has them.")
                .labelNames("resource")
                .callback(callback -> stores.forEach(store ->
                        callback.call(store.cache().size(), resource(store).qualifiedResource())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("apiserver_longrunning_requests")
                .help("Number of watches open now, by REST and by gRPC.")
                .labelNames("verb", "group", "version", "resource")
                .callback(callback -> each(
                        stores,
                        WatchCache::watchers,
                        (value, of) -> callback.call(value, "WATCH", of.group(), of.version(), of.resource())))
                .register(registry);
        CounterWithCallback.builder()
                .name("apiserver_watch_events_total")
                .help("Number of events sent to watchers, by REST and by gRPC.")
                .labelNames("group", "version", "resource")
                .callback(callback -> each(
                        stores,
                        WatchCache::eventsTaken,
                        (value, of) -> callback.call(value, of.group(), of.version(), of.resource())))
                .register(registry);
    }

    @FunctionalInterface
    private interface Point {
        void of(double value, GroupVersionResource resource);
    }

    private static void each(Collection<ResourceStore> stores, ToDoubleFunction<WatchCache> value, Point point) {
        stores.forEach(store -> point.of(value.applyAsDouble(store.cache()), resource(store)));
    }

    private static GroupVersionResource resource(ResourceStore store) {
        return store.definition().groupVersionResource();
    }

    /** Counts the request when its answer is sent whole, or is given up. */
    void observe(ServiceRequestContext context) {
        context.log().whenComplete().thenAccept(log -> {
            var labels = labels(context);
            requests.labelValues(
                            labels.verb(),
                            labels.group(),
                            labels.version(),
                            labels.resource(),
                            labels.subresource(),
                            labels.scope(),
                            code(log))
                    .inc();
            durations
                    .labelValues(
                            labels.verb(),
                            labels.group(),
                            labels.version(),
                            labels.resource(),
                            labels.subresource(),
                            labels.scope())
                    .observe((double) log.totalDurationNanos() / TimeUnit.SECONDS.toNanos(1));
        });
    }

    /** Work on a request began. */
    void begun(HttpMethod method) {
        inFlight.labelValues(kind(method)).inc();
    }

    /** Work on a request ended; its answer may still stream. */
    void ended(HttpMethod method) {
        inFlight.labelValues(kind(method)).dec();
    }

    private static String kind(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD ? "readOnly" : "mutating";
    }

    Optional<Answer> answer(Call call) {
        if (!call.path().equals("/metrics") || !call.method().equals("GET")) {
            return Optional.empty();
        }
        var writer = PrometheusTextFormatWriter.create();
        var out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Optional.of(Answer.of(200, writer.getContentType(), out.toByteArray()));
    }

    private static String code(RequestLog log) {
        return log.responseHeaders().status().codeAsText();
    }

    private Labels labels(ServiceRequestContext context) {
        var path = ResourcePath.parse(context.decodedPath()).orElse(null);
        var definition = path == null
                ? null
                : served.find(new GroupVersionResource(path.group(), path.version(), path.resource()))
                        .orElse(null);
        var method = context.method();
        if (path == null || definition == null) {
            return new Labels(method.name(), "", "", "", "", "");
        }
        var sub = definition.subresource(path.subresource());
        return new Labels(
                verb(context, path, sub),
                definition.group(),
                definition.version(),
                path.resource(),
                sub.map(Subresource::name).orElse(""),
                scope(definition, path));
    }

    private static String verb(ServiceRequestContext context, ResourcePath path, Optional<Subresource> sub) {
        boolean collection = path.name().isEmpty();
        return switch (context.method()) {
            case GET, HEAD -> {
                if (sub.filter(Subresource.Connection.class::isInstance).isPresent()) {
                    yield "CONNECT";
                }
                var watch = context.queryParams().get("watch", "").toLowerCase(Locale.ROOT);
                boolean watches = Set.of("true", "t", "1").contains(watch);
                yield watches ? "WATCH" : collection ? "LIST" : "GET";
            }
            case DELETE -> collection ? "DELETECOLLECTION" : "DELETE";
            case PATCH ->
                context.request().headers().get("content-type", "").startsWith("application/apply-patch")
                        ? "APPLY"
                        : "PATCH";
            default -> context.method().name();
        };
    }

    private static String scope(ResourceDefinition definition, ResourcePath path) {
        if (!path.name().isEmpty()) {
            return "resource";
        }
        return definition.namespaced() && !path.namespace().isEmpty() ? "namespace" : "cluster";
    }
}
