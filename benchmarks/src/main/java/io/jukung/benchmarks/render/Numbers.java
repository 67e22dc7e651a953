package io.jukung.benchmarks.render;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them. */
final class Numbers {

    private Numbers() {}

    /** Three digits that matter, more of large numbers; a dash for none. */
    static String plain(OptionalDouble value) {
        return value.isEmpty() ? "–" : plain(value.getAsDouble());
    }

    static String plain(double value) {
        double size = Math.abs(value);
        if (size >= 10_000) {
            return grouped(Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** For an axis: 100k, 1M. */
    static String compact(double value) {
        if (value >= 1_000_000) {
            return trimmed(value / 1_000_000) + "M";
        }
        return value >= 1000 ? trimmed(value / 1000) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value).replaceFirst("0+$", "");
    }
}
