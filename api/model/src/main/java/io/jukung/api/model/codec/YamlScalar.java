package io.jukung.api.model.codec;

import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain YAML scalar means, as the YAML library under kubectl decides: YAML 1.1 booleans, nulls
 * and octal numbers; timestamps stay strings.
 */
final class YamlScalar {

    private static final Map<String, Boolean> FLAGS = Map.ofEntries(
            Map.entry("y", true),
            Map.entry("Y", true),
            Map.entry("yes", true),
            Map.entry("Yes", true),
            Map.entry("YES", true),
            Map.entry("on", true),
            Map.entry("On", true),
            Map.entry("ON", true),
            Map.entry("true", true),
            Map.entry("True", true),
            Map.entry("TRUE", true),
            Map.entry("n", false),
            Map.entry("N", false),
            Map.entry("no", false),
            Map.entry("No", false),
            Map.entry("NO", false),
            Map.entry("off", false),
            Map.entry("Off", false),
            Map.entry("OFF", false),
            Map.entry("false", false),
            Map.entry("False", false),
            Map.entry("FALSE", false));

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern WHOLE =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))");
    private static final Pattern REAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    /** All that a number, of whichever form, may be made of. */
    private static final Pattern NUMBER_LIKE = Pattern.compile("[-+.:_0-9a-fA-FxXoO]*");

    private static final Pattern TIMESTAMP =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]+[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?");

    /** No number that a double or long holds needs more digits; reading longer ones takes long. */
    private static final int LONGEST_NUMBER = 400;

    private YamlScalar() {}

    /** The value of an unquoted scalar without tag. */
    static Value plain(String text) {
        if (NULLS.contains(text)) {
            return Scalar.Null.NULL;
        }
        var flag = FLAGS.get(text);
        if (flag != null) {
            return Value.of(flag);
        }
        var number = number(text);
        return number == null ? Value.of(text) : number;
    }

    /** The number written, or null if it is none; {@code .inf} and {@code .nan} are errors in JSON. */
    static @Nullable Value number(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (!(first >= '0' && first <= '9') && first != '-' && first != '+' && first != '.') {
            return null;
        }
        if (text.length() > LONGEST_NUMBER) {
            return null;
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " has no JSON form");
        }
        var digits = text.replace("_", "");
        var whole = WHOLE.matcher(digits);
        if (whole.matches()) {
            var negative = whole.group(1).equals("-");
            var magnitude = whole.group(2) != null
                    ? new BigInteger(whole.group(2), 16)
                    : whole.group(3) != null
                            ? new BigInteger(whole.group(3), 2)
                            : whole.group(4) != null
                                    ? new BigInteger(whole.group(4), 8)
                                    : new BigInteger(whole.group(5));
            var value = negative ? magnitude.negate() : magnitude;
            return value.bitLength() < 64 ? Value.of(value.longValueExact()) : real(value.doubleValue(), text);
        }
        return REAL.matcher(digits).matches() ? real(Double.parseDouble(digits), text) : null;
    }

    private static Value real(double value, String text) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the number " + text + " is out of range");
        }
        return Value.of(value);
    }

    /** Whether {@code text} written without quotes would be read as something else. */
    static boolean needsQuotes(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return NUMBER_LIKE.matcher(text).matches();
        }
        return NULLS.contains(text)
                || FLAGS.containsKey(text)
                || text.equals("<<")
                || NOT_FINITE.matcher(text).matches()
                || BASE_60.matcher(text).matches()
                || TIMESTAMP.matcher(text).matches()
                || readsAsNumber(text);
    }

    private static boolean readsAsNumber(String text) {
        var digits = text.replace("_", "");
        return WHOLE.matcher(digits).matches() || REAL.matcher(digits).matches();
    }
}
