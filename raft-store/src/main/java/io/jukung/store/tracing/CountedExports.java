package io.jukung.store.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what gets to the collector and what does not. The log says so at most once a minute, and when it works again. */
final class CountedExports implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(CountedExports.class);

    private static final long NANOS_BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    private final SpanExporter exporter;
    private final String address;
    private final Supplier<String> why;
    private final AtomicInteger waiting;
    private final CounterDataPoint sent;
    private final CounterDataPoint lost;

    private boolean failing;
    private long lostSinceLine;
    private boolean toldEver;
    private long toldNanos;

    /**
     * In front of an exporter.
     *
     * @param why the last export failed
     * @param waiting is lowered by what is on its way no more
     */
    CountedExports(
            SpanExporter exporter,
            String address,
            Supplier<String> why,
            AtomicInteger waiting,
            CounterDataPoint sent,
            CounterDataPoint lost) {
        this.exporter = exporter;
        this.address = address;
        this.why = why;
        this.waiting = waiting;
        this.sent = sent;
        this.lost = lost;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        // The collection is the caller's, and is emptied once the result is there.
        int count = spans.size();
        var result = exporter.export(spans);
        result.whenComplete(() -> {
            waiting.addAndGet(-count);
            if (result.isSuccess()) {
                sent.inc(count);
                arrived();
            } else {
                lost.inc(count);
                failed(count, System.nanoTime());
            }
        });
        return result;
    }

    private synchronized void arrived() {
        if (failing) {
            failing = false;
            LOG.atInfo().addKeyValue("address", address).log("traces export works again");
        }
    }

    private synchronized void failed(int count, long nowNanos) {
        failing = true;
        lostSinceLine += count;
        if (toldEver && nowNanos - toldNanos < NANOS_BETWEEN_LINES) {
            return;
        }
        toldEver = true;
        toldNanos = nowNanos;
        LOG.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("lost-spans", lostSinceLine)
                .addKeyValue("error", why.get())
                .log("traces export failed");
        lostSinceLine = 0;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
