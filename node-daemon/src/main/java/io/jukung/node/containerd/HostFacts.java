package io.jukung.node.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine's kernel and init system offer to containers.
 *
 * @param mayLowerOomScore whether the process holds CAP_SYS_RESOURCE
 * @param cgroupV2 whether the unified hierarchy alone is mounted at /sys/fs/cgroup
 * @param systemdCgroups whether systemd owns the cgroup tree, so that runc must ask it for groups
 * @param hugetlb whether the hugetlb controller is there
 */
public record HostFacts(
        boolean mayLowerOomScore, boolean apparmor, boolean hugetlb, boolean cgroupV2, boolean systemdCgroups) {

    /** Bit of CAP_SYS_RESOURCE in a capability mask. */
    private static final int CAP_SYS_RESOURCE = 24;

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    /** Looks at the running machine. */
    public static HostFacts read() {
        boolean unified = Files.exists(CGROUPS.resolve("cgroup.controllers"));
        boolean hugetlb = unified
                ? text(CGROUPS.resolve("cgroup.controllers")).contains("hugetlb")
                : Files.isDirectory(CGROUPS.resolve("hugetlb"));
        return new HostFacts(
                holds(text(Path.of("/proc/self/status")), CAP_SYS_RESOURCE),
                text(Path.of("/sys/module/apparmor/parameters/enabled")).startsWith("Y"),
                hugetlb,
                unified,
                unified && Files.isDirectory(Path.of("/run/systemd/system")));
    }

    /** Whether the effective set in a {@code /proc/<pid>/status} text has the capability. */
    static boolean holds(String processStatus, int capability) {
        return processStatus
                .lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .anyMatch(mask -> (mask >>> capability & 1) == 1);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "";
        }
    }
}
