package io.jukung.store.tracing;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerInterceptor;
import io.jukung.store.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a collector of clients' calls. Figures are those of the Go SDK in etcd. */
public final class CallTracing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallTracing.class);

    /** Of OpenTelemetry's exporter, which would write its own lines to stderr; {@link CountedExports} tells the same. */
    private static final java.util.logging.Logger EXPORTER_LOG =
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private static final int MAX_WAITING = 2048;
    private static final int MAX_BATCH = 512;
    private static final Duration BATCH_DELAY = Duration.ofSeconds(5);
    /** Of one batch, with all attempts. */
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);
    /** What a member that ends waits for its last spans to arrive: a first connection takes a second or two. */
    private static final Duration LAST_SPANS = Duration.ofSeconds(3);

    /** A collector that is away for some seconds loses nothing. */
    private static final Map<String, Object> RETRIES = Map.of(
            "methodConfig",
            List.of(Map.of(
                    "name",
                    List.of(Map.of()),
                    "retryPolicy",
                    Map.of(
                            "maxAttempts",
                            5.0,
                            "initialBackoff",
                            "1s",
                            "maxBackoff",
                            "5s",
                            "backoffMultiplier",
                            1.5,
                            "retryableStatusCodes",
                            List.of("UNAVAILABLE")))));

    private final SdkTracerProvider provider;
    private final ManagedChannel channel;
    private final ServerInterceptor interceptor;

    private CallTracing(SdkTracerProvider provider, ManagedChannel channel) {
        this.provider = provider;
        this.channel = channel;
        this.interceptor = new CallSpans(provider.get("io.jukung.store"));
    }

    /** Connects when there is something to tell; a collector that cannot be reached stops nobody. */
    public static CallTracing start(Tracing tracing, PrometheusRegistry registry) {
        EXPORTER_LOG.setLevel(Level.OFF);
        var failure = new LastFailure();
        var channel = ManagedChannelBuilder.forTarget("dns:///" + tracing.address())
                .usePlaintext()
                .defaultServiceConfig(RETRIES)
                .enableRetry()
                .intercept(failure)
                .build();
        LOG.info("distributed tracing setup enabled");
        return new CallTracing(provider(tracing, exporter(channel), failure::text, registry), channel);
    }

    // Its replacement, the endpoint, makes a channel that does not try again.
    @SuppressWarnings("deprecation")
    private static SpanExporter exporter(ManagedChannel channel) {
        return OtlpGrpcSpanExporter.builder()
                .setChannel(channel)
                .setTimeout(EXPORT_TIMEOUT)
                .build();
    }

    /** What makes spans and hands them to an exporter, counted. */
    static SdkTracerProvider provider(
            Tracing tracing, SpanExporter exporter, Supplier<String> why, PrometheusRegistry registry) {
        var spans = counter(registry);
        var waiting = new AtomicInteger();
        var counted = new CountedExports(
                exporter, tracing.address(), why, waiting, spans.labelValues("sent"), spans.labelValues("lost"));
        var batches = BatchSpanProcessor.builder(counted)
                .setMaxQueueSize(MAX_WAITING)
                .setMaxExportBatchSize(MAX_BATCH)
                .setScheduleDelay(BATCH_DELAY)
                .setExporterTimeout(EXPORT_TIMEOUT.multipliedBy(2))
                .build();
        return SdkTracerProvider.builder()
                .addSpanProcessor(new BoundedSpans(waiting, MAX_WAITING, spans.labelValues("dropped"), batches))
                .setResource(resource(tracing))
                .setSampler(Sampler.parentBased(sampler(tracing.samplingRate())))
                .build();
    }

    static Counter counter(PrometheusRegistry registry) {
        return Counter.builder()
                .name("jukung_store_trace_spans_total")
                .help("Spans of sampled calls: sent to the collector, lost on the way, or dropped as too many waited.")
                .labelNames("outcome")
                .withoutExemplars()
                .register(registry);
    }

    private static Resource resource(Tracing tracing) {
        var attributes = Attributes.builder().put("service.name", tracing.serviceName());
        if (!tracing.instanceId().isEmpty()) {
            attributes.put("service.instance.id", tracing.instanceId());
        }
        return Resource.create(attributes.build());
    }

    private static Sampler sampler(long rate) {
        return rate == 0 ? Sampler.alwaysOff() : Sampler.traceIdRatioBased((double) rate / Tracing.EVERY_CALL);
    }

    /** What every call is to pass through first. */
    public ServerInterceptor interceptor() {
        return interceptor;
    }

    /** Tells the last spans, if the collector takes them within three seconds. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
        channel.shutdownNow();
    }
}
