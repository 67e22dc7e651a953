package io.jukung.benchmarks.render;

import java.util.List;

/**
 * Ours beside etcd's, of which each is the whole: what is faster, and what costs more.
 *
 * @param figure what the bars are ratios of
 */
record BarChart(String title, String figure, List<Bar> bars) {

    /** Ours to etcd's. */
    record Bar(String label, double ratio) {}

    private static final int WIDTH = 640;
    private static final int LEFT = 230;
    private static final int RIGHT = 590;
    private static final int TOP = 60;
    private static final int BAND = 34;
    private static final int BAR = 12;

    String svg() {
        int bottom = TOP + bars.size() * BAND;
        var svg = new Svg(WIDTH, bottom + 50, title);
        svg.legend(LEFT, 44);
        var axis = new Axis(bars.stream().mapToDouble(Bar::ratio).reduce(1, Math::max));
        for (double tick : axis.ticks()) {
            double x = x(tick, axis);
            svg.line(x, TOP, x, bottom, Svg.FAINT);
            svg.text(x, bottom + 16, Svg.Anchor.MIDDLE, Numbers.compact(tick));
        }
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), TOP + i * BAND + 4, axis);
        }
        svg.line(LEFT, TOP, LEFT, bottom, Svg.INK);
        svg.text((LEFT + RIGHT) / 2.0, bottom + 38, Svg.Anchor.MIDDLE, figure + ", etcd's = 1");
        return svg.finish();
    }

    private static void bar(Svg svg, Bar bar, double y, Axis axis) {
        svg.text(LEFT - 8, y + BAR + 4, Svg.Anchor.END, bar.label());
        svg.rectangle(LEFT, y, x(1, axis) - LEFT, BAR, Svg.ETCD);
        svg.rectangle(LEFT, y + BAR + 1, x(bar.ratio(), axis) - LEFT, BAR, Svg.JUKUNG);
        svg.text(x(bar.ratio(), axis) + 4, y + 2 * BAR, Svg.Anchor.START, Numbers.plain(bar.ratio()));
    }

    private static double x(double value, Axis axis) {
        return LEFT + value / axis.top() * (RIGHT - LEFT);
    }
}
