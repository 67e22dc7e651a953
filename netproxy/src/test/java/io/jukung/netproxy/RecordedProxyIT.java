package io.jukung.netproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.client.WriteOptions;
import io.jukung.api.client.fake.InMemoryApi;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.netproxy.apply.HostNetwork;
import io.jukung.platform.Clock;
import io.jukung.testing.BuildConsole;
import io.jukung.testing.KubernetesRecording;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Our table beside one that Kubernetes' own proxy was recorded to have for the same services: both are loaded in turn
 * on the same node, the same clients connect to the same addresses, and what they get is compared.
 */
@Needs(
        tools = {"nft", "ip", "conntrack"},
        root = true)
class RecordedProxyIT {

    private static final String SERVICES = "10.97.2.";
    private static final String SERVICE_CIDR = "10.97.0.0/16";
    private static final String OURS = "jukung-recorded";

    /** Where we answer otherwise, and why; by the connection's name, with its client or for all. */
    private static final Map<String, String> REVIEWED = Map.of(
            "no such service",
            "there packets to addresses without a service are dropped; we say at once that nobody is there",
            "no endpoints from the node",
            "there the refusal is an ICMP error, which does not reach clients on the node; ours is a reset",
            "other port of a cluster IP from the node",
            "as for no endpoints",
            "node port on loopback",
            "there node ports are served on the node's first address; we serve them on 127.0.0.1 too, as its older modes");

    private record Connection(String name, String address, int port) {}

    private static final List<Connection> CONNECTIONS = List.of(
            new Connection("affinity", SERVICES + "1", 80),
            new Connection("cluster IP", SERVICES + "2", 80),
            new Connection("other port of a cluster IP", SERVICES + "2", 81),
            new Connection("local policy, cluster IP", SERVICES + "3", 80),
            new Connection("local policy, node port", NodeNetwork.NODE_IP, 31944),
            new Connection("no endpoints", SERVICES + "4", 80),
            new Connection("node port's cluster IP", SERVICES + "5", 80),
            new Connection("node port", NodeNetwork.NODE_IP, 31701),
            new Connection("port that is no node port", NodeNetwork.NODE_IP, 31999),
            new Connection("node port on loopback", "127.0.0.1", 31701),
            new Connection("no such service", "10.97.77.77", 80));

    @Test
    void clientsGetTheSame() throws Exception {
        var recording = recording();
        try (var network = NodeNetwork.build()) {
            network.node().run(() -> new HostNetwork(Ipv4Range.parse(SERVICE_CIDR), NodeNetwork.NODE_IP).prepare());
            var theirs = withTheirs(network, recording.text("nft"));
            var ours = withOurs(network, recording);
            var different = new TreeMap<String, String>();
            theirs.forEach((connection, outcome) -> {
                if (!outcome.equals(ours.get(connection))) {
                    different.put(connection, "theirs: " + outcome + ", ours: " + ours.get(connection));
                }
            });
            BuildConsole.say(
                    "recorded-proxy",
                    "Connections as recorded of kube-proxy: %d of %d; otherwise: %s"
                            .formatted(theirs.size() - different.size(), theirs.size(), different.keySet()));
            different
                    .keySet()
                    .removeIf(connection -> REVIEWED.containsKey(connection)
                            || REVIEWED.containsKey(connection.replaceFirst(" from .*", "")));
            assertThat(different).isEmpty();
        }
    }

    /** The scenario's step with the ruleset, with the addresses of {@link NodeNetwork}. */
    private static ObjectValue recording() throws IOException {
        var file = KubernetesRecording.require("behaviour/proxy.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            var scenario = Json.readObject(in.readAllBytes());
            var nft = scenario.list("steps").objects().stream()
                    .filter(step -> step.has("nft"))
                    .findFirst()
                    .orElseThrow();
            return scenario.with("nft", Value.of(addressed(nft.text("nft"))));
        }
    }

    private static String addressed(String text) {
        return text.replace("<pod-ip-6>", NodeNetwork.POD_A)
                .replace("<pod-ip-7>", NodeNetwork.POD_B)
                .replaceAll("<pod-ip-(\\d+)>", "10.88.7.$1")
                .replace("<svc-ip-12>/16", SERVICE_CIDR)
                .replaceAll("<svc-ip-(\\d+)>", SERVICES + "$1")
                .replace("<node-ip>", NodeNetwork.NODE_IP)
                .replace("10.244.0.0/16", "10.88.0.0/16");
    }

