package io.jukung.api.model.codec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Lengths of time as Go writes them: {@code 1h2m3.5s}, {@code 250ms}, {@code -1m0s}. */
public final class GoDuration {

    /** Go's longest has 292 years: no part of it needs more letters. */
    private static final int LONGEST = 64;

    private static final Pattern PART = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,19})?)(ns|us|µs|ms|s|m|h)");

    private GoDuration() {}

    /**
     * The length written in {@code text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        var rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        if (rest.isEmpty() || rest.length() > LONGEST) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        var nanos = BigDecimal.ZERO;
        var part = PART.matcher(rest);
        int position = 0;
        while (position < rest.length()) {
            if (!part.region(position, rest.length()).lookingAt()) {
                throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
            position = part.end();
        }
        long whole = nanos.toBigInteger().longValueExact();
        return Duration.ofNanos(negative ? -whole : whole);
    }

    /** As Go writes it: the largest unit below a second, else hours, minutes and seconds. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var sign = duration.isNegative() ? "-" : "";
        var length = duration.abs();
        if (length.toSeconds() == 0) {
            var unit = length.toNanosPart() < 1_000 ? "ns" : length.toNanosPart() < 1_000_000 ? "µs" : "ms";
            return sign + in(length.toNanosPart(), unit) + unit;
        }
        var hours = length.toHours() > 0 ? length.toHours() + "h" : "";
        var minutes = length.toMinutes() > 0 ? length.toMinutesPart() + "m" : "";
        long nanos = length.toSecondsPart() * 1_000_000_000L + length.toNanosPart();
        return sign + hours + minutes + in(nanos, "s") + "s";
    }

    private static String in(long nanos, String unit) {
        var amount = BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(nanos(unit)));
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case String other -> throw new IllegalArgumentException("time: unknown unit \"" + other + "\"");
        };
    }
}
