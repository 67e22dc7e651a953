package io.jukung.chaos.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Which process has a connection's other end on this machine, from {@code /proc}. */
final class SocketOwner {

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private SocketOwner() {}

    /** Whether one of the processes has the socket that is bound to {@code address} and connected to {@code to}. */
    static boolean isAmong(List<Long> pids, InetSocketAddress address, InetSocketAddress to) throws IOException {
        var inode = inode(address, to);
        if (inode.isEmpty()) {
            return false;
        }
        var link = "socket:[" + inode.get() + "]";
        for (long pid : pids) {
            if (has(pid, link)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(long pid, String link) {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var descriptor : descriptors) {
                if (link.equals(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended.
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Optional<String> inode(InetSocketAddress address, InetSocketAddress to) throws IOException {
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (var line : Files.readAllLines(Path.of(table))) {
                var fields = line.strip().split(" +");
                if (fields.length > INODE && is(fields[LOCAL], address) && is(fields[REMOTE], to)) {
                    return Optional.of(fields[INODE]);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean is(String field, InetSocketAddress address) {
        // The JVM has sockets for both versions, in which an address of version 4 is mapped.
        var plain = hex(address);
        return field.equals(plain) || field.equals("0000000000000000FFFF0000" + plain);
    }

    /** As in the table: the address in the machine's byte order, which is little-endian where we run. */
    private static String hex(InetSocketAddress address) {
        if (!(address.getAddress() instanceof Inet4Address)) {
            throw new IllegalArgumentException("address: " + address + ", expected IPv4");
        }
        byte[] bytes = address.getAddress().getAddress();
        var format = HexFormat.of().withUpperCase();
        var text = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            text.append(format.toHexDigits(bytes[i]));
        }
        return text + ":" + format.toHexDigits((short) address.getPort());
    }
}
