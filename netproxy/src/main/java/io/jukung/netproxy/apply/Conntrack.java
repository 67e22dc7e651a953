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

    private boolean missing;

    /** Deletes the flows that any of these option lists selects. */
    public void delete(List<List<String>> selections) {
        for (var selection : selections) {
            if (missing) {
                return;
            }
            var command = new ArrayList<>(List.of("conntrack", "-D"));
            command.addAll(selection);
            try {
                // Its status is 1 when there was no such flow: nothing to tell apart.
                var result = Command.run(command, "", AT_MOST);
                LOG.debug("{}: {}", command, result.complaint());
            } catch (IOException e) {
                missing = true;
                LOG.warn("UDP clients may keep to endpoints that are gone (package conntrack): {}", e.getMessage());
            }
        }
    }
}
