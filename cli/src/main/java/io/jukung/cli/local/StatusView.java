package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.PodHealth;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import io.jukung.cli.rest.TablePrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster at a glance.
 *
 * @param members one row a server member
 * @param pods how many pods are in which phase
 * @param trouble what is wrong, in sentences; empty when all is well
 */
public record StatusView(
        List<MemberStatus.Row> members, List<NodeRow> nodes, Map<String, Integer> pods, List<String> trouble) {

    /** Pods in trouble that are named. */
    private static final int MOST_PODS = 5;

    /** One node. */
    public record NodeRow(String name, boolean ready, String address) {}

    public static StatusView of(ClusterLayout layout) {
        var plan = layout.plannedCluster();
        var trouble = new ArrayList<String>();
        if (ProcessTable.supervisor(layout).isEmpty()) {
            trouble.add(
                    ProcessTable.alive(layout).isEmpty()
                            ? "the cluster is stopped; start it with: jukung up"
                            : "the supervisor was killed, what it started runs on unwatched; clear it away with:"
                                    + " jukung down, or start anew with: jukung up");
            return new StatusView(List.of(), List.of(), Map.of(), trouble);
        }
        var members = MemberStatus.of(layout, plan);
        if (members.stream().noneMatch(MemberStatus.Row::leader)) {
            trouble.add("no member leads: nothing can be written");
        }
        members.stream()
                .filter(member -> !member.serving())
                .forEach(member -> trouble.add("member " + member.name() + " does not answer: " + member.error()
                        + "; see " + layout.log(member.name())));
        members.forEach(member -> member.warnings()
                .forEach(warning -> trouble.add("store member " + member.name() + ": " + warning.strip())));
        var nodes = new ArrayList<NodeRow>();
        var pods = new TreeMap<String, Integer>();
        var podTrouble = new ArrayList<String>();
        try (var client = new RestClient(Kubeconfig.read(layout.kubeconfig()))) {
            for (var item : client.get("/api/v1/nodes").list("items").objects()) {
                var node = node(new KubeObject(item));
                nodes.add(node);
                if (!node.ready) {
                    trouble.add("node " + node.name + " is not ready; see: jukung describe node " + node.name);
                }
            }
            for (var item : client.get("/api/v1/pods").list("items").objects()) {
                var pod = new KubeObject(item);
                pods.merge(pod.status().text("phase"), 1, Integer::sum);
                PodHealth.trouble(pod).ifPresent(podTrouble::add);
            }
            trouble.addAll(podTrouble.subList(0, Math.min(podTrouble.size(), MOST_PODS)));
            if (podTrouble.size() > MOST_PODS) {
                trouble.add((podTrouble.size() - MOST_PODS) + " more pods are in trouble; see: jukung get pods -A");
            }
        } catch (RestFailure | CommandFailure e) {
            trouble.add("the API does not answer: " + e.getMessage());
        }
        return new StatusView(members, nodes, pods, trouble);
    }

    private static NodeRow node(KubeObject node) {
        boolean ready = node.status().list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type").equals("Ready")
                        && condition.text("status").equals("True"));
        var address = node.status().list("addresses").objects().stream()
                .filter(each -> each.text("type").equals("InternalIP"))
                .map(each -> each.text("address"))
                .findFirst()
                .orElse("");
        return new NodeRow(node.name(), ready, address);
    }

    public boolean healthy() {
        return trouble.isEmpty();
    }

    /** What a person would call a change: all but what grows with every write. */
    String gist() {
        return members.stream()
                        .map(member -> member.name() + member.pid() + member.serving() + member.leader())
                        .toList()
                + nodes.toString()
                + pods
                + trouble;
    }

    public String text() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("MEMBER", "PID", "RESTARTS", "ROLE", "TERM", "REVISION", "APPLIED", "API"));
        for (var member : members) {
            rows.add(List.of(
                    member.name(),
                    member.pid() == 0 ? "-" : Long.toString(member.pid()),
                    Integer.toString(member.restarts()),
                    member.serving() ? member.leader() ? "leader" : "follower" : "down",
                    member.serving() ? Long.toString(member.term()) : "-",
                    member.serving() ? Long.toString(member.revision()) : "-",
                    member.serving() ? Long.toString(member.appliedIndex()) : "-",
                    member.api()));
        }
        var lines = new ArrayList<>(members.isEmpty() ? List.<String>of() : TablePrinter.align(rows));
        for (var node : nodes) {
            lines.add("node " + node.name + " (" + node.address + ") is " + (node.ready ? "ready" : "not ready"));
        }
        if (!pods.isEmpty()) {
            var parts = new ArrayList<String>();
            pods.forEach((phase, count) -> parts.add(count + " " + (phase.isEmpty() ? "without phase" : phase)));
            lines.add("pods: " + String.join(", ", parts));
        }
        trouble.forEach(sentence -> lines.add("! " + sentence));
        return String.join(System.lineSeparator(), lines);
    }

    public ObjectValue toTree() {
        var podCounts = ObjectValue.builder();
        pods.forEach(podCounts::put);
        return ObjectValue.builder()
                .put("healthy", healthy())
                .put(
                        "members",
                        ListValue.of(
                                members.stream().map(MemberStatus.Row::toTree).toList()))
                .put(
                        "nodes",
                        ListValue.of(nodes.stream()
                                .map(node -> (Value) ObjectValue.builder()
                                        .put("name", node.name)
                                        .put("ready", node.ready)
                                        .put("address", node.address)
                                        .build())
                                .toList()))
                .put("pods", podCounts.build())
                .put("trouble", ListValue.ofTexts(trouble))
                .build();
    }
}
