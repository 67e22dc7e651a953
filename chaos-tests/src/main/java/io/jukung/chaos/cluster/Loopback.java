package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Address;
import io.jukung.chaos.cluster.Cluster.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An address of 127.0.0.0/8 a member, no root: what is told to clients and members is a proxy's port, behind which the
 * member listens. Who connects to a peer's proxy is known by the process that has the connection's other end.
 *
 * <p>It is bytes that are held back, not packets: a cut holds them until it is healed, as TCP's repetitions would; there is
 * no loss, and nothing overtakes.
 */
final class Loopback implements Wiring {

    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    /** Behind the proxies. */
    private static final int BEHIND = 10_000;

    private static final int ATTEMPTS = 200;

    private final String network;
    private final Links links = new Links();
    private final Map<String, Supplier<List<Long>>> members = new ConcurrentHashMap<>();
    private final Map<String, List<Proxy>> proxies = new ConcurrentHashMap<>();

    private Loopback(String network) {
        this.network = network;
    }

    static Loopback create(RunName run) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int candidate = Math.floorMod(run.text().hashCode() + i, 64 * 256);
            var network = "127." + (64 + candidate / 256) + "." + candidate % 256;
            if (free(network + ".1")) {
                return new Loopback(network);
            }
        }
        throw new IOException("no free addresses in 127.64.0.0/10");
    }

    /** Whether nobody listens where members and proxies would. */
    private static boolean free(String address) {
        for (int port : new int[] {CLIENT_PORT, PEER_PORT}) {
            for (int host = 1; host <= 5; host++) {
                var one = address.replaceFirst("[0-9]+$", Integer.toString(10 + host));
                try (var socket = new ServerSocket(port, 1, InetAddress.getByName(one))) {
                    socket.getLocalPort();
                } catch (IOException e) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void add(String member, Supplier<List<Long>> pids) throws IOException {
        members.put(member, pids);
        if (proxies.containsKey(member)) {
            return;
        }
        proxies.put(
                member,
                List.of(
                        Proxy.start(
                                socket(client(member)),
                                socket(clientListen(member)),
                                other -> new Links.Ends(Links.CLIENTS, member),
                                links),
                        Proxy.start(
                                socket(peer(member)),
                                socket(peerListen(member)),
                                other -> new Links.Ends(owner(other, socket(peer(member))), member),
                                links)));
    }

    private String owner(InetSocketAddress other, InetSocketAddress proxy) throws IOException {
        for (var member : members.entrySet()) {
            if (SocketOwner.isAmong(member.getValue().get(), other, proxy)) {
                return member.getKey();
            }
        }
        return Links.STRANGER;
    }

    private static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    @Override
    public List<String> enter(String member) {
        return List.of();
    }

    private String ip(String member) {
        return network + "." + (10 + Integer.parseInt(member.substring(1)));
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
        return new Address(ip(member), CLIENT_PORT + BEHIND);
    }

    @Override
    public Address peerListen(String member) {
        return new Address(ip(member), PEER_PORT + BEHIND);
    }

    @Override
    public void cut(String from, String to) {
        links.cut(from, to);
    }

    @Override
    public boolean can(Trouble trouble) {
        return !(trouble instanceof Trouble.Loss);
    }

    @Override
    public void trouble(String from, String to, Trouble trouble) throws IOException {
        switch (trouble) {
            case Trouble.Loss loss ->
                throw new IOException(loss + " on LOOPBACK, where there are no packets; expected NAMESPACES");
            case Trouble.Reset() -> {
                links.reset(from, to);
                for (var list : proxies.values()) {
                    list.forEach(Proxy::resetRefused);
                }
            }
            case Trouble.Delay _, Trouble.Bandwidth _ -> links.trouble(from, to, trouble);
        }
    }

    @Override
    public void cutClients(String member) {
        links.cut(Links.CLIENTS, member);
    }

    @Override
    public void heal() {
        links.heal();
    }

    @Override
    public void close() {
        for (var list : proxies.values()) {
            list.forEach(Proxy::close);
        }
        proxies.clear();
    }
}
