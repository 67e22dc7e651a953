package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Limits of a member's processes by control groups, of version 1 where its controllers are mounted, else of version 2. The
 * groups are {@code jukung-chaos-RUN-MEMBER}.
 */
final class Cgroups implements Cluster.Resources {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;
    private static final int WAIT_MILLIS = 5_000;
    private static final int PAUSE_MILLIS = 10;

    private final RunName run;
    private final Cluster cluster;

    Cgroups(RunName run, Cluster cluster) {
        this.run = run;
        this.cluster = cluster;
    }

    private static boolean first(String controller) {
        return Files.isDirectory(ROOT.resolve(controller));
    }

    /** The version 2 hierarchy: beside those of version 1, or all there is. */
    private static Path second() {
        var hybrid = ROOT.resolve("unified");
        return Files.isDirectory(hybrid) ? hybrid : ROOT;
    }

    private Path group(String controller, String member) {
        return (first(controller) ? ROOT.resolve(controller) : second()).resolve("jukung-chaos-" + run + "-" + member);
    }

    private Path enter(String controller, String member) throws IOException {
        var group = group(controller, member);
        // Freezing needs no controller there.
        if (!first(controller) && !controller.equals("freezer")) {
            Files.writeString(second().resolve("cgroup.subtree_control"), "+" + controller);
        }
        Files.createDirectories(group);
        var pids = cluster.pids(member);
        if (pids.isEmpty()) {
            throw new IOException(member + " does not run, expected one whose resources can be limited");
        }
        for (long pid : pids) {
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        }
        return group;
    }

    @Override
    public void freeze(String member) throws IOException, InterruptedException {
        var group = enter("freezer", member);
        if (first("freezer")) {
            Files.writeString(group.resolve("freezer.state"), "FROZEN");
            await(group.resolve("freezer.state"), "FROZEN");
        } else {
            Files.writeString(group.resolve("cgroup.freeze"), "1");
            await(group.resolve("cgroup.events"), "frozen 1");
        }
    }

    private static void await(Path file, String content) throws IOException, InterruptedException {
        for (int waited = 0; waited < WAIT_MILLIS; waited += PAUSE_MILLIS) {
            if (Files.readString(file).contains(content)) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException(file + ": " + Files.readString(file).strip() + ", expected " + content);
    }

    @Override
    public void limitCpu(String member, int percent) throws IOException {
        var group = enter("cpu", member);
        int quota = PERIOD_MICROS * percent / 100;
        if (first("cpu")) {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Integer.toString(quota));
        } else {
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        }
    }

    @Override
    public void thaw(String member) throws IOException {
        var group = group("freezer", member);
        if (!Files.isDirectory(group)) {
            return;
        }
        if (first("freezer")) {
            Files.writeString(group.resolve("freezer.state"), "THAWED");
        } else {
            Files.writeString(group.resolve("cgroup.freeze"), "0");
        }
    }

    @Override
    public void unlimitCpu(String member) throws IOException {
        var group = group("cpu", member);
        if (!Files.isDirectory(group)) {
            return;
        }
        if (first("cpu")) {
            Files.writeString(group.resolve("cpu.cfs_quota_us"), "-1");
        } else {
            Files.writeString(group.resolve("cpu.max"), "max");
        }
    }

    @Override
    public void limitMemory(String member, int mebibytes) throws IOException {
        // What a process had when it came into the group is not counted there.
        var group = enter("memory", member);
        Files.writeString(group.resolve(memoryLimit()), Long.toString((long) mebibytes << 20));
    }

    @Override
    public void unlimitMemory(String member) throws IOException {
        var group = group("memory", member);
        if (Files.isDirectory(group)) {
            Files.writeString(group.resolve(memoryLimit()), first("memory") ? "-1" : "max");
        }
    }

    private static String memoryLimit() {
        return first("memory") ? "memory.limit_in_bytes" : "memory.max";
    }

    /** No limits, not frozen, and no group. */
    void release(String member) throws IOException, InterruptedException {
        thaw(member);
        for (var controller : List.of("freezer", "cpu", "memory")) {
            var group = group(controller, member);
            if (!Files.isDirectory(group)) {
                continue;
            }
            var root = first(controller) ? ROOT.resolve(controller) : second();
            // Into the root, which has no limits. One that ended meanwhile has left by itself.
            for (var pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
                if (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
                    Files.writeString(root.resolve("cgroup.procs"), pid);
                }
            }
            for (int waited = 0; !group.toFile().delete(); waited += PAUSE_MILLIS) {
                if (waited > WAIT_MILLIS) {
                    throw new IOException(group + " cannot be removed, expected no process in it");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
