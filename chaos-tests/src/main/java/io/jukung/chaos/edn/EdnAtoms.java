package io.jukung.chaos.edn;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads values that are no collections. */
final class EdnAtoms {

    private static final Pattern INTEGER = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)N?");
    private static final Pattern REAL = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?M?");
    /** A history says few names very often. */
    private static final int NAMES = 4096;

    private final EdnChars chars;
    private final int limit;
    private final Map<String, Edn> names = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    EdnAtoms(EdnChars chars, int limit) {
        this.chars = chars;
        this.limit = limit;
    }

    Edn read() throws IOException {
        int first = chars.peek();
        if (first == '"') {
            return new Edn.Text(string());
        }
        if (first == '\\') {
            throw chars.errorAtMark("characters are not read");
        }
        var token = token();
        int digit = token.charAt(0) == '+' || token.charAt(0) == '-' ? 1 : 0;
        if (token.length() > digit && token.charAt(digit) >= '0' && token.charAt(digit) <= '9') {
            return number(token);
        }
        var known = names.get(token);
        if (known != null) {
            return known;
        }
        var name = name(token);
        if (names.size() < NAMES) {
            names.put(token, name);
        }
        return name;
    }

    /** After {@code ##}. */
    Edn special() throws IOException {
        return switch (token()) {
            case "Inf" -> new Edn.Real(Double.POSITIVE_INFINITY);
            case "-Inf" -> new Edn.Real(Double.NEGATIVE_INFINITY);
            case "NaN" -> new Edn.Real(Double.NaN);
            default -> throw chars.errorAtMark("expected ##Inf, ##-Inf or ##NaN");
        };
    }

    private Edn name(String token) throws EdnException {
        return switch (token) {
            case "nil" -> Edn.NIL;
            case "true" -> new Edn.Bool(true);
            case "false" -> new Edn.Bool(false);
            default -> {
                if (token.charAt(0) == ':' && EdnName.isKeyword(token.substring(1))) {
                    yield new Edn.Keyword(token.substring(1));
                }
                if (EdnName.isSymbol(token)) {
                    yield new Edn.Symbol(token);
                }
                throw chars.errorAtMark("no value of EDN: " + brief(token));
            }
        };
    }

    private Edn number(String token) throws EdnException {
        if (INTEGER.matcher(token).matches()) {
            var digits = token.endsWith("N") ? token.substring(0, token.length() - 1) : token;
            try {
                return new Edn.Int(Long.parseLong(digits));
            } catch (NumberFormatException tooLong) {
                throw chars.errorAtMark("an integer of more than 64 bits: " + brief(token));
            }
        }
        if (REAL.matcher(token).matches()) {
            var digits = token.endsWith("M") ? token.substring(0, token.length() - 1) : token;
            return new Edn.Real(Double.parseDouble(digits));
        }
        throw chars.errorAtMark("no number of EDN: " + brief(token));
    }

    private String token() throws IOException {
        text.setLength(0);
        for (int c = chars.peek(); c >= 0 && !delimits(c); c = chars.peek()) {
            append((char) chars.next());
        }
        if (text.isEmpty()) {
            throw chars.error("expected a value");
        }
        return text.toString();
    }

    private String string() throws IOException {
        text.setLength(0);
        chars.next();
        while (true) {
            int c = chars.next();
            switch (c) {
                case '"' -> {
                    return text.toString();
                }
                case '\\' -> append(escaped());
                default -> append((char) c);
            }
        }
    }

    private char escaped() throws IOException {
        int c = chars.next();
        return switch (c) {
            case '"', '\\' -> (char) c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'f' -> '\f';
            case 'b' -> '\b';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(chars.peek(), 16);
                    if (digit < 0) {
                        throw chars.error("expected four hexadecimal digits after \\u");
                    }
                    chars.next();
                    unit = unit * 16 + digit;
                }
                yield (char) unit;
            }
            default -> throw chars.error("no escape of EDN: \\" + (char) c);
        };
    }

    private void append(char c) throws EdnException {
        if (text.length() >= limit) {
            throw chars.errorAtMark("longer than " + limit + " characters");
        }
        text.append(c);
    }

    private static boolean delimits(int c) {
        return switch (c) {
            case '"', ';', ',', '(', ')', '[', ']', '{', '}', '\\' -> true;
            default -> Character.isWhitespace(c);
        };
    }

    private static String brief(String token) {
        return token.length() <= 80 ? token : token.substring(0, 80) + "…";
    }
}
