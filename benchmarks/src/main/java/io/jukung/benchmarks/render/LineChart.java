package io.jukung.benchmarks.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * How a figure changes as something grows: the latter in a logarithmic scale, the figure from zero.
 *
 * @param etcd the figure by what grows
 * @param jukung the same of ours
 */
record LineChart(
        String title, String growing, String figure, SortedMap<Long, Double> etcd, SortedMap<Long, Double> jukung) {

    private static final int WIDTH = 520;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int RIGHT = 500;
    private static final int TOP = 55;
    private static final int BOTTOM = 265;

    String svg() {
        var svg = new Svg(WIDTH, HEIGHT, title);
        svg.legend(LEFT, 42);
        double top = new Axis(highest()).top();
        for (double tick : new Axis(highest()).ticks()) {
            double y = y(tick, top);
            svg.line(LEFT, y, RIGHT, y, Svg.FAINT);
            svg.text(LEFT - 6, y + 4, Svg.Anchor.END, Numbers.compact(tick));
        }
        var steps = new TreeSet<>(etcd.keySet());
        steps.addAll(jukung.keySet());
        for (long step : steps) {
            double x = x(step, steps);
            svg.line(x, BOTTOM, x, BOTTOM + 4, Svg.INK);
            svg.text(x, BOTTOM + 18, Svg.Anchor.MIDDLE, Numbers.compact((double) step));
        }
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Svg.INK);
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 40, Svg.Anchor.MIDDLE, growing);
        svg.upright(18, (TOP + BOTTOM) / 2.0, figure);
        svg.series(points(etcd, steps, top), Svg.ETCD);
        svg.series(points(jukung, steps, top), Svg.JUKUNG);
        return svg.finish();
    }

    private double highest() {
        double highest = 0;
        for (var series : List.of(etcd, jukung)) {
            for (double value : series.values()) {
                highest = Math.max(highest, value);
            }
        }
        return highest;
    }

    private static List<Svg.Point> points(Map<Long, Double> series, TreeSet<Long> steps, double top) {
        List<Svg.Point> points = new ArrayList<>();
        series.forEach((step, value) -> points.add(new Svg.Point(x(step, steps), y(value, top))));
        return points;
    }

    private static double x(long step, TreeSet<Long> steps) {
        double first = logarithm(steps.first());
        double last = logarithm(steps.last());
        double inset = 20;
        return last == first
                ? (LEFT + RIGHT) / 2.0
                : LEFT + inset + (logarithm(step) - first) / (last - first) * (RIGHT - LEFT - 2 * inset);
    }

    private static double logarithm(long step) {
        return Math.log((double) Math.max(1, step));
    }

    private static double y(double value, double top) {
        return BOTTOM - value / top * (BOTTOM - TOP);
    }
}
