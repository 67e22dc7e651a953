package io.jukung.store.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** File descriptors of this process; 0 where the system does not tell. */
final class ProcessFiles {

    /** For the database, the log, the other members and what serves them: without these the member would have to stop. */
    private static final long RESERVED = 1024;

    private ProcessFiles() {}

    /** How many connections there is room for: at least half of all, however few that are. */
    static int forConnections(long limit) {
        return limit == 0
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, limit - Math.min(limit / 2, RESERVED));
    }

    static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }

    static long open() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }
}
