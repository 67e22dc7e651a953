package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold on the machine before a cluster starts; each failure says what to do. */
public final class Preflight {

    /** A program, or a plugin of containerd's network, and the Debian package that brings it. */
    private record Need(String program, String debianPackage, List<String> folders) {

        boolean isMissing() {
            return folders.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }

    /** Of the addresses for documentation (RFC 5737): on no network, so that the default route leads there. */
    private static final String ELSEWHERE = "203.0.113.1";

    private static final List<String> PLUGIN_FOLDERS = List.of("/usr/lib/cni", "/opt/cni/bin");
    private static final List<String> FOLDERS = Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                    Stream.of("/usr/sbin", "/sbin"))
            .filter(folder -> !folder.isEmpty())
            .toList();

    private static final List<Need> OF_A_NODE = List.of(
            new Need("nft", "nftables", FOLDERS),
            new Need("ip", "iproute2", FOLDERS),
            new Need("conntrack", "conntrack", FOLDERS),
            new Need("mount", "mount", FOLDERS),
            new Need("umount", "mount", FOLDERS));

    private static final List<Need> OF_A_CONTAINERD = List.of(
            new Need("containerd", "containerd", FOLDERS),
            new Need("containerd-shim-runc-v2", "containerd", FOLDERS),
            new Need("ctr", "containerd", FOLDERS),
            new Need("runc", "runc", FOLDERS),
            // The plugin, not iproute2's program of the same name.
            new Need("bridge", "containernetworking-plugins", PLUGIN_FOLDERS),
            new Need("host-local", "containernetworking-plugins", PLUGIN_FOLDERS),
            new Need("loopback", "containernetworking-plugins", PLUGIN_FOLDERS),
            new Need("portmap", "containernetworking-plugins", PLUGIN_FOLDERS),
            new Need("setsid", "util-linux", FOLDERS),
            // The local images are made of it.
            new Need("busybox", "busybox-static", FOLDERS));

    private static final List<Need> OF_A_CLUSTER =
            Stream.concat(OF_A_CONTAINERD.stream(), OF_A_NODE.stream()).toList();

    private static final Need INSTALLER = new Need("apt-get", "apt", FOLDERS);
    /** What a young cluster and the images of a few pods take. */
    private static final long LEAST_FREE_BYTES = 512L << 20;

    private Preflight() {}

    public static void requireRoot(String what) {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new CommandFailure(
                    what + " needs root (containers, network namespaces, nftables); run: sudo ./jukung …");
        }
    }

    /** Says what to install where a node's own programs are missing; containerd may be another's business. */
    public static void requireNodePrograms() {
        var missing = missing(OF_A_NODE);
        if (!missing.isEmpty()) {
            throw notInstalled(missing);
        }
    }

    private static CommandFailure notInstalled(List<Need> missing) {
        return new CommandFailure("not installed on this machine: " + programs(missing) + "; install and run this"
                + " again, on Debian with: apt-get install " + String.join(" ", packages(missing)));
    }

    /** Installs what a cluster on this machine needs with apt, or says what to install. */
    public static void ensurePrograms(Consumer<String> progress) {
        var missing = missing(OF_A_CLUSTER);
        if (missing.isEmpty()) {
            return;
        }
        var packages = packages(missing);
        var list = String.join(" ", packages);
        if (INSTALLER.isMissing()) {
            throw notInstalled(missing);
        }
        progress.accept("installing " + list + " with apt-get");
        var output = new ArrayList<String>();
        if (run(output, "apt-get", "update", "-qq") != 0
                || run(
                                output,
                                Stream.concat(
                                                Stream.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"),
                                                packages.stream())
                                        .toArray(String[]::new))
                        != 0) {
            throw new CommandFailure("apt-get could not install " + list + " (for " + programs(missing) + "): "
                    + output.stream().skip(Math.max(0, output.size() - 3)).collect(Collectors.joining("; "))
                    + "; install them by hand and run this again");
        }
        var still = missing(OF_A_CLUSTER);
        if (!still.isEmpty()) {
            throw new CommandFailure("installed with apt-get, but still not to be run from the PATH: " + programs(still)
                    + "; try: apt-get install --reinstall " + String.join(" ", packages(still)));
        }
    }

    private static List<Need> missing(List<Need> needed) {
        return needed.stream().filter(Need::isMissing).toList();
    }

    private static String programs(List<Need> needs) {
        return needs.stream().map(Need::program).collect(Collectors.joining(", "));
    }

    private static List<String> packages(List<Need> needs) {
        return needs.stream().map(Need::debianPackage).distinct().toList();
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

    /**
     * Refuses taken ports, naming the first.
     *
     * @param made whether the cluster was made with them, so that no flag moves them
     */
    public static void requireFreePorts(ClusterPlan plan, boolean made) {
        for (var planned : plan.ports()) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(planned.port()));
            } catch (IOException e) {
                throw new CommandFailure(
                        "port " + planned.port() + " is taken by another program; "
                                + (made
                                        ? "the cluster was made with this port: stop that program, or make another"
                                                + " cluster with --data-dir and " + planned.flag()
                                        : "choose another with " + planned.flag()),
                        e);
            }
        }
    }

    /** Refuses a file system that the cluster would soon fill; {@code folder} may yet have to be made. */
    public static void requireSpace(Path folder) {
        var present = folder;
        while (present.getParent() != null && !Files.exists(present)) {
            present = present.getParent();
        }
        try {
            long free = Files.getFileStore(present).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                throw new CommandFailure("only " + (free >> 20) + " MiB are free in " + present + ", a cluster needs "
                        + (LEAST_FREE_BYTES >> 20) + " MiB; make room, or choose another directory with --data-dir");
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot use " + folder + ": " + CommandFailure.reason(e), e);
        }
    }

    /**
     * Refuses an address that is not this machine's: nothing could listen there.
     *
     * @param made whether the cluster was made with it
     */
    public static void requireOwnAddress(String address, boolean made) {
        try {
            if (NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)) == null) {
                throw new CommandFailure("--node-ip=" + address + ": this machine has no such address"
                        + (made
                                ? ", with which the cluster was made; give it back, or make a new cluster after:"
                                        + " jukung down --purge"
                                : "; see: ip address"));
            }
        } catch (SocketException e) {
            throw new CommandFailure("cannot list the network interfaces: " + e.getMessage(), e);
        }
    }

    /**
     * The IPv4 address that pods reach the API under: as for a kubelet, that of the interface with the default route, and
     * without one this machine's first that is not loopback.
     */
    public static String nodeIp() {
        return routedAddress().orElseGet(Preflight::firstAddress);
    }

    /** The address that this machine would send from to the rest of the world. Nothing is sent. */
    private static Optional<String> routedAddress() {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(ELSEWHERE), 9));
            var address = socket.getLocalAddress();
            boolean usable = address instanceof Inet4Address
                    && !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && !address.isLinkLocalAddress();
            return usable ? Optional.of(address.getHostAddress()) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String firstAddress() {
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
            var name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?") ? name : "node-1";
        } catch (UnknownHostException e) {
            return "node-1";
        }
    }
}
