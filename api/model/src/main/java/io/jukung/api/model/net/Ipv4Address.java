package io.jukung.api.model.net;

import java.util.OptionalInt;

/**
 * An IPv4 address.
 *
 * @param bits big-endian: {@code 1.2.3.4} is 0x01020304
 */
public record Ipv4Address(int bits) {

    private static final int PARTS = 4;

    /**
     * Reads four decimal parts, without leading zeros (as Go's {@code netip} refuses them: other programs read octal).
     *
     * @throws IllegalArgumentException quoting the text
     */
    public static Ipv4Address parse(String text) {
        return new Ipv4Address(bits(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.96.0.10")));
    }

    /** Whether {@link #parse} takes the text. */
    public static boolean isValid(String text) {
        return bits(text).isPresent();
    }

    static OptionalInt bits(String text) {
        int bits = 0;
        int parts = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            int part = part(text, start, end);
            if (part < 0) {
                return OptionalInt.empty();
            }
            bits = (bits << 8) | part;
            parts++;
            start = end + 1;
        }
        return parts == PARTS ? OptionalInt.of(bits) : OptionalInt.empty();
    }

    /** The number from 0 to 255 in a part of the text, -1 where there is none. */
    private static int part(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= 255 ? value : -1;
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + ((bits >>> 16) & 255) + "." + ((bits >>> 8) & 255) + "." + (bits & 255);
    }
}
