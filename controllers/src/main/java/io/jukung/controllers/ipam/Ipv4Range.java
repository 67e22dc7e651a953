package io.jukung.controllers.ipam;

/**
 * A range of IPv4 addresses, such as {@code 10.244.3.0/24}.
 *
 * @param network the first address, as an unsigned number; its bits behind the prefix are zero
 * @param prefix 0 to 32
 */
public record Ipv4Range(long network, int prefix) {

    public Ipv4Range {
        if (prefix < 0 || prefix > 32 || network < 0 || network >= 1L << 32) {
            throw new IllegalArgumentException("not an IPv4 range: " + network + "/" + prefix);
        }
        if (network % (1L << (32 - prefix)) != 0) {
            throw new IllegalArgumentException(
                    text(network) + "/" + prefix + ": the address has bits behind the prefix");
        }
    }

    /**
     * Reads a range in CIDR notation.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Ipv4Range parse(String text) {
        var sides = text.split("/", -1);
        var bytes = sides[0].split("\\.", -1);
        if (sides.length != 2 || bytes.length != 4) {
            throw new IllegalArgumentException("\"" + text + "\" is no IPv4 range such as 10.244.0.0/16");
        }
        long network = 0;
        for (var part : bytes) {
            int value = number(part, text);
            if (value > 255) {
                throw new IllegalArgumentException("\"" + text + "\": " + value + " is no byte of an address");
            }
            network = network << 8 | value;
        }
        return new Ipv4Range(network, number(sides[1], text));
    }

    private static int number(String digits, String text) {
        if (!digits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no IPv4 range such as 10.244.0.0/16");
        }
        return Integer.parseInt(digits);
    }

    /** How many ranges of {@code newPrefix} it holds. */
    public long parts(int newPrefix) {
        return 1L << (newPrefix - prefix);
    }

    /** The range number {@code index} of those of {@code newPrefix} in it. */
    public Ipv4Range part(int newPrefix, long index) {
        return new Ipv4Range(network + (index << (32 - newPrefix)), newPrefix);
    }

    public boolean overlaps(Ipv4Range that) {
        int shorter = Math.min(prefix, that.prefix);
        return network >>> (32 - shorter) == that.network >>> (32 - shorter);
    }

    @Override
    public String toString() {
        return text(network) + "/" + prefix;
    }

    private static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
