package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Address;
import io.jukung.chaos.cluster.Cluster.Trouble;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A network namespace a member and one with a bridge that joins them, into which the harness has an interface:
 *
 * <pre>
 *   harness  RUN ──────┐
 *   RUN-n1  eth0 ── br0 in RUN-sw
 *   RUN-n2  eth0 ──────┘
 * </pre>
 *
 * The bridge has a namespace of its own so that the machine's packet filters see nothing of what members say to each other.
 * Addresses are of 198.18.0.0/15, which is set aside for measurements of networks (RFC 2544).
 */
final class Namespaces implements Wiring {

    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    private static final int NETWORKS = 512;

    /** Dropped and rejected are whom the sets name, by where their packets come from. */
    private static final String FILTER = """
            table inet chaos {
              set cut { type ipv4_addr; }
              set refused { type ipv4_addr; }
              chain in {
                type filter hook input priority -300; policy accept;
                ip saddr @cut drop
                ip saddr @refused meta l4proto tcp reject with tcp reset
              }
            }
            """;

    private final RunName run;
    private final String network;
    private final Detours detours = new Detours();
    private final Set<String> placed = new TreeSet<>();

    private Namespaces(RunName run, String network) {
        this.run = run;
        this.network = network;
    }

    static Namespaces create(RunName run) throws IOException, InterruptedException {
        var network = freeNetwork(run);
        Shell.script("""
                ip netns add RUN-sw
                ip -n RUN-sw link set lo up
                ip -n RUN-sw link add br0 type bridge
                ip -n RUN-sw link set br0 up
                ip link add RUN type veth peer name host netns RUN-sw
                ip -n RUN-sw link set host master br0 up
                ip addr add NET.1/24 dev RUN
                ip link set RUN up
                """.replace("RUN", run.text()).replace("NET", network));
        return new Namespaces(run, network);
    }

    /** The first three bytes of a network that nothing here is on. */
    static String freeNetwork(RunName run) throws IOException {
        var taken = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> address.getHostAddress().replaceFirst("\\.[0-9]+$", ""))
                .collect(Collectors.toSet());
        for (int i = 0; i < NETWORKS; i++) {
            int candidate = Math.floorMod(run.text().hashCode() + i, NETWORKS);
            var network = "198." + (18 + candidate / 256) + "." + candidate % 256;
            if (!taken.contains(network)) {
                return network;
            }
        }
        throw new IOException("no free network in 198.18.0.0/15");
    }

    @Override
    public void add(String member, Supplier<List<Long>> pids) throws IOException, InterruptedException {
        if (!placed.add(member)) {
            return;
        }
        Shell.script("""
                ip netns add RUN-MEMBER
                ip -n RUN-MEMBER link set lo up
                ip -n RUN-sw link add MEMBER type veth peer name eth0 netns RUN-MEMBER
                ip -n RUN-sw link set MEMBER master br0 up
                ip -n RUN-MEMBER addr add IP/24 dev eth0
                ip -n RUN-MEMBER link set eth0 up
                """.replace("RUN", run.text()).replace("MEMBER", member).replace("IP", ip(member)));
        nft(member, FILTER);
    }

    @Override
    public List<String> enter(String member) {
        // Not ip netns exec, which gives it mounts of its own: an unmounted disk would live on in them.
        return List.of("nsenter", "--net=/run/netns/" + name(member), "--");
    }

    private String name(String member) {
        return run.text() + "-" + member;
    }

    /** The last byte of its address. */
    private static int host(String member) {
        return 10 + Integer.parseInt(member.substring(1));
    }

    private String ip(String member) {
        return network + "." + host(member);
    }

    @Override
    public Address client(String member) {
        return new Address(ip(member), CLIENT_PORT);
    }

    @Override
    public Address peer(String member) {
        return new Address(ip(member), PEER_PORT);
    }

    @Override
    public Address clientListen(String member) {
        return client(member);
    }

    @Override
    public Address peerListen(String member) {
        return peer(member);
    }

    @Override
    public void cut(String from, String to) throws IOException, InterruptedException {
        nft(to, "add element inet chaos cut { " + ip(from) + " }");
    }

    @Override
    public boolean can(Trouble trouble) {
        return true;
    }

    @Override
    public void trouble(String from, String to, Trouble trouble) throws IOException, InterruptedException {
        if (trouble instanceof Trouble.Reset) {
            nft(to, "add element inet chaos refused { " + ip(from) + " }");
            return;
        }
        // Both ends: what comes in by the one must not be turned away for want of the other.
        for (var end : List.of(from, to)) {
            detours.add(host(end), name(end), run + end.substring(1));
        }
        detours.trouble(host(from), host(to), trouble);
        Shell.script("ip -n %s route replace %s/32 dev %s src %s\n"
                .formatted(name(from), ip(to), Detours.INTERFACE, ip(from)));
    }

    @Override
    public void cutClients(String member) throws IOException, InterruptedException {
        nft(member, "add element inet chaos cut { " + network + ".1 }");
    }

    @Override
    public void heal() throws IOException, InterruptedException {
        detours.heal();
        for (var member : placed) {
            Shell.script("ip -n " + name(member) + " route flush dev " + Detours.INTERFACE + " 2>/dev/null || true\n");
            nft(member, "flush set inet chaos cut; flush set inet chaos refused");
        }
    }

    private void nft(String member, String rules) throws IOException, InterruptedException {
        Shell.script("nsenter --net=/run/netns/" + name(member) + " nft -f - <<'end'\n" + rules + "\nend\n");
    }

    /** The guard removes the namespaces. */
    @Override
    public void close() {
        detours.close();
    }
}
