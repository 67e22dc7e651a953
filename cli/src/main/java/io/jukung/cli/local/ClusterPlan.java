package io.jukung.cli.local;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.network.CniConfig;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a local cluster consists of; decided once, at its first {@code up}, and kept in its data directory.
 *
 * @param id eight hexadecimal digits that name what the cluster makes on the machine
 * @param nodeIp this machine's address, which the members listen on for pods and each other
 * @param apiPort where the balancer serves the API on 127.0.0.1
 * @param firstMemberPort the members' ports follow from here, {@link #PORTS_A_MEMBER} each
 * @param storeToken by which the members know data of another cluster that was made with the same ports
 */
public record ClusterPlan(
        String id,
        int members,
        String nodeName,
        String nodeIp,
        int apiPort,
        int firstMemberPort,
        int nodePort,
        String podCidr,
        String serviceCidr,
        String dnsIp,
        String storeToken) {

    static final int PORTS_A_MEMBER = 4;
    private static final int FORMAT = 1;
    private static final int DNS_INDEX = 10;
    /** Clusters whose plan names none were made with it. */
    private static final String EARLIER_STORE_TOKEN = "etcd-cluster";
    /** Each node gets 24 bits of the pods' range; the services' must hold the DNS. */
    private static final int POD_PREFIX = 24;

    private static final int SERVICE_PREFIX = 28;

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException as {@code flag=value: expectation}
     */
    public ClusterPlan {
        require(members == 1 || members == 3 || members == 5, "members=" + members + ": a control plane has 1, 3 or 5");
        require(isPort(apiPort), "api-port=" + apiPort + ": expected 1 to 65535");
        require(isPort(nodePort), "node-port=" + nodePort + ": expected 1 to 65535");
        int lastMemberPort = firstMemberPort + members * PORTS_A_MEMBER - 1;
        var memberPorts = "member-port=" + firstMemberPort + ": the members take the ports " + firstMemberPort + " to "
                + lastMemberPort;
        require(isPort(firstMemberPort) && isPort(lastMemberPort), memberPorts + "; they must be within 1 to 65535");
        for (int other : List.of(apiPort, nodePort)) {
            require(
                    other < firstMemberPort || other > lastMemberPort,
                    memberPorts + ", among them " + other + ", which is the API's or the node's");
        }
        require(apiPort != nodePort, "node-port=" + nodePort + ": is the API's port");
        var pods = range("pod-cidr", podCidr, POD_PREFIX);
        var services = range("service-cidr", serviceCidr, SERVICE_PREFIX);
        require(!pods.overlaps(services), "service-cidr=" + services + ": overlaps pod-cidr=" + pods);
        require(Ipv4Address.isValid(nodeIp), "node-ip=" + nodeIp + ": expected an IPv4 address of this machine");
        var node = Ipv4Address.parse(nodeIp);
        require(!pods.contains(node), "pod-cidr=" + pods + ": holds this machine's address " + node);
        require(!services.contains(node), "service-cidr=" + services + ": holds this machine's address " + node);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= 65_535;
    }

    private static Ipv4Range range(String flag, String text, int longest) {
        Ipv4Range range;
        try {
            range = Ipv4Range.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(flag + "=" + text + ": expected a range such as 10.96.0.0/16", e);
        }
        require(
                range.prefix() >= 8 && range.prefix() <= longest,
                flag + "=" + text + ": expected a prefix of 8 to " + longest + " bits");
        return range;
    }

    /** With the DNS at the tenth address of the services. */
    public static ClusterPlan of(
            String id,
            int members,
            String nodeName,
            String nodeIp,
            int apiPort,
            int firstMemberPort,
            int nodePort,
            String podCidr,
            String serviceCidr) {
        var dnsIp = range("service-cidr", serviceCidr, SERVICE_PREFIX).address(DNS_INDEX);
        return new ClusterPlan(
                id,
                members,
                nodeName,
                nodeIp,
                apiPort,
                firstMemberPort,
                nodePort,
                podCidr,
                serviceCidr,
                dnsIp.toString(),
                "jukung-" + id);
    }

    /** One server member: its ports are on {@link #nodeIp}. */
    public record Member(String name, int securePort, int grpcPort, int storeClientPort, int storePeerPort) {}

    /** Every port it takes, with the flag that moves it. */
    List<PlannedPort> ports() {
        var members = IntStream.range(0, members() * PORTS_A_MEMBER)
                .mapToObj(index -> new PlannedPort(firstMemberPort + index, "--member-port"));
        return Stream.of(
                        Stream.of(new PlannedPort(apiPort, "--api-port"), new PlannedPort(nodePort, "--node-port")),
                        members)
                .flatMap(ports -> ports)
                .toList();
    }

    /** A port and its flag. */
    record PlannedPort(int port, String flag) {}

    public Member member(int index) {
        int first = firstMemberPort + index * PORTS_A_MEMBER;
        return new Member("server-" + (index + 1), first, first + 1, first + 2, first + 3);
    }

    public List<Member> memberList() {
        return IntStream.range(0, members).mapToObj(this::member).toList();
    }

    /** The CNI bridge of this cluster's pods; at most 15 characters, as the kernel asks. */
    public String bridge() {
        return CniConfig.bridgeName(id);
    }

    /** The nftables table of this cluster's services. */
    public String nftTable() {
        return "jukung-" + id;
    }

    public ObjectValue toTree() {
        return ObjectValue.builder()
                .put("format", FORMAT)
                .put("id", id)
                .put("members", members)
                .put("nodeName", nodeName)
                .put("nodeIp", nodeIp)
                .put("apiPort", apiPort)
                .put("firstMemberPort", firstMemberPort)
                .put("nodePort", nodePort)
                .put("podCidr", podCidr)
                .put("serviceCidr", serviceCidr)
                .put("dnsIp", dnsIp)
                .put("storeToken", storeToken)
                .build();
    }

    /**
     * Reads what {@link #toTree} wrote.
     *
     * @throws IllegalArgumentException for a format this program does not know, or a damaged plan
     */
    public static ClusterPlan of(Value value) {
        if (!(value instanceof ObjectValue tree)) {
            throw new IllegalArgumentException("expected an object");
        }
        long format = tree.whole(0, "format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("its format is " + format + ", this program knows " + FORMAT
                    + (format > FORMAT ? ": a newer Jukung made it, use that one" : ""));
        }
        return new ClusterPlan(
                tree.text("id"),
                (int) tree.whole(0, "members"),
                tree.text("nodeName"),
                tree.text("nodeIp"),
                (int) tree.whole(0, "apiPort"),
                (int) tree.whole(0, "firstMemberPort"),
                (int) tree.whole(0, "nodePort"),
                tree.text("podCidr"),
                tree.text("serviceCidr"),
                tree.text("dnsIp"),
                tree.has("storeToken") ? tree.text("storeToken") : EARLIER_STORE_TOKEN);
    }
}
