package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold on the machine before a cluster starts; each failure says what to do. */
public final class Preflight {

    /** Program or file → the Debian package that brings it. */
    private static final Map<String, String> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("containerd", "containerd");
        NEEDED.put("runc", "runc");
        NEEDED.put("bridge", "containernetworking-plugins");
        NEEDED.put("nft", "nftables");
        NEEDED.put("ip", "iproute2");
        NEEDED.put("busybox", "busybox-static");
        NEEDED.put("conntrack", "conntrack");
    }

    private static final List<String> FOLDERS = Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                    Stream.of("/usr/sbin", "/sbin", "/usr/lib/cni", "/opt/cni/bin"))
            .toList();

    private Preflight() {}

    public static void requireRoot(String what) {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new CommandFailure(
                    what + " needs root (containers, network namespaces, nftables); run: sudo ./jukung …");
        }
    }

    /** Installs what is missing with apt, or says what to install. */
    public static void ensurePrograms(Consumer<String> progress) {
        var missing = missingPackages();
        if (missing.isEmpty()) {
            return;
        }
        var list = String.join(" ", missing);
        if (find("apt-get").isEmpty()) {
            throw new CommandFailure(
                    "missing on this machine: " + list + " (Debian's package names); install them and run this again");
        }
        progress.accept("installing " + list + " with apt-get");
        var output = new ArrayList<String>();
        if (run(output, "apt-get", "update", "-qq") != 0
                || run(
                                output,
                                Stream.concat(
                                                Stream.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"),
                                                missing.stream())
                                        .toArray(String[]::new))
                        != 0
                || !missingPackages().isEmpty()) {
            throw new CommandFailure("apt-get could not install " + list + ": "
                    + output.stream().skip(Math.max(0, output.size() - 3)).collect(Collectors.joining("; "))
                    + "; install them by hand and run this again");
        }
    }

    private static List<String> missingPackages() {
        return NEEDED.entrySet().stream()
                .filter(entry -> find(entry.getKey()).isEmpty())
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
    }

    private static java.util.Optional<Path> find(String program) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int run(List<String> output, String... command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            var process = builder.start();
            process.getOutputStream().close();
            try (var lines = process.inputReader()) {
                lines.lines().forEach(output::add);
            }
            return process.waitFor();
        } catch (IOException e) {
            output.add(e.getMessage());
            return 127;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    /** Refuses taken ports, naming the first and the flag that moves it. */
    public static void requireFreePorts(ClusterPlan plan) {
        requireFree(plan.apiPort(), "--api-port");
        for (var member : plan.memberList()) {
            for (int port :
                    new int[] {member.securePort(), member.grpcPort(), member.storeClientPort(), member.storePeerPort()
                    }) {
                requireFree(port, "--member-port");
            }
        }
        requireFree(plan.nodePort(), "--node-port");
    }

    private static void requireFree(int port, String flag) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new CommandFailure("port " + port + " is taken by another program; choose another with " + flag, e);
        }
    }

    /** This machine's first IPv4 address that is not loopback: what pods reach the API under. */
    public static String nodeIp() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Preflight::usable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElseThrow(
                            () -> new CommandFailure(
                                    "this machine has no IPv4 address but loopback; name one that pods can reach with --node-ip"));
        } catch (SocketException e) {
            throw new CommandFailure("cannot list the network interfaces: " + e.getMessage() + "; use --node-ip", e);
        }
    }

    private static boolean usable(NetworkInterface network) {
        try {
            // Bridges of container runtimes come and go: their addresses are not this machine's.
            return network.isUp()
                    && !network.isLoopback()
                    && !Files.exists(Path.of("/sys/class/net/" + network.getName() + "/bridge"));
        } catch (SocketException e) {
            return false;
        }
    }

    /** The host's name in the grammar of node names. */
    public static String nodeName() {
        try {
            var name = InetAddress.getLocalHost().getHostName().toLowerCase(java.util.Locale.ROOT);
            return name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?") ? name : "node-1";
        } catch (UnknownHostException e) {
            return "node-1";
        }
    }
}
