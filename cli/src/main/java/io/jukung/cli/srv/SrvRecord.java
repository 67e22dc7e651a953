package io.jukung.cli.srv;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One SRV record (RFC 2782). The order is that in which they are to be used; among equals, where Go shuffles, it is the same
 * every time.
 *
 * @param priority 0 to 65535, the lowest first
 * @param weight 0 to 65535, the heaviest first
 * @param port 0 to 65535
 * @param host without the dot at its end
 */
public record SrvRecord(int priority, int weight, int port, String host) implements Comparable<SrvRecord> {

    private static final Pattern TEXT =
            Pattern.compile("([0-9]{1,5}) +([0-9]{1,5}) +([0-9]{1,5}) +([A-Za-z0-9._-]*?)\\.?");

    private static final Comparator<SrvRecord> ORDER = Comparator.comparingInt(SrvRecord::priority)
            .thenComparing(Comparator.comparingInt(SrvRecord::weight).reversed())
            .thenComparing(SrvRecord::host)
            .thenComparingInt(SrvRecord::port);

    /** As zone files write one: {@code 0 0 2380 infra0.example.com.}; empty for another text, or a host that cannot be. */
    public static Optional<SrvRecord> parse(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new SrvRecord(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        matcher.group(4)))
                : Optional.empty();
    }

    String address() {
        return host + ":" + port;
    }

    @Override
    public int compareTo(SrvRecord other) {
        return ORDER.compare(this, other);
    }
}
