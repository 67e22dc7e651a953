package io.jukung.cli.local;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.network.CniConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a local cluster consists of; decided once, at its first {@code up}, and kept in its data directory.
 *
 * @param id eight hexadecimal digits that name what the cluster makes on the machine
 * @param nodeIp this machine's address, which the members listen on for pods and each other
 * @param apiPort where the balancer serves the API on 127.0.0.1
 * @param firstMemberPort the members' ports follow from here, {@link #PORTS_A_MEMBER} each
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
        String dnsIp) {

    static final int PORTS_A_MEMBER = 4;

    public ClusterPlan {
        if (members != 1 && members != 3 && members != 5) {
            throw new IllegalArgumentException("members: " + members + "; a control plane has 1, 3 or 5");
        }
    }

    /** One server member: all its ports are on {@link #nodeIp} and, for the balancer, on 127.0.0.1. */
    public record Member(String name, int securePort, int grpcPort, int storeClientPort, int storePeerPort) {}

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
                .put("format", 1)
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
        if (format != 1) {
            throw new IllegalArgumentException("format " + format + "; this program knows format 1"
                    + (format > 1 ? ": a newer Jukung made it, use that one" : ""));
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
                tree.text("dnsIp"));
    }
}
