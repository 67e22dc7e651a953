package io.jukung.cli;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.cli.local.ClusterPlan;
import io.jukung.cli.local.Preflight;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new local cluster is made of. One that is there stays as it was made. */
public final class PlanOptions {

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "Server members: 1, 3 or 5 (default: " + MEMBERS + ").")
    private @Nullable Integer members;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            description = "Where the API is served on 127.0.0.1 (default: " + API_PORT + ").")
    private @Nullable Integer apiPort;

    @Option(
            names = "--member-port",
            paramLabel = "PORT",
            description = "First of the members' ports, four a member (default: " + MEMBER_PORT + ").")
    private @Nullable Integer memberPort;

    @Option(
            names = "--node-port",
            paramLabel = "PORT",
            description = "Where the node serves logs and exec to the API servers (default: " + NODE_PORT + ").")
    private @Nullable Integer nodePort;

    @Option(
            names = "--node-ip",
            paramLabel = "ADDRESS",
            description = "This machine's address, reachable from pods (default: of its default route).")
    private @Nullable String nodeIp;

    @Option(names = "--pod-cidr", paramLabel = "CIDR", description = "Addresses of pods (default: " + POD_CIDR + ").")
    private @Nullable String podCidr;

    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            description = "Addresses of services; DNS is the tenth (default: " + SERVICE_CIDR + ").")
    private @Nullable String serviceCidr;

    private static final int MEMBERS = 3;
    private static final int API_PORT = 6443;
    private static final int MEMBER_PORT = 7440;
    private static final int NODE_PORT = 10_250;
    private static final String POD_CIDR = "10.244.0.0/16";
    private static final String SERVICE_CIDR = "10.96.0.0/16";
    private static final int ID_BYTES = 4;

    /**
     * A new cluster's plan.
     *
     * @throws CommandFailure naming the flag that is wrong
     */
    ClusterPlan fresh(RandomGenerator random) {
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        try {
            return ClusterPlan.of(
                    HexFormat.of().formatHex(id),
                    or(members, MEMBERS),
                    Preflight.nodeName(),
                    nodeIp == null ? Preflight.nodeIp() : nodeIp,
                    or(apiPort, API_PORT),
                    or(memberPort, MEMBER_PORT),
                    or(nodePort, NODE_PORT),
                    podCidr == null ? POD_CIDR : podCidr,
                    serviceCidr == null ? SERVICE_CIDR : serviceCidr);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--" + e.getMessage(), e);
        }
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    /** The first flag that asks for something else than the cluster is, and what it is. */
    Optional<String> contradiction(ClusterPlan made) {
        return differs("--members", members, made.members())
                .or(() -> differs("--api-port", apiPort, made.apiPort()))
                .or(() -> differs("--member-port", memberPort, made.firstMemberPort()))
                .or(() -> differs("--node-port", nodePort, made.nodePort()))
                .or(() -> differs("--node-ip", nodeIp, made.nodeIp()))
                .or(() -> differs("--pod-cidr", canonical(podCidr), canonical(made.podCidr())))
                .or(() -> differs("--service-cidr", canonical(serviceCidr), canonical(made.serviceCidr())));
    }

    private static Optional<String> differs(String flag, @Nullable Object given, @Nullable Object made) {
        return given == null || given.equals(made)
                ? Optional.empty()
                : Optional.of(flag + "=" + given + ": the cluster was made with " + made);
    }

    /** The range without the bits that do not count; text that is no range as it is. */
    private static @Nullable String canonical(@Nullable String range) {
        try {
            return range == null ? null : Ipv4Range.parse(range).toString();
        } catch (IllegalArgumentException e) {
            return range;
        }
    }
}
