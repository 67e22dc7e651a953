package io.jukung.store.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many spans wait for the collector; what ends while they do is dropped and counted. Nobody waits. */
final class BoundedSpans implements SpanProcessor {

    private final AtomicInteger waiting;
    private final int capacity;
    private final CounterDataPoint dropped;
    private final SpanProcessor batches;

    /**
     * In front of a queue.
     *
     * @param waiting how many are in the queue or on their way; who takes them away lowers it
     * @param capacity what there is room for in {@code batches}
     */
    BoundedSpans(AtomicInteger waiting, int capacity, CounterDataPoint dropped, SpanProcessor batches) {
        this.waiting = waiting;
        this.capacity = capacity;
        this.dropped = dropped;
        this.batches = batches;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            dropped.inc();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }
}
