package io.jukung.api.model.schema;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as Kubernetes reads and writes them: RFC 3339, UTC, with Go's error texts. */
enum GoTime {
    SECONDS("2006-01-02T15:04:05Z07:00", "", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
    MICROSECONDS("2006-01-02T15:04:05.000000Z07:00", ".000000", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private static final String[] ELEMENTS = {"2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"};

    private final String layout;
    private final String fraction;
    private final DateTimeFormatter canonical;

    GoTime(String layout, String fraction, String canonical) {
        this.layout = layout;
        this.fraction = fraction;
        this.canonical = DateTimeFormatter.ofPattern(canonical, java.util.Locale.ROOT);
    }

    /**
     * The same moment in canonical form, parts finer than the form cut off.
     *
     * @throws TypeMismatchException if it is not a time of this form
     */
    String canonical(String text) {
        int position = 0;
        for (var element : ELEMENTS) {
            position = element(text, position, element);
        }
        int nanos = 0;
        int end = position;
        boolean hasFraction = position + 1 < text.length()
                && (text.charAt(position) == '.' || text.charAt(position) == ',')
                && isDigit(text, position + 1);
        if (hasFraction) {
            end = position + 1;
            while (isDigit(text, end)) {
                end++;
            }
            nanos = nanos(text.substring(position + 1, end));
        }
        if (!fraction.isEmpty() && end - position != fraction.length()) {
            throw malformed(text, position, fraction);
        }
        var offset = offset(text, end);
        try {
            var local = LocalDateTime.parse(text.substring(0, "2006-01-02T15:04:05".length()))
                    .withNano(nanos);
            return canonical.format(OffsetDateTime.of(local, offset).withOffsetSameInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new TypeMismatchException("parsing time \"" + text + "\": " + outOfRange(text));
        }
    }

    /** The position after one element of the layout. */
    private int element(String text, int position, String element) {
        boolean digits = Character.isDigit(element.charAt(0));
        for (int i = 0; i < element.length(); i++) {
            boolean fits = digits
                    ? isDigit(text, position + i)
                    : position < text.length() && text.charAt(position) == element.charAt(0);
            if (!fits) {
                throw malformed(text, position, element);
            }
        }
        return position + element.length();
    }

    private ZoneOffset offset(String text, int position) {
        if (position == text.length() - 1 && text.charAt(position) == 'Z') {
            return ZoneOffset.UTC;
        }
        if (position < text.length() && text.charAt(position) == 'Z') {
            throw new TypeMismatchException(
                    "parsing time \"%s\": extra text: \"%s\"".formatted(text, text.substring(position + 1)));
        }
        if (text.substring(position).matches("[+-][0-9]{2}:[0-9]{2}")) {
            try {
                return ZoneOffset.of(text.substring(position));
            } catch (DateTimeException e) {
                throw new TypeMismatchException("parsing time \"" + text + "\": time zone offset hour out of range");
            }
        }
        throw malformed(text, position, "Z07:00");
    }

    private static int nanos(String digits) {
        var nine = (digits + "000000000").substring(0, 9);
        return Integer.parseInt(nine);
    }

    private static boolean isDigit(String text, int position) {
        return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
    }

    private static String outOfRange(String text) {
        int month = Integer.parseInt(text.substring(5, 7));
        int hour = Integer.parseInt(text.substring(11, 13));
        int minute = Integer.parseInt(text.substring(14, 16));
        int second = Integer.parseInt(text.substring(17, 19));
        return (month < 1 || month > 12
                        ? "month"
                        : hour > 23 ? "hour" : minute > 59 ? "minute" : second > 59 ? "second" : "day")
                + " out of range";
    }

    private TypeMismatchException malformed(String text, int position, String element) {
        return new TypeMismatchException("parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"%s\""
                .formatted(text, layout, text.substring(Math.min(position, text.length())), element));
    }
}
