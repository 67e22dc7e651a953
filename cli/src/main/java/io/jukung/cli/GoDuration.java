package io.jukung.cli;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as Go programs take them: {@code 10m}, {@code 1h30m}, {@code 500ms}. */
final class GoDuration {

    private static final Pattern WHOLE = Pattern.compile("(\\d+(\\.\\d+)?(ns|us|µs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @throws CommandFailure naming the flag
     */
    static Duration parse(String flag, String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new CommandFailure(flag + "=" + text + ": expected a duration such as 10m or 1h30m");
        }
        var sum = Duration.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            double nanos = Double.parseDouble(parts.group(1))
                    * switch (parts.group(2)) {
                        case "h" -> 3_600e9;
                        case "m" -> 60e9;
                        case "s" -> 1e9;
                        case "ms" -> 1e6;
                        case "ns" -> 1;
                        default -> 1e3;
                    };
            sum = sum.plusNanos((long) nanos);
        }
        return sum;
    }
}
