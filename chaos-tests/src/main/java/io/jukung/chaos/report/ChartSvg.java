package io.jukung.chaos.report;

import com.google.errorprone.annotations.FormatMethod;
import io.jukung.chaos.report.Chart.Panel;
import io.jukung.chaos.report.Chart.Point;
import io.jukung.chaos.report.Chart.Scale;
import io.jukung.chaos.report.Chart.Series;
import io.jukung.chaos.report.Chart.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * Draws a {@link Chart} as SVG. Its size is bounded whatever the number of points: dots on the same pixel are drawn once, lines
 * have at most as many points as their makers give.
 */
final class ChartSvg {

    private static final int WIDTH = 1000;
    private static final int LEFT = 96;
    private static final int RIGHT = 984;
    private static final int ROW = 18;
    private static final int TIME_STEPS = 10;
    private static final int MOST_FAULTS = 12;

    private final Chart chart;
    private final StringBuilder svg = new StringBuilder();
    private final List<String> faults;
    private final int top;
    private final int panelHeight;
    private final int height;

    private ChartSvg(Chart chart) {
        this.chart = chart;
        faults = chart.bands().stream()
                .map(FaultBand::name)
                .distinct()
                .limit(MOST_FAULTS)
                .toList();
        top = 64 + ROW * faults.size();
        panelHeight = chart.panels().size() <= 1 ? 300 : chart.panels().size() == 2 ? 200 : 140;
        height = top + chart.panels().size() * (panelHeight + 32) + 26;
    }

    static String draw(Chart chart) {
        var drawing = new ChartSvg(chart);
        drawing.draw();
        return drawing.svg.toString();
    }

