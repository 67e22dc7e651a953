package io.jukung.benchmarks.render;

import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.Statistic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The results in Markdown: where they were measured, the table with what must be, all medians, what failed, the charts. */
final class Document {

    private static final Map<String, String> COLUMNS = columns();

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Document(Results results) {
        this.results = results;
    }

    static String of(Results results, Collection<String> charts) {
        var document = new Document(results);
        document.environment();
        document.requirements();
        document.medians();
        document.failures();
        document.charts(charts);
        return document.text.toString();
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("throughput", "ops/s");
        columns.put("p50_us", "p50 µs");
        columns.put("p99_us", "p99 µs");
        columns.put("p999_us", "p99.9 µs");
        columns.put("longest_gap_ms", "longest gap ms");
        columns.put("cpu_us", "server CPU µs/op");
        columns.put("cpu_compiler_us", "of it compiling");
        columns.put("rss_mib", "RSS of 3, MiB");
        columns.put("rss_peak_extra_mib", "rise of it in a turn");
        return columns;
    }

    private void environment() {
        results.environment().facts().forEach((name, value) -> line("* " + name + ": " + value));
        line("");
    }

    private void requirements() {
        var rows = Rows.of(results);
        if (rows.isEmpty()) {
            return;
        }
        line("| what | unit | etcd | Jukung | ratio | must | met |");
        line("|---|---|---|---|---|---|---|");
        for (var row : rows) {
            line("| " + row.title() + " | " + row.unit() + " | " + Numbers.plain(row.etcd()) + " | "
                    + Numbers.plain(row.jukung()) + " | " + Numbers.plain(row.ratio()) + " | "
                    + row.bound().text(row.unit()) + " | "
                    + row.bound().verdict(row.etcd(), row.jukung())
                    + (row.invalid() > 0 ? " (" + row.invalid() + " turns failed)" : "") + " |");
        }
        line("");
    }

    /** What was measured the same way for all: etcd's figure, ours, and ours to etcd's. */
    private void medians() {
        record Turn(String workload, Map<String, Long> parameters) {}
        Set<Turn> turns = new LinkedHashSet<>();
        for (var sample : results.samples()) {
            if (sample.figures().containsKey("throughput")) {
                turns.add(new Turn(sample.workload(), sample.parameters()));
            }
        }
        line("| workload | " + String.join(" | ", COLUMNS.values()) + " |");
        line("|---" + "|---".repeat(COLUMNS.size()) + "|");
        for (var turn : turns) {
            line("| " + turn.workload() + " " + text(turn.parameters()) + " | "
                    + COLUMNS.keySet().stream()
                            .map(figure -> cell(turn.workload(), turn.parameters(), figure))
                            .collect(Collectors.joining(" | "))
                    + " |");
        }
        line("");
    }

    private String cell(String workload, Map<String, Long> parameters, String figure) {
        var etcd = median(Rendering.ETCD, workload, parameters, figure);
        var jukung = median(Rendering.JUKUNG, workload, parameters, figure);
        if (etcd.isEmpty() && jukung.isEmpty()) {
            return "";
        }
        var both = Numbers.plain(etcd) + " / " + Numbers.plain(jukung);
        return etcd.isPresent() && jukung.isPresent() && etcd.getAsDouble() > 0
                ? both + " (" + Numbers.plain(jukung.getAsDouble() / etcd.getAsDouble()) + ")"
                : both;
    }

    private OptionalDouble median(String store, String workload, Map<String, Long> parameters, String figure) {
        return Statistic.MEDIAN.of(
                results.figures(store, workload, parameters, figure).toArray());
    }

    private void failures() {
        for (var sample : results.samples()) {
            if (!sample.valid()) {
                line("* not counted: " + sample.store() + ", " + sample.workload() + " " + text(sample.parameters())
                        + ": " + sample.failure().lines().collect(Collectors.joining(" ")));
            }
        }
    }

    private static String text(Map<String, Long> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("tls") || parameter.getValue() == 1)
                .map(parameter -> parameter.getKey().equals("tls")
                        ? "tls"
                        : parameter.getKey().replace('_', ' ') + " " + Numbers.grouped(parameter.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void charts(Collection<String> charts) {
        line("");
        charts.forEach(chart -> line("![" + chart.replace(".svg", "").replace('-', ' ') + "](" + chart + ")"));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
