package io.jukung.chaos.report;

import java.time.Duration;
import java.util.Locale;

/** Figures for people. */
final class Quantity {

    private Quantity() {}

    /** As {@code 12.3 ms}, three digits. */
    static String nanos(long nanos) {
        double abs = Math.abs((double) nanos);
        if (abs < 1e6) {
            return digits(nanos / 1e3) + " µs";
        }
        return abs < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    /** As {@code 1 h 02 min 03 s}. */
    static String duration(Duration duration) {
        if (duration.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() > 0) {
            return String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
        }
        return nanos(duration.toNanos());
    }

    /** Without needless zeros, as {@code 0.25}, {@code 3}, {@code 1500}. */
    static String plain(double number) {
        var text = String.format(Locale.ROOT, "%.3f", number);
        return text.replaceFirst("\\.?0+$", "");
    }

    /** The least of 1, 2 and 5 times a power of ten that is not less. */
    static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (factor * power >= least * 0.999_999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String digits(double number) {
        double abs = Math.abs(number);
        return String.format(Locale.ROOT, abs >= 100 ? "%.0f" : abs >= 10 ? "%.1f" : "%.2f", number);
    }
}
