package io.jukung.node.register;

import io.jukung.api.model.quantity.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this machine is and has.
 *
 * @param memoryBytes all of it
 * @param diskBytes of the file system that holds the node's state
 */
public record Machine(
        int cpus,
        long memoryBytes,
        long diskBytes,
        String architecture,
        String kernel,
        String osImage,
        String machineId,
        String bootId,
        String hostname) {

    /** Kept back for the system and this daemon. */
    private static final long RESERVED_MEMORY = 100L << 20;

    private static final int MOST_PODS = 110;

    /** Looks at the running machine; {@code state} is the folder whose disk counts. */
    public static Machine read(Path state) throws IOException {
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                kilobytes("MemTotal:") * 1024,
                Files.getFileStore(state).getTotalSpace(),
                architecture,
                line(Path.of("/proc/sys/kernel/osrelease")),
                readOsImage(),
                line(Path.of("/etc/machine-id")),
                line(Path.of("/proc/sys/kernel/random/boot_id")),
                line(Path.of("/proc/sys/kernel/hostname")));
    }

    /** Everything there is, by resource. */
    public Map<String, Quantity> capacity() {
        var capacity = new LinkedHashMap<String, Quantity>();
        capacity.put("cpu", Quantity.of(cpus));
        capacity.put("ephemeral-storage", Quantity.ofBytes(diskBytes));
        capacity.put("hugepages-1Gi", Quantity.of(0));
        capacity.put("hugepages-2Mi", Quantity.of(0));
        capacity.put("memory", Quantity.parse(memoryBytes / 1024 + "Ki"));
        capacity.put("pods", Quantity.of(MOST_PODS));
        return capacity;
    }

    /** What pods may have of it. */
    public Map<String, Quantity> allocatable() {
        var allocatable = new LinkedHashMap<>(capacity());
        allocatable.put("memory", Quantity.parse(Math.max(0, memoryBytes - RESERVED_MEMORY) / 1024 + "Ki"));
        // As the kubelet: a tenth of the disk is left to the images' clean-up.
        allocatable.put("ephemeral-storage", Quantity.of(diskBytes / 10 * 9));
        return allocatable;
    }

    /** Memory that can be had now without swapping, in bytes. */
    static long availableMemory() throws IOException {
        return kilobytes("MemAvailable:") * 1024;
    }

    /** Processes and threads: those there are, and the most there can be. */
    static long[] tasks() throws IOException {
        // The fourth field of loadavg is running/all.
        var counts = line(Path.of("/proc/loadavg")).split(" ")[3].split("/");
        return new long[] {Long.parseLong(counts[1]), Long.parseLong(line(Path.of("/proc/sys/kernel/pid_max")))};
    }

    private static long kilobytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static String readOsImage() {
        try {
            return Files.readAllLines(Path.of("/etc/os-release")).stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        } catch (IOException e) {
            return "Linux";
        }
    }

    /**
     * The first line. Read in one piece: the kernel answers for a file of /proc/sys only at its start, and
     * {@code Files.readString} begins with a single byte where a file's size is given as 0.
     */
    private static String line(Path file) {
        try (var reader = Files.newBufferedReader(file)) {
            var line = reader.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
