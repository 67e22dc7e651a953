package io.jukung.chaos.report;

import io.jukung.chaos.history.Phase;
import io.jukung.chaos.report.Spans.Span;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How operations of one kind ended, and quantiles of the latency of those that were ok; 0 if none was. */
record OperationCounts(String f, long ok, long info, long fail, long p50, long p95, long p99, long max) {

    /** Clients' operations by {@code :f}. */
    static List<OperationCounts> of(List<Span> spans) {
        return spans.stream()
                .filter(span -> span.begin().isClient())
                .collect(Collectors.groupingBy(span -> span.begin().f(), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .toList();
    }

    long all() {
        return ok + info + fail;
    }

    /** Of sorted values, the index of the least one that so many are not above. */
    static int rank(int count, double quantile) {
        return Math.clamp((int) Math.ceil(quantile * count) - 1, 0, count - 1);
    }

    private static OperationCounts of(String f, List<Span> spans) {
        var latencies = spans.stream()
                .filter(span -> span.phase() == Phase.OK)
                .mapToLong(span -> span.latency(0))
                .sorted()
                .toArray();
        return new OperationCounts(
                f,
                latencies.length,
                count(spans, Phase.INFO),
                count(spans, Phase.FAIL),
                quantile(latencies, 0.5),
                quantile(latencies, 0.95),
                quantile(latencies, 0.99),
                quantile(latencies, 1));
    }

    private static long count(List<Span> spans, Phase phase) {
        return spans.stream().filter(span -> span.phase() == phase).count();
    }

    private static long quantile(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[rank(sorted.length, quantile)];
    }
}