    private void draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">",
                WIDTH, height, WIDTH, height);
        svg.append("<title>").append(Html.escape(chart.title())).append("</title>\n<style>\n");
        svg.append(ChartStyle.rules()).append("</style>\n");
        add("<rect class=\"back\" width=\"%d\" height=\"%d\"/>", WIDTH, height);
        text(LEFT, 24, "title", chart.title());
        legend();
        faults();
        int y = top + 20;
        for (var panel : chart.panels()) {
            panel(panel, y);
            y += panelHeight + 32;
        }
        times(y - 32);
        svg.append("</svg>\n");
    }

    private void legend() {
        var styles = new LinkedHashMap<String, String>();
        chart.panels()
                .forEach(panel -> panel.series().forEach(series -> styles.putIfAbsent(series.name(), series.style())));
        int x = LEFT;
        for (var entry : styles.entrySet()) {
            add("<path class=\"key %s\" d=\"M%d 44h18\"/>", entry.getValue(), x);
            text(x + 24, 48, "", entry.getKey());
            x += 24 + 8 * entry.getKey().length() + 24;
        }
    }

    /** A row for each kind of fault, and its shade behind the panels. */
    private void faults() {
        int bottom = height - 26 - 32 + 20;
        for (int i = 0; i < faults.size(); i++) {
            var name = faults.get(i);
            var style = ChartStyle.fault(i);
            int y = 64 + i * ROW;
            text(LEFT - 8, y + 12, "end", Html.brief(name, 14));
            for (var band : chart.bands()) {
                if (!band.name().equals(name)) {
                    continue;
                }
                double from = x(band.begun() / 1e9);
                double width = Math.max(1.5, x(band.ended() / 1e9) - from);
                svg.append("<g><title>").append(Html.escape(hover(band))).append("</title>");
                add(
                        "<rect class=\"name %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"12\" rx=\"2\"/>",
                        style, from, y + 2, width);
                add(
                        "<rect class=\"shade %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/></g>",
                        style, from, y + 14, width, bottom - y - 14);
            }
        }
    }

    private static String hover(FaultBand band) {
        var when = band.name() + " at " + Quantity.plain(band.begun() / 1e9) + " s";
        return band.ended() == band.begun() ? when : when + " for " + Quantity.nanos(band.ended() - band.begun());
    }

    private void panel(Panel panel, int y) {
        text(LEFT, y - 6, "", panel.label());
        for (var tick : ticks(panel.scale())) {
            double at = y(panel.scale(), tick, y);
            add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, RIGHT);
            text(LEFT - 8, at + 4, "end dim", label(tick, panel.unit()));
        }
        for (var series : panel.series()) {
            if (!series.points().isEmpty()) {
                var path =
                        series.shape() == Shape.DOTS ? dots(series, panel.scale(), y) : line(series, panel.scale(), y);
                var kind = series.shape() == Shape.DOTS ? "dots" : "line";
                svg.append("<path class=\"").append(kind).append(' ').append(series.style());
                svg.append("\" d=\"").append(path).append("\"/>\n");
            }
        }
    }

    private String dots(Series series, Scale scale, int y) {
        var seen = new HashSet<Long>();
        var path = new StringBuilder();
        for (var point : series.points()) {
            long px = Math.round(x(point.seconds()));
            long py = Math.round(y(scale, point.y(), y));
            if (seen.add(px << 32 | py)) {
                path.append('M').append(px).append(' ').append(py).append("h0");
            }
        }
        return path.toString();
    }

    private String line(Series series, Scale scale, int y) {
        var path = new StringBuilder();
        boolean pen = false;
        boolean alone = false;
        for (var point : series.points()) {
            if (Double.isNaN(point.y())) {
                path.append(alone ? "h1.5" : "");
                pen = false;
                alone = false;
                continue;
            }
            path.append(pen ? 'L' : 'M').append(coordinates(point, scale, y));
            alone = !pen;
            pen = true;
        }
        return path.append(alone ? "h1.5" : "").toString();
    }

    private String coordinates(Point point, Scale scale, int y) {
        return String.format(Locale.ROOT, "%.1f %.1f", x(point.seconds()), y(scale, point.y(), y));
    }

    private void times(int bottom) {
        double step = Quantity.niceStep(chart.seconds() / TIME_STEPS);
        for (int i = 0; i * step <= chart.seconds(); i++) {
            double x = x(i * step);
            add("<path class=\"grid\" d=\"M%.1f %dv5\"/>", x, bottom);
            text(x, bottom + 20, "middle dim", Quantity.plain(i * step) + " s");
        }
    }

    private double x(double seconds) {
        return LEFT + Math.clamp(seconds / chart.seconds(), 0, 1) * (RIGHT - LEFT);
    }

    private double y(Scale scale, double value, int y) {
        double share = switch (scale) {
            case Scale.Linear(double least, double most) -> (value - least) / (most - least);
            case Scale.Logarithmic(double least, double most) ->
                Math.log(Math.max(value, least) / least) / Math.log(most / least);
        };
        return y + panelHeight * (1 - Math.clamp(share, 0, 1));
    }

    private List<Double> ticks(Scale scale) {
        var ticks = new ArrayList<Double>();
        switch (scale) {
            case Scale.Linear(double least, double most) -> {
                double step = Quantity.niceStep((most - least) / (panelHeight / 40.0));
                for (long i = (long) Math.ceil(least / step); i * step <= most * 1.000_001; i++) {
                    ticks.add(i * step);
                }
            }
            case Scale.Logarithmic(double least, double most) -> {
                for (double tick = Math.pow(10, Math.ceil(Math.log10(least) - 1e-9));
                        tick <= most * 1.000_001;
                        tick *= 10) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private static String label(double tick, String unit) {
        if (unit.equals("ms")) {
            return tick >= 1000 ? Quantity.plain(tick / 1000) + " s" : Quantity.plain(tick) + " ms";
        }
        return Quantity.plain(tick) + (unit.isEmpty() ? "" : " " + unit);
    }

    private void text(double x, double y, String style, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>", x, y, style, Html.escape(text));
    }

    @FormatMethod
    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
