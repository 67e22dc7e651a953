package io.jukung.benchmarks.render;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A picture, as text: readable on light and dark pages, and in a diff. */
final class Svg {

    /** Colours that people with any colour vision can tell apart. */
    static final String ETCD = "#d55e00";

    static final String JUKUNG = "#0072b2";
    static final String INK = "#333333";
    static final String FAINT = "#dddddd";

    /** Where a text is, beside its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    record Point(double x, double y) {}

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                .formatted(width, height));
        text.append(" font-size=\"12\">\n<title>").append(escape(title)).append("</title>\n");
        rectangle(0, 0, width, height, "#ffffff");
        text(width / 2.0, 20, Anchor.MIDDLE, title, "font-size=\"14\" font-weight=\"bold\"");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        line("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        line("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    /** A line through points, with a dot at each. */
    void series(List<Point> points, String colour) {
        var path = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()))
                .collect(Collectors.joining(" "));
        line("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
        for (var point : points) {
            line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", point.x(), point.y(), colour);
        }
    }

    void text(double x, double y, Anchor anchor, String words) {
        text(x, y, anchor, words, "");
    }

    /** Upwards, around its middle. */
    void upright(double x, double y, String words) {
        text(x, y, Anchor.MIDDLE, words, String.format(Locale.ROOT, "transform=\"rotate(-90 %.1f %.1f)\"", x, y));
    }

    private void text(double x, double y, Anchor anchor, String words, String attributes) {
        line(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>",
                x, y, anchor.name().toLowerCase(Locale.ROOT), INK, attributes, escape(words));
    }

    /** Which colour is whose, in a row. */
    void legend(double x, double y) {
        rectangle(x, y - 9, 10, 10, ETCD);
        text(x + 15, y, Anchor.START, "etcd");
        rectangle(x + 60, y - 9, 10, 10, JUKUNG);
        text(x + 75, y, Anchor.START, "Jukung");
    }

    @FormatMethod
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    String finish() {
        return text + "</svg>\n";
    }
}
