package io.jukung.netproxy;

/**
 * A range of IPv4 addresses.
 *
 * @param bits the network's address, big-endian
 * @param length of the prefix, 0 to 32
 */
public record Cidr(int bits, int length) {

    public Cidr {
        if (length < 0 || length > 32) {
            throw new IllegalArgumentException("prefix length must be 0 to 32: " + length);
        }
        bits &= mask(length);
    }

    /** From text, for example {@code 10.96.0.0/16}. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("an IPv4 range is address/length, for example 10.96.0.0/16: " + text);
        }
        try {
            return new Cidr(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("an IPv4 range is address/length, for example 10.96.0.0/16: " + text, e);
        }
    }

    public boolean contains(String address) {
        return isAddress(address) && (address(address) & mask(length)) == bits;
    }

    private static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    /** Whether the text is an IPv4 address in four decimal parts. */
    public static boolean isAddress(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (var part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** An IPv4 address as bits, big-endian. */
    public static int address(String text) {
        if (!isAddress(text)) {
            throw new IllegalArgumentException("not an IPv4 address: " + text);
        }
        int bits = 0;
        for (var part : text.split("\\.")) {
            bits = (bits << 8) | Integer.parseInt(part);
        }
        return bits;
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + ((bits >>> 16) & 255) + "." + ((bits >>> 8) & 255) + "." + (bits & 255) + "/"
                + length;
    }
}
