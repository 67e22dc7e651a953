package io.jukung.api.model.net;

/**
 * A range of IPv4 addresses in CIDR notation, such as {@code 10.244.3.0/24}.
 *
 * @param first the first address
 * @param prefix length in bits, 0 to 32; the first address has only zeros behind it
 */
public record Ipv4Range(Ipv4Address first, int prefix) {

    public Ipv4Range {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("the prefix of an IPv4 range is 0 to 32 bits long, not " + prefix);
        }
        first = new Ipv4Address(first.bits() & mask(prefix));
    }

    /**
     * Reads {@code address/prefix}; bits of the address behind the prefix are dropped, as Kubernetes does with its
     * flags and fields.
     *
     * @throws IllegalArgumentException quoting the text
     */
    public static Ipv4Range parse(String text) {
        int slash = text.indexOf('/');
        var address = Ipv4Address.bits(slash < 0 ? text : text.substring(0, slash));
        var digits = text.substring(slash + 1);
        if (slash < 0 || address.isEmpty() || !digits.matches("[0-9]|[1-2][0-9]|3[0-2]")) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 range such as 10.96.0.0/16");
        }
        return new Ipv4Range(new Ipv4Address(address.getAsInt()), Integer.parseInt(digits));
    }

    /** How many addresses it holds, 1 to 2^32. */
    public long size() {
        return 1L << (32 - prefix);
    }

    /**
     * The address at a place in the range.
     *
     * @param index from 0 to {@link #size} - 1
     */
    public Ipv4Address address(long index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException(this + " has no address number " + index);
        }
        return new Ipv4Address(first.bits() + (int) index);
    }

    /** The place of an address in the range; negative or not below {@link #size} for one outside. */
    public long indexOf(Ipv4Address address) {
        return Integer.toUnsignedLong(address.bits()) - Integer.toUnsignedLong(first.bits());
    }

    public boolean contains(Ipv4Address address) {
        return (address.bits() & mask(prefix)) == first.bits();
    }

    public boolean overlaps(Ipv4Range that) {
        return prefix <= that.prefix ? contains(that.first) : that.contains(first);
    }

    /**
     * How many ranges of a longer prefix it holds.
     *
     * @param longer this prefix to 32
     */
    public long parts(int longer) {
        if (longer < prefix || longer > 32) {
            throw new IllegalArgumentException(this + " has no parts with a prefix of " + longer + " bits");
        }
        return 1L << (longer - prefix);
    }

    /** The part number {@code index} of those that {@link #parts} counts. */
    public Ipv4Range part(int longer, long index) {
        if (index < 0 || index >= parts(longer)) {
            throw new IllegalArgumentException(this + " has no part number " + index + " with " + longer + " bits");
        }
        return new Ipv4Range(address(index << (32 - longer)), longer);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return first + "/" + prefix;
    }
}
