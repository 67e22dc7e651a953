package io.jukung.api.model.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount of a resource: {@code 500m} cores, {@code 1Gi} bytes, {@code 1e3}. Finer parts than a
 * billionth are rounded up (away from zero), magnitudes above 2^63-1 are cut to it, as Kubernetes does.
 * Equal when the amounts are, whatever the notation.
 */
public final class Quantity implements Comparable<Quantity> {

    /** The family of suffixes an amount was written in and is shown with. */
    public enum Format {
        /** {@code n u m k M G T P E}. */
        DECIMAL,
        /** {@code Ki Mi Gi Ti Pi Ei}. */
        BINARY,
        /** {@code e3}. */
        EXPONENT
    }

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL);

    private static final Pattern GRAMMAR = Pattern.compile("([+-]?)([0-9]*)(?:\\.([0-9]*))?(.*)", Pattern.DOTALL);
    private static final Pattern EXPONENT = Pattern.compile("[eE]([-+]?[0-9]{1,9})");
    private static final Pattern SUFFIX = Pattern.compile("[eEinumkKMGTP]*[-+]?[0-9]*");
    private static final Map<String, Integer> BINARY =
            Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final int FINEST = 9;
    private static final int LONGEST = 64;
    private static final int LARGEST_EXPONENT = 256;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    private final BigDecimal amount;
    private final Format format;

    private Quantity(BigDecimal amount, Format format) {
        this.amount = amount;
        this.format = format;
    }

    /**
     * The amount written in {@code text}.
     *
     * @throws IllegalArgumentException with Kubernetes' message if it is not one
     */
    public static Quantity parse(String text) {
        var parts = GRAMMAR.matcher(text);
        if (text.isEmpty() || text.length() > LONGEST || !parts.matches()) {
            throw malformed();
        }
        var whole = parts.group(2);
        var fraction = parts.group(3) == null ? "" : parts.group(3);
        var suffix = parts.group(4);
        if (!SUFFIX.matcher(suffix).matches()) {
            throw malformed();
        }
        if (whole.isEmpty() && fraction.isEmpty()) {
            throw malformed();
        }
        var digits = new BigDecimal(parts.group(1) + (whole.isEmpty() ? "0" : whole) + "." + fraction + "0");
        var binary = BINARY.get(suffix);
        if (binary != null) {
            return bounded(digits.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(binary))), Format.BINARY);
        }
        var decimal = DECIMAL.get(suffix);
        if (decimal != null) {
            return bounded(digits.scaleByPowerOfTen(decimal), Format.DECIMAL);
        }
        var exponent = EXPONENT.matcher(suffix);
        if (!exponent.matches()) {
            throw new IllegalArgumentException("unable to parse quantity's suffix");
        }
        return bounded(scaled(digits, Integer.parseInt(exponent.group(1))), Format.EXPONENT);
    }

    /** Keeps absurd exponents from making absurdly long numbers: beyond these the bounds decide anyway. */
    private static BigDecimal scaled(BigDecimal digits, int exponent) {
        return digits.signum() == 0
                ? BigDecimal.ZERO
                : digits.scaleByPowerOfTen(Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT));
    }

    /** The amount written in {@code text}, or null if it is none. */
    public static @Nullable Quantity parseOrNull(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    /** {@code value} whole units. */
    public static Quantity of(long value) {
        return new Quantity(BigDecimal.valueOf(value), Format.DECIMAL);
    }

    /** {@code value} whole units shown with binary suffixes, for bytes. */
    public static Quantity ofBytes(long value) {
        return new Quantity(BigDecimal.valueOf(value), Format.BINARY);
    }

    /** {@code value} thousandths. */
    public static Quantity ofMilli(long value) {
        return new Quantity(BigDecimal.valueOf(value, 3), Format.DECIMAL);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    private static Quantity bounded(BigDecimal exact, Format format) {
        var rounded = exact.setScale(FINEST, RoundingMode.UP);
        if (rounded.abs().compareTo(LARGEST) > 0) {
            rounded = rounded.signum() < 0 ? LARGEST.negate() : LARGEST;
        }
        return new Quantity(rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros(), format);
    }

    public Format format() {
        return format;
    }

    /** Units, a part counted as a whole one. */
    public long value() {
        return saturated(amount.setScale(0, RoundingMode.UP));
    }

    /** Thousandths of a unit, a part counted as a whole one. */
    public long milli() {
        return saturated(amount.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP));
    }

    private static long saturated(BigDecimal whole) {
        return whole.compareTo(LARGEST) >= 0
                ? Long.MAX_VALUE
                : whole.compareTo(LARGEST.negate()) <= 0 ? -Long.MAX_VALUE : whole.longValueExact();
    }

    public BigDecimal amount() {
        return amount;
    }

    /** -1, 0 or 1. */
    public int signum() {
        return amount.signum();
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** The sum, in this notation unless this is zero. */
    public Quantity plus(Quantity that) {
        return bounded(amount.add(that.amount), isZero() ? that.format : format);
    }

    /** The difference, in this notation unless this is zero. */
    public Quantity minus(Quantity that) {
        return bounded(amount.subtract(that.amount), isZero() ? that.format : format);
    }

    @Override
    public int compareTo(Quantity that) {
        return amount.compareTo(that.amount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /** The canonical form: no fraction, the largest suffix that allows it. */
    @Override
    public String toString() {
        if (amount.signum() == 0) {
            return "0";
        }
        return switch (format) {
            case DECIMAL -> decimal();
            case EXPONENT -> exponent();
            case BINARY ->
                amount.abs().compareTo(KIBI) < 0 || amount.stripTrailingZeros().scale() > 0 ? decimal() : binary();
        };
    }

    private String binary() {
        var value = amount.toBigIntegerExact();
        int power = 0;
        var kibi = KIBI.toBigIntegerExact();
        while (power < BINARY_SUFFIXES.length - 1 && value.mod(kibi).signum() == 0) {
            value = value.divide(kibi);
            power++;
        }
        return value + BINARY_SUFFIXES[power];
    }

    private String decimal() {
        int exponent = thousands();
        var suffix = DECIMAL.entrySet().stream()
                .filter(entry -> entry.getValue() == exponent)
                .findFirst()
                .orElseThrow()
                .getKey();
        return mantissa(exponent) + suffix;
    }

    private String exponent() {
        int exponent = thousands();
        return mantissa(exponent) + (exponent == 0 ? "" : "e" + exponent);
    }

    /** The largest multiple of 3 by whose power of ten the amount divides. */
    private int thousands() {
        int thousands = Math.floorDiv(-amount.stripTrailingZeros().scale(), 3);
        return Math.clamp(thousands, -FINEST / 3, 6) * 3;
    }

    private BigInteger mantissa(int exponent) {
        return amount.scaleByPowerOfTen(-exponent).toBigIntegerExact();
    }
}
