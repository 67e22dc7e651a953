package io.jukung.netproxy.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A UDP flow that the kernel remembers.
 *
 * @param destination where the client sends to
 * @param port to which it sends
 * @param target who answers; {@code destination} where nothing is translated
 */
public record UdpFlow(String destination, int port, String target) {

    /** From a line of {@code conntrack -L}; empty for what is no UDP flow. */
    static Optional<UdpFlow> parse(String line) {
        if (!line.startsWith("udp ")) {
            return Optional.empty();
        }
        var sources = new ArrayList<String>();
        var destinations = new ArrayList<String>();
        var ports = new ArrayList<String>();
        for (var word : List.of(line.split("\\s+"))) {
            int sign = word.indexOf('=');
            var value = word.substring(sign + 1);
            switch (word.substring(0, Math.max(0, sign))) {
                case "src" -> sources.add(value);
                case "dst" -> destinations.add(value);
                case "dport" -> ports.add(value);
                default -> {}
            }
        }
        // Each is given twice: as the client sends, and as answers come.
        return sources.size() == 2 && destinations.size() == 2 && ports.size() == 2
                ? Optional.of(new UdpFlow(destinations.getFirst(), Integer.parseInt(ports.getFirst()), sources.get(1)))
                : Optional.empty();
    }

    boolean translated() {
        return !target.equals(destination);
    }
}
