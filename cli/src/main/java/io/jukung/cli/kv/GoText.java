package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Texts as Go's programs write them. */
final class GoText {

    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private GoText() {}

    static String quote(String text) {
        return quote(ByteString.copyFromUtf8(text));
    }

    /** In quotes; what cannot be printed, or is no UTF-8, as an escape. */
    static String quote(ByteString bytes) {
        var quoted = new StringBuilder("\"");
        int i = 0;
        while (i < bytes.size()) {
            int length = sequence(bytes, i);
            if (length == 0) {
                quoted.append("\\x").append(HexFormat.of().toHexDigits(bytes.byteAt(i)));
                i++;
                continue;
            }
            append(quoted, bytes.substring(i, i + length).toStringUtf8().codePointAt(0));
            i += length;
        }
        return quoted.append('"').toString();
    }

    /** The length of the UTF-8 sequence at {@code i}; 0 where there is none. */
    private static int sequence(ByteString bytes, int i) {
        int first = bytes.byteAt(i) & 0xff;
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || i + length > bytes.size()) {
            return 0;
        }
        return bytes.substring(i, i + length).isValidUtf8() ? length : 0;
    }

    private static void append(StringBuilder quoted, int letter) {
        switch (letter) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 7 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 11 -> quoted.append("\\v");
            default -> {
                if (printable(letter)) {
                    quoted.appendCodePoint(letter);
                } else if (letter < 0x80) {
                    quoted.append(String.format(Locale.ROOT, "\\x%02x", letter));
                } else if (letter < 0x1_0000) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", letter));
                } else {
                    quoted.append(String.format(Locale.ROOT, "\\U%08x", letter));
                }
            }
        }
    }

    private static boolean printable(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> letter == ' ';
            default -> true;
        };
    }

    /** For {@code --hex}: each byte as {@code \x61}. */
    static ByteString hex(ByteString bytes) {
        var text = new StringBuilder(bytes.size() * 4);
        for (byte each : bytes) {
            text.append("\\x").append(HexFormat.of().toHexDigits(each));
        }
        return ByteString.copyFrom(text.toString(), StandardCharsets.US_ASCII);
    }

    /** A size in powers of 1000, such as {@code 20 kB}. */
    static String size(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        int power = (int) Math.floor(Math.log((double) bytes) / Math.log(1000));
        double value = Math.floor(bytes / Math.pow(1000, power) * 10 + 0.5) / 10;
        // Go rounds halves to even.
        return value < 10
                ? String.format(Locale.ROOT, "%.1f %s", value, SIZES[power])
                : (long) Math.rint(value) + " " + SIZES[power];
    }

    static String hexId(long id) {
        return Long.toHexString(id);
    }

    /** A lease's id, 16 digits. */
    static String leaseId(long id) {
        return HexFormat.of().toHexDigits(id);
    }
}
