package io.jukung.chaos.report;

import io.jukung.chaos.history.Phase;
import io.jukung.chaos.report.Chart.Panel;
import io.jukung.chaos.report.Chart.Point;
import io.jukung.chaos.report.Chart.Scale;
import io.jukung.chaos.report.Chart.Series;
import io.jukung.chaos.report.Chart.Shape;
import io.jukung.chaos.report.Spans.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Jepsen's three charts, with a panel for each {@code :f}. */
final class Charts {

    /** More kinds of operations than this share the last panel. */
    private static final int PANELS = 6;

    private static final double[] QUANTILES = {0.5, 0.95, 0.99, 1};
    private static final double LEAST_MILLIS = 0.01;
    private static final List<Phase> ENDS = List.of(Phase.OK, Phase.INFO, Phase.FAIL);

    private final double seconds;
    private final List<FaultBand> bands;
    private final Map<String, List<Span>> byF;
    private final long over;

    /** With {@code spans} of all, and when the history is {@code over} in nanoseconds. */
    Charts(List<Span> spans, long over) {
        this.over = over;
        seconds = Math.max(over, 1) / 1e9;
        bands = FaultBand.of(spans, over);
        byF = byF(spans.stream().filter(span -> span.begin().isClient()).toList());
    }

    /** How long each operation took, when it began. */
    Chart latencies() {
        double most = byF.values().stream()
                .flatMap(List::stream)
                .mapToDouble(this::millis)
                .max()
                .orElse(1);
        var scale = latencyScale(most);
        var panels = new ArrayList<Panel>();
        byF.forEach((f, spans) -> {
            var series = new ArrayList<Series>();
            for (var phase : ENDS) {
                series.add(new Series(
                        phase.keyword(),
                        phase.keyword(),
                        Shape.DOTS,
                        spans.stream()
                                .filter(span -> span.phase() == phase)
                                .map(span -> new Point(begun(span), millis(span)))
                                .toList()));
            }
            panels.add(new Panel(f + ": latency", "ms", scale, series));
        });
        return new Chart("Latency of each operation", seconds, panels, bands);
    }

    /** Of operations that were ok, in windows. */
    Chart quantiles() {
        double window = Quantity.niceStep(seconds / 60);
        double most = 1;
        var panels = new LinkedHashMap<String, List<Series>>();
        for (var entry : byF.entrySet()) {
            var windows = windows(
                    entry.getValue().stream()
                            .filter(span -> span.phase() == Phase.OK)
                            .toList(),
                    window);
            var series = new ArrayList<Series>();
            for (int q = QUANTILES.length - 1; q >= 0; q--) {
                var points = new ArrayList<Point>();
                for (int w = 0; w < windows.size(); w++) {
                    double value = quantile(windows.get(w), QUANTILES[q]);
                    most = Math.max(most, Double.isNaN(value) ? 0 : value);
                    points.add(new Point((w + 0.5) * window, value));
                }
                series.add(
                        new Series("p" + Quantity.plain(QUANTILES[q] * 100), ChartStyle.line(q), Shape.LINE, points));
            }
            panels.put(entry.getKey(), series);
        }
        var scale = latencyScale(most);
        return new Chart(
                "Latency of operations that were ok, in windows of " + Quantity.plain(window) + " s",
                seconds,
                panels.entrySet().stream()
                        .map(panel -> new Panel(panel.getKey() + ": latency", "ms", scale, panel.getValue()))
                        .toList(),
                bands);
    }

    /** Operations a second by how they ended, when they ended. */
    Chart rates() {
        double window = Quantity.niceStep(seconds / 100);
        int windows = (int) Math.ceil(seconds / window);
        var panels = new ArrayList<Panel>();
        byF.forEach((f, spans) -> {
            double most = 1;
            var series = new ArrayList<Series>();
            for (var phase : ENDS) {
                var counts = new long[windows];
                spans.stream()
                        .filter(span -> span.phase() == phase)
                        .forEach(span -> counts[Math.clamp((int) (ended(span) / window), 0, windows - 1)]++);
                if (Arrays.stream(counts).allMatch(count -> count == 0)) {
                    continue;
                }
                var points = new ArrayList<Point>();
                for (int w = 0; w < windows; w++) {
                    double length = Math.min(window, seconds - w * window);
                    double rate = counts[w] / Math.max(length, window / 2);
                    most = Math.max(most, rate);
                    points.add(new Point(Math.min((w + 0.5) * window, seconds), rate));
                }
                series.add(new Series(phase.keyword(), phase.keyword(), Shape.LINE, points));
            }
            panels.add(new Panel(f + ": operations a second", "", new Scale.Linear(0, most * 1.05), series));
        });
        return new Chart("Rate of operations by how they ended", seconds, panels, bands);
    }

    private double millis(Span span) {
        return Math.max(span.latency(over) / 1e6, LEAST_MILLIS);
    }

    private static double begun(Span span) {
        return span.begin().nanos() / 1e9;
    }

    private double ended(Span span) {
        return (span.begin().nanos() + span.latency(over)) / 1e9;
    }

    private static Scale latencyScale(double most) {
        return new Scale.Logarithmic(0.1, Math.max(10, Math.pow(10, Math.ceil(Math.log10(most)))));
    }

    private List<double[]> windows(List<Span> spans, double window) {
        int count = (int) Math.ceil(seconds / window);
        var byWindow = spans.stream()
                .collect(Collectors.groupingBy(span -> Math.clamp((int) (begun(span) / window), 0, count - 1)));
        var windows = new ArrayList<double[]>();
        for (int w = 0; w < count; w++) {
            windows.add(byWindow.getOrDefault(w, List.of()).stream()
                    .mapToDouble(this::millis)
                    .sorted()
                    .toArray());
        }
        return windows;
    }

    private static double quantile(double[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[OperationCounts.rank(sorted.length, quantile)];
    }

    /** The most frequent first. */
    private static Map<String, List<Span>> byF(List<Span> spans) {
        var all = spans.stream()
                .collect(Collectors.groupingBy(span -> span.begin().f()));
        var names = all.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, List<Span>> entry) ->
                                -entry.getValue().size())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        var byF = new LinkedHashMap<String, List<Span>>();
        int own = names.size() <= PANELS ? names.size() : PANELS - 1;
        names.subList(0, own).forEach(f -> byF.put(f, all.getOrDefault(f, List.of())));
        if (own < names.size()) {
            var rest = names.subList(own, names.size()).stream()
                    .flatMap(f -> all.getOrDefault(f, List.of()).stream())
                    .sorted(Comparator.comparingInt(Span::from))
                    .toList();
            byF.put("others", rest);
        }
        return byF;
    }
}