    private static Map<String, String> withTheirs(NodeNetwork network, String ruleset) throws Exception {
        var program = Files.createTempFile("recorded", ".nft");
        try {
            Files.writeString(program, ruleset);
            network.node().run(() -> NetworkNamespace.output("nft", "-f", program.toString()));
            return outcomes(network);
        } finally {
            Files.delete(program);
            network.node().run(() -> NetworkNamespace.output("nft", "delete", "table", "ip", "kube-proxy"));
        }
    }

    private static Map<String, String> withOurs(NodeNetwork network, ObjectValue scenario) throws Exception {
        var api = new InMemoryApi();
        var addresses = Map.of("aff", "1", "cip", "2", "lo", "3", "none", "4", "np", "5");
        var nodePorts = Map.of("lo", 31944, "np", 31701);
        for (var manifest : scenario.list("manifests").objects()) {
            var name = manifest.text("metadata", "name");
            if (addresses.containsKey(name)) {
                create(api, name, manifest.object("spec"), addresses.get(name), nodePorts.getOrDefault(name, 0));
            }
        }
        var proxy = network.node()
                .call(() -> NetProxy.start(new NetProxyConfig(
                        api,
                        "n1",
                        NodeNetwork.NODE_IP,
                        OURS,
                        Ipv4Range.parse(SERVICE_CIDR),
                        Ipv4Range.parse("10.88.0.0/16"),
                        "10.97.0.10",
                        0,
                        "cluster.local",
                        NetProxyConfig.DEFAULT_DNS_TTL,
                        List.of(),
                        Clock.system())));
        try {
            assertThat(proxy.awaitWritten(Duration.ofSeconds(30))).isTrue();
            return outcomes(network);
        } finally {
            network.node().run(proxy::purge);
        }
    }

    /** As the API server would have stored it, with the slice that the controller was recorded to make. */
    private static void create(InMemoryApi api, String name, ObjectValue spec, String address, int nodePort) {
        var policies = new ArrayList<String>();
        for (var field : List.of("type", "sessionAffinity", "externalTrafficPolicy")) {
            if (spec.has(field)) {
                policies.add("'" + field + "':'" + spec.text(field) + "',");
            }
        }
        api.create(
                GroupVersionResource.core("services"),
                Objects.service(
                        name,
                        String.join("", policies) + "'clusterIP':'" + SERVICES + address
                                + "','ports':[{'protocol':'TCP','port':80,'targetPort':8080"
                                + (nodePort > 0 ? ",'nodePort':" + nodePort : "") + "}]"),
                WriteOptions.DEFAULT);
        var endpoints = Objects.ready(NodeNetwork.POD_A, "n1") + "," + Objects.ready(NodeNetwork.POD_B, "n1");
        api.create(
                new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"),
                Objects.slice(
                        name + "-1",
                        name,
                        "{'name':'','protocol':'TCP','port':8080}",
                        spec.text("selector", "app").equals("x") ? endpoints : ""),
                WriteOptions.DEFAULT);
    }

    private static Map<String, String> outcomes(NodeNetwork network) throws Exception {
        var clients = new LinkedHashMap<String, NetworkNamespace>();
        clients.put("pod a", network.podA());
        clients.put("the node", network.node());
        clients.put("outside", network.outside());
        var outcomes = new TreeMap<String, String>();
        for (var connection : CONNECTIONS) {
            for (var client : clients.entrySet()) {
                boolean loopback = connection.address().equals("127.0.0.1");
                if (!loopback || client.getKey().equals("the node")) {
                    outcomes.put(
                            connection.name() + " from " + client.getKey(), outcome(client.getValue(), connection));
                }
            }
        }
        return outcomes;
    }

    /** Which servers are reached and whom they see, or how it fails. */
    private static String outcome(NetworkNamespace client, Connection connection)
            throws IOException, InterruptedException {
        var answers = new TreeSet<String>();
        try {
            for (int i = 0; i < 20; i++) {
                answers.add(NodeNetwork.tcp(client, connection.address(), connection.port()));
            }
        } catch (ConnectException | NoRouteToHostException e) {
            return "refused";
        } catch (SocketTimeoutException e) {
            return "no answer";
        }
        if (connection.name().equals("affinity")) {
            assertThat(answers).as("servers of one client with affinity").hasSize(1);
            // Which of them is chance, and with it whether it is the client itself.
            return "one server";
        }
        return answers.toString();
    }
}
