package io.jukung.api.server.kinds.rules;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules of IP addresses and ranges written as text. */
public final class Addresses {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Addresses() {}

    /** The address written in {@code text}, without asking any name service. */
    public static Optional<InetAddress> parse(String text) {
        try {
            return IPV4.matcher(text).matches() || IPV6.matcher(text).matches()
                    ? Optional.of(InetAddress.ofLiteral(text))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    public static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    public static boolean isIpv6(String text) {
        return parse(text).filter(address -> text.indexOf(':') >= 0).isPresent();
    }

    /** Reports text that is no address; true if it is one. */
    public static boolean check(String path, String text, Findings findings) {
        if (parse(text).isPresent()) {
            return true;
        }
        findings.invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        return false;
    }

    /** Reports addresses that mean no single machine elsewhere. */
    public static void checkNotSpecial(String path, String text, Findings findings) {
        parse(text).ifPresent(address -> {
            if (address.isAnyLocalAddress()) {
                findings.invalid(path, text, "may not be unspecified (" + text + ")");
            }
            if (address.isLoopbackAddress()) {
                findings.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
            }
            if (address.isLinkLocalAddress()) {
                findings.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
            }
            if (address.isMCLinkLocal() || isIpv4LinkLocalMulticast(address)) {
                findings.invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
            }
        });
    }

    private static boolean isIpv4LinkLocalMulticast(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == (byte) 224 && bytes[1] == 0 && bytes[2] == 0;
    }

    /** Reports text that is no {@code address/prefix}. */
    public static void checkRange(String path, String text, Findings findings) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? Optional.<InetAddress>empty() : parse(text.substring(0, slash));
        boolean good = address.isPresent()
                && PREFIX.matcher(text.substring(slash + 1)).matches()
                && Integer.parseInt(text.substring(slash + 1)) <= (address.get() instanceof Inet6Address ? 128 : 32);
        if (!good) {
            findings.invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
    }
}
