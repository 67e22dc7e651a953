package io.jukung.netproxy.apply;

import io.jukung.api.model.net.Ipv4Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host must allow for services to work: forwarding, node ports on 127.0.0.1, packets of bridges in nftables,
 * and a route to services. Settings that others use too ({@code ip_forward}) stay when the proxy is removed.
 */
public final class HostNetwork {

    private static final Logger LOG = LoggerFactory.getLogger(HostNetwork.class);
    private static final Path SYSCTLS = Path.of("/proc/sys/net");
    private static final String FORWARD = "ipv4/ip_forward";
    private static final String ROUTE_LOCALNET = "ipv4/conf/all/route_localnet";
    private static final String BRIDGE_FILTER = "bridge/bridge-nf-call-iptables";
    private static final Duration AT_MOST = Duration.ofSeconds(10);
    /** Marks our route among others, for its removal. */
    private static final String ROUTE_PROTOCOL = "106";

    private final Ipv4Range serviceCidr;
    private final String nodeIp;
    private final List<String> problems = new ArrayList<>();
    private boolean localnetChanged;

    public HostNetwork(Ipv4Range serviceCidr, String nodeIp) {
        this.serviceCidr = serviceCidr;
        this.nodeIp = nodeIp;
    }

    /** Sets what can be set; what could not is in {@link #problems}. */
    public void prepare() {
        set(FORWARD);
        localnetChanged |= set(ROUTE_LOCALNET);
        if (bridgeFiltered()) {
            set(BRIDGE_FILTER);
        }
        ensureRoute();
        problems.forEach(problem -> LOG.warn("Services may not work: {}", problem));
    }

    /** An earlier process of ours prepared this host: what it set is ours to take back. */
    public void leftByEarlier() {
        localnetChanged = true;
    }

    /** Whether packets between ports of one bridge can pass nftables at all. */
    public boolean bridgeFiltered() {
        return Files.exists(SYSCTLS.resolve(BRIDGE_FILTER));
    }

    /** What is not as it should be, in sentences with the remedy. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Takes back what only we need. */
    public void restore() {
        if (localnetChanged) {
            write(ROUTE_LOCALNET, "0");
        }
        try {
            ip("route", "flush", "exact", serviceCidr.toString(), "proto", ROUTE_PROTOCOL);
        } catch (IOException e) {
            LOG.warn("The route to {} could not be removed: {}", serviceCidr, e.getMessage());
        }
    }

    /** Whether it had to be changed. */
    private boolean set(String name) {
        try {
            if (!Files.readString(SYSCTLS.resolve(name)).strip().equals("0")) {
                return false;
            }
        } catch (IOException e) {
            problems.add("sysctl net." + name.replace('/', '.') + " cannot be read: " + e.getMessage());
            return false;
        }
        LOG.info("Setting net.{} = 1", name.replace('/', '.'));
        return write(name, "1");
    }

    private boolean write(String name, String value) {
        try {
            Files.writeString(SYSCTLS.resolve(name), value);
            return true;
        } catch (IOException e) {
            problems.add("sysctl -w net." + name.replace('/', '.') + "=" + value + " is needed and failed: "
                    + e.getMessage());
            return false;
        }
    }

    /**
     * The kernel looks for a route before it translates an address. A host without a default route has none to
     * services; no packet ever takes this one.
     */
    private void ensureRoute() {
        var range = serviceCidr.toString();
        try {
            if (!ip("route", "get", range.substring(0, range.indexOf('/'))).succeeded()) {
                var added = ip("route", "replace", range, "dev", "lo", "src", nodeIp, "proto", ROUTE_PROTOCOL);
                if (!added.succeeded()) {
                    problems.add("the host has no route to services " + range + " and none could be added: "
                            + added.complaint());
                }
            }
        } catch (IOException e) {
            problems.add("cannot run ip (package iproute2): " + e.getMessage());
        }
    }

    private static Command.Result ip(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return Command.run(command, "", AT_MOST);
    }
}
