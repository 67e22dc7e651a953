package io.jukung.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts of durations in nanoseconds, in buckets at most 1/32 wider than their lower bound. Any thread may record.
 */
final class LatencyHistogram {

    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - SUB_BITS) * SUB_BUCKETS);

    void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos)));
    }

    long count() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** The upper bound of the bucket that holds this part of all records; 0 if there are none. */
    long quantileNanos(double quantile) {
        long total = count();
        long rank = (long) Math.ceil(total * quantile);
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank && seen > 0) {
                return upperBound(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < SUB_BUCKETS) {
            return (int) nanos;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int sub = (int) (nanos >>> (exponent - SUB_BITS)) - SUB_BUCKETS;
        return (exponent - SUB_BITS + 1) * SUB_BUCKETS + sub;
    }

    private static long upperBound(int bucket) {
        int block = bucket / SUB_BUCKETS;
        long sub = bucket % SUB_BUCKETS;
        return block == 0 ? sub : ((sub + SUB_BUCKETS + 1) << (block - 1)) - 1;
    }
}
