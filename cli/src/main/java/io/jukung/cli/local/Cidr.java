package io.jukung.cli.local;

/**
 * A block of IPv4 addresses.
 *
 * @param base the block's first address as a number
 * @param prefix its length in bits, 8 to 30
 */
public record Cidr(int base, int prefix) {

    /**
     * Reads {@code a.b.c.d/n}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Cidr parse(String text) {
        var match = java.util.regex.Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})")
                .matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("cidr " + text + ": expected an IPv4 block such as 10.96.0.0/16");
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(match.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("cidr " + text + ": " + octet + " is not 0 to 255");
            }
            address = (address << 8) | octet;
        }
        int prefix = Integer.parseInt(match.group(5));
        if (prefix < 8 || prefix > 30) {
            throw new IllegalArgumentException("cidr " + text + ": the prefix must be 8 to 30");
        }
        return new Cidr(address & (-1 << (32 - prefix)), prefix);
    }

    /** The block's address number {@code index} in dotted form; the first is 0. */
    public String address(int index) {
        int value = base + index;
        return (value >>> 24) + "." + ((value >>> 16) & 255) + "." + ((value >>> 8) & 255) + "." + (value & 255);
    }
}
