package io.jukung.benchmarks.render;

import static io.jukung.benchmarks.results.Statistic.MAXIMUM;
import static io.jukung.benchmarks.results.Statistic.MEDIAN;

import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The rows of the table, of what was measured, with what must be. */
final class Rows {

    private static final String RATE = "operations/s";
    private static final String CPU = "server CPU µs/operation";
    private static final Map<String, Long> PLAINTEXT = Map.of("tls", 0L);

    private final Results results;
    private final List<Row> rows = new ArrayList<>();

    private Rows(Results results) {
        this.results = results;
    }

    static List<Row> of(Results results) {
        var rows = new Rows(results);
        rows.operations();
        rows.kubernetesAndWatches();
        rows.memoryAndKeys();
        rows.disturbances();
        rows.outages();
        rows.encrypted();
        return rows.rows;
    }

    private void operations() {
        operation("put", "put", 1, 0.9, 1.1);
        operation("put", "put", 16, 1.1, 0.85);
        operation("put", "put", 64, 1.7, 0.6);
        operation("put", "put", 256, 2.0, 0.4);
        for (long clients : new long[] {64, 256}) {
            add(clients("put", clients), "p99 µs", "put", plain(clients), "p99_us", MEDIAN, new Bound.RatioAtMost(0.7));
        }
        operation("linearizable get", "get", 64, 1.3, 0.7);
        operation("linearizable get", "get", 256, 1.3, 0.7);
        operation("serializable get", "serializable_get", 64, 1.7, 0.4);
        operation("serializable get", "serializable_get", 256, 1.7, 0.4);
    }

    private void operation(String title, String workload, long clients, double throughput, double cpu) {
        throughputAndCpu(clients(title, clients), RATE, CPU, workload, plain(clients), throughput, cpu);
    }

    private void throughputAndCpu(
            String title,
            String rate,
            String cpuUnit,
            String workload,
            Map<String, Long> parameters,
            double throughput,
            double cpu) {
        add(title, rate, workload, parameters, "throughput", MEDIAN, new Bound.RatioAtLeast(throughput));
        add(title, cpuUnit, workload, parameters, "cpu_us", MEDIAN, new Bound.RatioAtMost(cpu));
    }

    private void kubernetesAndWatches() {
        throughputAndCpu("Kubernetes mix, 64 clients", RATE, CPU, "kubernetes_mix", PLAINTEXT, 1.5, 0.6);
        largest("watch_fanout", "watchers")
                .ifPresent(watchers -> throughputAndCpu(
                        "watch fan-out, " + number(watchers) + " watchers",
                        "events/s",
                        "server CPU µs/event",
                        "watch_fanout",
                        Map.of("watchers", watchers),
                        2,
                        0.5));
    }

    private void memoryAndKeys() {
        largest("list", "keys")
                .ifPresent(keys -> add(
                        "list of " + number(keys) + " keys, peak extra memory of the member",
                        "MiB",
                        "list",
                        Map.of("keys", keys),
                        "leader_peak_extra_mib",
                        MAXIMUM,
                        new Bound.AtMost(64)));
        for (long keys : results.values("memory", Map.of(), "keys")) {
            add(
                    "memory of a member with " + number(keys) + " keys",
                    "MiB",
                    "memory",
                    Map.of("keys", keys),
                    "member_rss_mib",
                    MAXIMUM,
                    keys <= 1_000_000 ? new Bound.AtMost(400) : new Bound.None());
        }
        slowDown("put", "put_of_many");
        slowDown("linearizable get", "get_of_many");
    }

    /** How many times as long an operation takes with the most keys as with the fewest. */
    private void slowDown(String title, String workload) {
        var counts = results.values(workload, Map.of(), "keys");
        if (counts.size() < 2) {
            return;
        }
        Map<String, Long> few = Map.of("keys", counts.getFirst());
        Map<String, Long> many = Map.of("keys", counts.getLast());
        add(
                title + ", " + number(counts.getLast()) + " keys against " + number(counts.getFirst()) + ": slow-down",
                "×",
                store -> quotient(
                        figure(store, workload, few, "throughput", MEDIAN),
                        figure(store, workload, many, "throughput", MEDIAN)),
                new Bound.AtMost(1.3),
                invalid(workload, Map.of()));
    }

