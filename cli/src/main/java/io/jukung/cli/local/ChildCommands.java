package io.jukung.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command lines of a local cluster's processes. They hold paths and addresses, never a secret. */
final class ChildCommands {

    /**
     * For several processes on one small machine; docs/performance.md has the measurements. The quick compiler
     * alone, and early: the optimizing one takes minutes of the CPU before it gives any back, and code that waits
     * for its 200th call is interpreted meanwhile. A heap that begins small, where by default it is a 64th of the
     * machine, and is given back.
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.1",
            "-Xms32m",
            "-XX:MinHeapFreeRatio=20",
            "-XX:MaxHeapFreeRatio=40",
            "-Dio.netty.leakDetection.level=disabled",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private ChildCommands() {}

    /** {@code jukung …} with this process's program and class path. */
    private static List<String> jukung(String heap, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-Xmx" + heap);
        command.addAll(JVM_FLAGS);
        command.add("-Djukung.log=INFO");
        command.add("-Djukung.home=" + System.getProperty("jukung.home", ""));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.jukung.cli.Main");
        command.addAll(arguments);
        return command;
    }

    static List<String> supervisor(ClusterLayout layout) {
        return jukung("128m", List.of("supervise", "--data-dir=" + layout.root()));
    }

    static List<String> server(ClusterPlan plan, ClusterLayout layout, ClusterPlan.Member member) {
        var initialCluster = plan.memberList().stream()
                .map(each -> each.name() + "=https://" + plan.nodeIp() + ":" + each.storePeerPort())
                .collect(Collectors.joining(","));
        return jukung(
                "384m",
                List.of(
                        "server",
                        "--name=" + member.name(),
                        "--data-dir=" + layout.member(member),
                        "--pki-dir=" + layout.pki(),
                        "--advertise-address=" + plan.nodeIp(),
                        "--secure-port=" + member.securePort(),
                        "--grpc-port=" + member.grpcPort(),
                        "--store-client-port=" + member.storeClientPort(),
                        "--store-peer-port=" + member.storePeerPort(),
                        "--initial-cluster=" + initialCluster,
                        "--initial-cluster-token=" + plan.storeToken(),
                        "--service-cidr=" + plan.serviceCidr(),
                        "--pod-cidr=" + plan.podCidr()));
    }

    static List<String> node(ClusterPlan plan, ClusterLayout layout) {
        var servers = plan.memberList().stream()
                .map(member -> plan.nodeIp() + ":" + member.grpcPort())
                .collect(Collectors.joining(","));
        return jukung(
                "256m",
                List.of(
                        "node",
                        "--name=" + plan.nodeName(),
                        "--node-ip=" + plan.nodeIp(),
                        "--servers=" + servers,
                        "--pki-dir=" + layout.pki(),
                        "--data-dir=" + layout.node(),
                        "--containerd-socket=" + layout.containerdSocket(),
                        "--port=" + plan.nodePort(),
                        "--cluster-id=" + plan.id(),
                        "--nft-table=" + plan.nftTable(),
                        "--cni-conf-dir=" + layout.containerd().resolve("cni"),
                        "--pod-cidr=" + plan.podCidr(),
                        "--service-cidr=" + plan.serviceCidr(),
                        "--cluster-dns=" + plan.dnsIp()));
    }
}
