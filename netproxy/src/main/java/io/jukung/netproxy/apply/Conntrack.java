package io.jukung.netproxy.apply;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the kernel forget flows, by the {@code conntrack} program where it is installed. Used by one thread. */
public final class Conntrack {

    private static final Logger LOG = LoggerFactory.getLogger(Conntrack.class);
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private boolean warned;

    /** The UDP flows that the kernel remembers; none where they cannot be had. */
    public List<UdpFlow> udpFlows() {
        return conntrack(List.of("-L", "-p", "udp"))
                .lines()
                .flatMap(line -> UdpFlow.parse(line).stream())
                .toList();
    }

    /** Deletes the flows that any of these option lists selects. */
    public void delete(List<List<String>> selections) {
        for (var selection : selections) {
            var arguments = new ArrayList<>(List.of("-D"));
            arguments.addAll(selection);
            conntrack(arguments);
        }
    }

    /** What it says. Its status is 1 when there was no such flow: nothing to tell apart. */
    private String conntrack(List<String> arguments) {
        var command = new ArrayList<>(List.of("conntrack"));
        command.addAll(arguments);
        try {
            var result = Command.run(command, "", AT_MOST);
            LOG.debug("{}: {}", command, result.complaint());
            return result.out();
        } catch (IOException e) {
            if (!warned && !Thread.currentThread().isInterrupted()) {
                warned = true;
                LOG.warn("UDP clients may keep to endpoints that are gone (package conntrack): {}", e.getMessage());
            }
            return "";
        }
    }
}