    private static OptionalDouble quotient(OptionalDouble dividend, OptionalDouble divisor) {
        return dividend.isPresent() && divisor.isPresent() && divisor.getAsDouble() != 0
                ? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble())
                : OptionalDouble.empty();
    }

    private void disturbances() {
        largest("lease_grant", "leases").ifPresent(leases -> {
            var many = number(leases) + " leases";
            add(many + ": grants", RATE, "lease_grant", Map.of(), "throughput", MEDIAN, new Bound.RatioAtLeast(1));
            add(
                    many + ": keep-alives",
                    RATE,
                    "lease_keepalive",
                    Map.of(),
                    "throughput",
                    MEDIAN,
                    new Bound.RatioAtLeast(1));
            disturbance(many + " with keys expire at once", "lease_expiry");
        });
        largest("compaction", "revisions")
                .ifPresent(revisions -> disturbance("compaction of " + number(revisions) + " revisions", "compaction"));
    }

    private void disturbance(String title, String workload) {
        add(title + ": put p99 to undisturbed", "×", workload, Map.of(), "p99_ratio", MEDIAN, new Bound.AtMost(2));
        add(
                title + ": longest time without a put",
                "ms",
                workload,
                Map.of(),
                "longest_gap_ms",
                MAXIMUM,
                new Bound.None());
        add(title + ": took", "s", workload, Map.of(), "seconds", MEDIAN, new Bound.None());
    }

    private void outages() {
        var times = Math.max(
                results.samples(Rendering.ETCD, "failover", Map.of()).count(),
                results.samples(Rendering.JUKUNG, "failover", Map.of()).count());
        var title = "kill -9 of the leader to the next acknowledged write, " + times + " times: ";
        add(title + "median", "ms", "failover", Map.of(), "outage_ms", MEDIAN, new Bound.AtMost(1500));
        add(title + "longest", "ms", "failover", Map.of(), "outage_ms", MAXIMUM, new Bound.AtMost(3000));
        for (long keys : results.values("cold_start", Map.of(), "keys")) {
            add(
                    "cold start with " + number(keys) + " keys to the first answer",
                    "ms",
                    "cold_start",
                    Map.of("keys", keys),
                    "to_serving_ms",
                    MEDIAN,
                    keys <= 1_000_000 ? new Bound.AtMost(3000) : new Bound.None());
        }
    }

    private void encrypted() {
        for (var workload : List.of("put", "get")) {
            for (long clients : results.values(workload, Map.of("tls", 1L), "clients")) {
                var parameters = Map.of("clients", clients, "tls", 1L);
                var title = clients(workload, clients) + ", TLS";
                add(title, RATE, workload, parameters, "throughput", MEDIAN, new Bound.None());
                add(title, CPU, workload, parameters, "cpu_us", MEDIAN, new Bound.None());
            }
        }
    }

    private void add(
            String title,
            String unit,
            String workload,
            Map<String, Long> parameters,
            String figure,
            Statistic statistic,
            Bound bound) {
        add(
                title,
                unit,
                store -> figure(store, workload, parameters, figure, statistic),
                bound,
                invalid(workload, parameters));
    }

    /** What was not measured at all has no row. */
    private void add(String title, String unit, Function<String, OptionalDouble> value, Bound bound, long invalid) {
        var row = new Row(title, unit, value.apply(Rendering.ETCD), value.apply(Rendering.JUKUNG), bound, invalid);
        if (row.etcd().isPresent() || row.jukung().isPresent() || invalid > 0) {
            rows.add(row);
        }
    }

    private OptionalDouble figure(
            String store, String workload, Map<String, Long> parameters, String figure, Statistic statistic) {
        return statistic.of(results.figures(store, workload, parameters, figure).toArray());
    }

    private long invalid(String workload, Map<String, Long> parameters) {
        return List.of(Rendering.ETCD, Rendering.JUKUNG).stream()
                .flatMap(store -> results.samples(store, workload, parameters))
                .filter(sample -> !sample.valid())
                .count();
    }

    private Optional<Long> largest(String workload, String parameter) {
        return results.values(workload, Map.of(), parameter).stream().reduce((smaller, larger) -> larger);
    }

    private static Map<String, Long> plain(long clients) {
        return Map.of("clients", clients, "tls", 0L);
    }

    private static String clients(String title, long clients) {
        return title + ", " + clients + (clients == 1 ? " client" : " clients");
    }

    private static String number(long value) {
        return Numbers.grouped(value);
    }
}
