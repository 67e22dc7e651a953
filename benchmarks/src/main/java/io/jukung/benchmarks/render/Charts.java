package io.jukung.benchmarks.render;

import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The charts of what was measured: the ratios, and how cost grows. */
final class Charts {

    private static final Map<String, Long> PLAINTEXT = Map.of("tls", 0L);

    private final Results results;
    private final Map<String, String> charts = new LinkedHashMap<>();

    private Charts(Results results) {
        this.results = results;
    }

    /** SVG by file name. */
    static Map<String, String> of(Results results) {
        var charts = new Charts(results);
        charts.ratios("throughput", "Throughput", "operations/s (more is better)");
        charts.ratios("cpu_us", "Server CPU", "CPU per operation of all members (less is better)");
        for (var operation : List.of("put", "get", "serializable_get")) {
            charts.growth(operation, "clients", "throughput", "operations/s");
            charts.growth(operation, "clients", "cpu_us", "server CPU, µs/operation");
            charts.growth(operation, "clients", "p99_us", "p99 latency, µs");
        }
        charts.growth("watch_fanout", "watchers", "throughput", "events/s");
        charts.growth("watch_fanout", "watchers", "cpu_us", "server CPU, µs/event");
        charts.growth("put_of_size", "value_bytes", "throughput", "operations/s");
        charts.growth("put_of_size", "value_bytes", "cpu_us", "server CPU, µs/operation");
        charts.growth("put_of_many", "keys", "throughput", "operations/s");
        charts.growth("get_of_many", "keys", "throughput", "operations/s");
        charts.growth("put_of_many", "keys", "cpu_us", "server CPU, µs/operation");
        charts.growth("get_of_many", "keys", "cpu_us", "server CPU, µs/operation");
        charts.growth("memory", "keys", "member_rss_mib", "memory of the largest member, MiB");
        charts.growth("cold_start", "keys", "to_serving_ms", "start to first answer, ms");
        return charts.charts;
    }

    private void ratios(String figure, String title, String axis) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (var row : comparable()) {
            var etcd = median(Rendering.ETCD, row, figure);
            var jukung = median(Rendering.JUKUNG, row, figure);
            if (etcd > 0 && jukung > 0) {
                bars.add(new BarChart.Bar(row.label(), jukung / etcd));
            }
        }
        if (!bars.isEmpty()) {
            charts.put(fileName("ratio", figure), new BarChart(title, axis, bars).svg());
        }
    }

    private record Compared(String label, String workload, Map<String, Long> parameters) {}

    private List<Compared> comparable() {
        List<Compared> rows = new ArrayList<>();
        for (var workload : List.of("put", "get", "serializable_get", "txn_mix", "kubernetes_mix")) {
            for (long clients : results.values(workload, PLAINTEXT, "clients")) {
                rows.add(new Compared(
                        words(workload) + ", " + clients + (clients == 1 ? " client" : " clients"),
                        workload,
                        Map.of("clients", clients, "tls", 0L)));
            }
        }
        for (long watchers : results.values("watch_fanout", PLAINTEXT, "watchers")) {
            rows.add(new Compared(
                    "fan-out, " + Numbers.grouped(watchers) + " watchers",
                    "watch_fanout",
                    Map.of("watchers", watchers)));
        }
        rows.add(new Compared("lease grants", "lease_grant", PLAINTEXT));
        rows.add(new Compared("lease keep-alives", "lease_keepalive", PLAINTEXT));
        return rows;
    }

    private double median(String store, Compared row, String figure) {
        return Statistic.MEDIAN
                .of(results.figures(store, row.workload(), row.parameters(), figure)
                        .toArray())
                .orElse(0);
    }

    private void growth(String workload, String parameter, String figure, String axis) {
        var etcd = series(Rendering.ETCD, workload, parameter, figure);
        var jukung = series(Rendering.JUKUNG, workload, parameter, figure);
        if (Math.max(etcd.size(), jukung.size()) > 1) {
            var chart = new LineChart(
                    words(workload) + ": " + axis + " by " + words(parameter), words(parameter), axis, etcd, jukung);
            charts.put(fileName(workload, figure), chart.svg());
        }
    }

    private SortedMap<Long, Double> series(String store, String workload, String parameter, String figure) {
        SortedMap<Long, Double> series = new TreeMap<>();
        for (long value : results.values(workload, PLAINTEXT, parameter)) {
            Statistic.MEDIAN
                    .of(results.figures(store, workload, Map.of(parameter, value, "tls", 0L), figure)
                            .toArray())
                    .ifPresent(median -> series.put(value, median));
        }
        return series;
    }

    private static String words(String name) {
        return name.replace('_', ' ');
    }

    private static String fileName(String workload, String figure) {
        return (workload + "-" + figure + ".svg").replace('_', '-');
    }
}
