package io.jukung.netproxy.rules;

import io.jukung.netproxy.tracker.Service;
import io.jukung.netproxy.tracker.ServiceEndpoints;
import io.jukung.netproxy.tracker.ServiceEndpoints.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one service needs in the table. Per port there is a chain that picks a target, one more that keeps to targets on
 * this node where a policy asks for it, and one for clients from outside; session affinity adds a chain and a set of
 * clients per target.
 */
public final class ServiceRules {

    /** nftables' own limit is 255; short names keep {@code nft list} readable. */
    private static final int MAX_NAME = 100;

    /** nftables' limit. */
    private static final int MAX_COMMENT = 128;

    private static final int MAX_AFFINITY_CLIENTS = 65_535;

    private final ServiceEndpoints state;
    private final Service service;
    private final NodeRules node;
    private final RuleSet.Builder rules = new RuleSet.Builder();

    private ServiceRules(ServiceEndpoints state, NodeRules node) {
        this.state = state;
        this.service = state.service();
        this.node = node;
    }

    /** A headless or external service needs nothing. */
    public static RuleSet of(ServiceEndpoints state, NodeRules node) {
        var rules = new ServiceRules(state, node);
        if (state.service().translated()) {
            rules.clusterIps().forEach(address -> rules.rules.element(NodeRules.CLUSTER_IPS, address));
            rules.service.ports().forEach(rules::port);
        }
        return rules.rules.build();
    }

    /** The cluster's DNS address belongs to this node's resolver, whatever service claims it. */
    private List<String> clusterIps() {
        return service.clusterIps().stream()
                .filter(address -> !address.equals(node.dnsAddress()))
                .toList();
    }

    /** Names of one port's chains. */
    private record Names(String suffix) {

        String all() {
            return "service-" + suffix;
        }

        String local() {
            return "local-" + suffix;
        }

        String external() {
            return "external-" + suffix;
        }

        String firewall() {
            return "firewall-" + suffix;
        }
    }

    private void port(Service.Port port) {
        var targets = state.targets(port);
        var all = ServiceEndpoints.usable(targets, endpoint -> true);
        var local = ServiceEndpoints.usable(targets, endpoint -> endpoint.node().equals(node.nodeName()));
        var label = service.key() + ":" + (port.name().isEmpty() ? port.port() : port.name()) + "/"
                + port.protocol().lowerCase();
        var names = new Names(id(label) + "/" + shortened(label));
        internal(port, names, service.internalLocal() ? local : all, all.isEmpty());
        external(port, names, service.externalLocal() ? local : all, all.isEmpty());
        chains(port, names, label, all, local);
        firewall(port, names, label);
        Stream.concat(all.stream(), local.stream())
                .forEach(target -> rules.element(NodeRules.HAIRPIN, target.address() + " . " + target.address()));
    }

    /** What cluster addresses lead to. */
    private void internal(Service.Port port, Names names, List<Target> usable, boolean nowhere) {
        for (var address : clusterIps()) {
            var key = key(address, port);
            if (usable.isEmpty()) {
                rules.element(NodeRules.NO_ENDPOINTS, key, refusal(nowhere));
            } else {
                rules.element(
                        NodeRules.SERVICE_IPS, key, "goto " + (service.internalLocal() ? names.local() : names.all()));
            }
        }
    }

    /** What external addresses and node ports lead to. */
    private void external(Service.Port port, Names names, List<Target> usable, boolean nowhere) {
        for (var address : service.outsideAddresses()) {
            var key = key(address, port);
            if (usable.isEmpty()) {
                rules.element(NodeRules.NO_ENDPOINTS, key, refusal(nowhere));
            }
            if (!nowhere) {
                rules.element(NodeRules.SERVICE_IPS, key, "goto " + names.external());
            }
        }
        if (port.nodePort() > 0) {
            var key = port.protocol().lowerCase() + " . " + port.nodePort();
            if (usable.isEmpty()) {
                rules.element(NodeRules.NO_ENDPOINTS_NODE_PORTS, key, refusal(nowhere));
            }
            if (!nowhere) {
                rules.element(NodeRules.NODE_PORTS, key, "goto " + names.external());
            }
        }
    }

    private static String key(String address, Service.Port port) {
        return address + " . " + port.protocol().lowerCase() + " . " + port.port();
    }

