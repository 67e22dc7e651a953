package io.jukung.store.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jukung.store.Tracing;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A collector that is slow or away. */
class SpansWaitingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Tracing EVERY_CALL = new Tracing(true, "localhost:4317", "etcd", "", Tracing.EVERY_CALL);

    /** Answers when the test does. */
    private static final class Collector implements SpanExporter {

        private final BlockingQueue<CompletableResultCode> batches = new LinkedBlockingQueue<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            var result = new CompletableResultCode();
            batches.add(result);
            return result;
        }

        CompletableResultCode next() throws InterruptedException {
            var batch = batches.poll(20, TimeUnit.SECONDS);
            assertThat(batch).isNotNull();
            return batch;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private double count(String outcome) {
        return registry.scrape("jukung_store_trace_spans_total"::startsWith).stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .filter(point -> outcome.equals(point.getLabels().get("outcome")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @Test
    void thereAreOnlySoManyAndTheRestIsCounted() throws Exception {
        var collector = new Collector();
        try (var provider = CallTracing.provider(EVERY_CALL, collector, () -> "nobody there", registry)) {
            var tracer = provider.get("test");
            for (int i = 0; i < 2048 + 7; i++) {
                tracer.spanBuilder("call").startSpan().end();
            }
            assertThat(count("dropped")).isEqualTo(7);
            for (int batch = 0; batch < 4; batch++) {
                collector.next().succeed();
            }
            await().atMost(PATIENCE).until(() -> count("sent") == 2048);
            tracer.spanBuilder("call").startSpan().end();
            provider.forceFlush();
            collector.next().fail();
            await().atMost(PATIENCE).until(() -> count("lost") == 1);
            assertThat(count("dropped")).isEqualTo(7);
        }
    }

    @Test
    void aCollectorThatIsAwayIsNamedOnceAndSoIsItsReturn() {
        var log = (Logger) LoggerFactory.getLogger(CountedExports.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try {
            var collector = new Collector();
            var counted = CallTracing.counter(registry);
            var exports = new CountedExports(
                    collector,
                    "localhost:4317",
                    () -> "nobody there",
                    new AtomicInteger(),
                    counted.labelValues("sent"),
                    counted.labelValues("lost"));
            for (int i = 0; i < 3; i++) {
                exports.export(List.of());
                collector.batches.remove().fail();
            }
            exports.export(List.of());
            collector.batches.remove().succeed();
            assertThat(lines.list)
                    .extracting(line -> line.getMessage() + " " + line.getKeyValuePairs())
                    .containsExactly(
                            "traces export failed [address=\"localhost:4317\", lost-spans=\"0\","
                                    + " error=\"nobody there\"]",
                            "traces export works again [address=\"localhost:4317\"]");
        } finally {
            log.detachAppender(lines);
        }
    }
}
