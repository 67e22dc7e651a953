package io.jukung.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the senders of requests saw from now on. */
final class Counts {

    private final LatencyHistogram latencies = new LatencyHistogram();
    private final LongAdder operations = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder watched = new LongAdder();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final AtomicLong lastSuccess = new AtomicLong(System.nanoTime());
    private final LongAccumulator longestGap = new LongAccumulator(Math::max, 0);

    void success(long latencyNanos, long now) {
        latencies.record(latencyNanos);
        events(1, now);
    }

    void events(long number, long now) {
        operations.add(number);
        longestGap.accumulate(now - lastSuccess.getAndSet(now));
    }

    void watched(long number) {
        watched.add(number);
    }

    void failure(String text) {
        errors.increment();
        firstFailure.compareAndSet("", text);
    }

    LatencyHistogram latencies() {
        return latencies;
    }

    long operations() {
        return operations.sum();
    }

    long watched() {
        return watched.sum();
    }

    long errors() {
        return errors.sum();
    }

    /** Empty if nothing failed; nothing done is a failure too. */
    String failure() {
        if (errors() > 0) {
            return errors() + " requests failed; the first: " + firstFailure.get();
        }
        return operations() > 0 ? "" : "not one operation in all the time";
    }

    /** The longest time without an answer to anybody, the one until now included. */
    long longestGapNanos(long now) {
        return Math.max(longestGap.get(), now - lastSuccess.get());
    }
}