    /** Keeps others than the service's source ranges from its load balancers' addresses. */
    private void firewall(Service.Port port, Names names, String label) {
        if (service.sourceRanges().isEmpty() || service.loadBalancerIps().isEmpty()) {
            return;
        }
        var chain = new ArrayList<String>();
        // A rule each: ranges may overlap, which one set does not allow.
        service.sourceRanges().forEach(range -> chain.add("ip saddr " + range + " return"));
        chain.add("drop");
        rules.chain(names.firewall(), comment(label, " allowed sources"), chain);
        service.loadBalancerIps()
                .forEach(address ->
                        rules.element(NodeRules.FIREWALL_IPS, key(address, port), "goto " + names.firewall()));
    }

    /** A client is told that nobody is there; where only this node has nobody, it is to try another one. */
    private static String refusal(boolean nowhere) {
        return nowhere ? "goto " + NodeRules.REJECT : "drop";
    }

    private void chains(Service.Port port, Names names, String label, List<Target> all, List<Target> local) {
        if (all.isEmpty()) {
            return;
        }
        boolean outside = port.nodePort() > 0 || !service.outsideAddresses().isEmpty();
        boolean keepsLocal = service.internalLocal() || (outside && service.externalLocal());
        rules.chain(names.all(), comment(label, ""), pick(port, names, all));
        if (keepsLocal && !local.isEmpty()) {
            rules.chain(names.local(), comment(label, " on this node"), pick(port, names, local));
        }
        if (outside) {
            rules.chain(names.external(), comment(label, " from outside"), fromOutside(names, !local.isEmpty()));
        }
    }

    private List<String> fromOutside(Names names, boolean hasLocal) {
        var mark = "meta mark set meta mark or " + NodeRules.MARK;
        if (!service.externalLocal()) {
            return List.of(mark, "goto " + names.all());
        }
        // Pods and the node itself are not outside: they may go anywhere. Others keep their address.
        var chain = new ArrayList<>(List.of(
                "ip saddr " + node.podCidr() + " goto " + names.all(),
                "fib saddr type local " + mark,
                "fib saddr type local goto " + names.all()));
        if (hasLocal) {
            chain.add("goto " + names.local());
        }
        return chain;
    }

    /** Picks one of the targets at random, or the one that the client had before. */
    private List<String> pick(Service.Port port, Names names, List<Target> targets) {
        var protocol = port.protocol().lowerCase();
        if (service.affinitySeconds() == 0) {
            return List.of("meta l4proto " + protocol + " dnat ip to numgen random mod " + targets.size() + " map { "
                    + numbered(targets.stream()
                            .map(target -> target.address() + " . " + target.port())
                            .toList())
                    + " }");
        }
        var chain = new ArrayList<String>();
        var verdicts = new ArrayList<String>();
        for (var target : targets) {
            var endpoint = target.address() + ":" + target.port();
            // A set's time-out cannot change: another one is another set.
            var name = id(names.suffix() + endpoint + " " + service.affinitySeconds()) + "/" + target.address() + "/"
                    + target.port();
            rules.set(
                    "affinity-" + name,
                    "type ipv4_addr ; size " + MAX_AFFINITY_CLIENTS + " ; flags dynamic,timeout ; timeout "
                            + service.affinitySeconds() + "s ;");
            rules.chain(
                    "endpoint-" + name,
                    "",
                    List.of(
                            "update @affinity-" + name + " { ip saddr }",
                            "meta l4proto " + protocol + " dnat to " + endpoint));
            chain.add("ip saddr @affinity-" + name + " goto endpoint-" + name);
            verdicts.add("goto endpoint-" + name);
        }
        chain.add("numgen random mod " + targets.size() + " vmap { " + numbered(verdicts) + " }");
        return chain;
    }

    private static String numbered(List<String> values) {
        var text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(i).append(" : ").append(values.get(i));
        }
        return text.toString();
    }

    private static String comment(String label, String what) {
        int most = MAX_COMMENT - what.length();
        return (label.length() > most ? label.substring(0, most) : label) + what;
    }

    private static String shortened(String label) {
        var name = label.replace(':', '/');
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }

    /** Tells apart what shortening might not. */
    private static String id(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
