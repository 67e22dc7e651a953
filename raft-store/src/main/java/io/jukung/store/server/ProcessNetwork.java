package io.jukung.store.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux counts for the network namespace of this process, which is what Go's metrics show as the process's; else 0. */
final class ProcessNetwork {

    private static final Path COUNTERS = Path.of("/proc/self/net/netstat");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String IP = "IpExt:";
    private static final String ADDRESS_SPACE = "Max address space";
    /** Go writes "unlimited" as the largest unsigned number. */
    private static final double UNLIMITED = 0x1p64;

    private ProcessNetwork() {}

    static double received() {
        return counter("InOctets");
    }

    static double sent() {
        return counter("OutOctets");
    }

    /** A line of names is followed by a line of values. */
    private static double counter(String name) {
        try {
            var lines = Files.readAllLines(COUNTERS).stream()
                    .filter(line -> line.startsWith(IP))
                    .toList();
            if (lines.size() < 2) {
                return 0;
            }
            int column = List.of(lines.get(0).split(" ")).indexOf(name);
            return column < 0 ? 0 : Double.parseDouble(lines.get(1).split(" ")[column]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Bytes of address space this process may have. */
    static double addressSpace() {
        try {
            var limit = Files.readAllLines(LIMITS).stream()
                    .filter(line -> line.startsWith(ADDRESS_SPACE))
                    .map(line -> line.substring(ADDRESS_SPACE.length()).strip().split(" +")[0])
                    .findFirst()
                    .orElse("0");
            return limit.equals("unlimited") ? UNLIMITED : Double.parseDouble(limit);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
