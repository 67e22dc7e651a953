package io.jukung.netproxy.dns;

import io.jukung.api.model.net.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resolvers of the host. */
public final class ResolvConf {

    private static final Logger LOG = LoggerFactory.getLogger(ResolvConf.class);
    private static final int PORT = 53;

    private ResolvConf() {}

    /** The IPv4 name servers of a resolv.conf, at most three as the C library takes; none where it cannot be read. */
    public static List<InetSocketAddress> nameServers(Path file) {
        try {
            return nameServers(Files.readString(file));
        } catch (IOException e) {
            LOG.warn("Names outside the cluster cannot be resolved: {}", e.toString());
            return List.of();
        }
    }

    static List<InetSocketAddress> nameServers(String text) {
        var servers = new ArrayList<InetSocketAddress>();
        text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals("nameserver") && Ipv4Address.isValid(words[1]))
                .limit(3)
                .forEach(words -> servers.add(new InetSocketAddress(address(words[1]), PORT)));
        return servers;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }
}
