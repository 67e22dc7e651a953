package io.jukung.netproxy.rules;

import io.jukung.api.model.net.Ipv4Range;
import java.util.List;

/**
 * What the rules of every service on this node share.
 *
 * @param nodeName tells endpoints on this node from others
 * @param podCidr addresses of all pods of the cluster
 * @param dnsAddress the cluster's DNS address, answered on this node; its ports other than 53 do not exist
 * @param resolver where this node's DNS listens: {@code address:port}
 * @param bridgeFiltered whether packets between pods on one bridge pass nftables. Where they do not, answers would
 *     bypass the translation back, and such connections are masqueraded
 */
public record NodeRules(
        String nodeName,
        Ipv4Range serviceCidr,
        Ipv4Range podCidr,
        String dnsAddress,
        String resolver,
        boolean bridgeFiltered) {

    /** Marks packets that leave with the node's address; the bit that Kubernetes uses for it. */
    static final String MARK = "0x4000";

    /** Leads DNS queries to the resolver. */
    public static final String DNS_UDP = "dns-udp";

    static final String DNS_TCP = "dns-tcp";
    static final String CLUSTER_IPS = "cluster-ips";
    static final String HAIRPIN = "hairpin";
    static final String SERVICE_IPS = "service-ips";
    static final String NODE_PORTS = "service-nodeports";
    static final String NO_ENDPOINTS = "no-endpoint-services";
    static final String NO_ENDPOINTS_NODE_PORTS = "no-endpoint-nodeports";
    static final String FIREWALL_IPS = "firewall-ips";
    static final String REJECT = "reject-chain";

    private static final String ADDRESS_PORT = "ip daddr . meta l4proto . th dport";
    private static final String PORT = "meta l4proto . th dport";

    /** The table of a node without services. */
    public RuleSet ruleSet() {
        return new RuleSet.Builder()
                .set(CLUSTER_IPS, "type ipv4_addr ;")
                .set(HAIRPIN, "type ipv4_addr . ipv4_addr ;")
                .map(SERVICE_IPS, "type ipv4_addr . inet_proto . inet_service : verdict ;")
                .map(NODE_PORTS, "type inet_proto . inet_service : verdict ;")
                .map(NO_ENDPOINTS, "type ipv4_addr . inet_proto . inet_service : verdict ;")
                .map(NO_ENDPOINTS_NODE_PORTS, "type inet_proto . inet_service : verdict ;")
                .map(FIREWALL_IPS, "type ipv4_addr . inet_proto . inet_service : verdict ;")
                .baseChain(
                        "guard",
                        "type filter hook prerouting priority -110 ;",
                        List.of(
                                // route_localnet lets 127.0.0.1:nodePort work; nobody else may use it.
                                "iifname != \"lo\" ip daddr 127.0.0.0/8 drop", "ct state new jump firewall-check"))
                .baseChain(
                        "guard-output",
                        "type filter hook output priority -110 ;",
                        List.of("ct state new jump firewall-check"))
                .baseChain("nat-prerouting", "type nat hook prerouting priority -100 ;", List.of("jump services"))
                .baseChain("nat-output", "type nat hook output priority -100 ;", List.of("jump services"))
                .baseChain("nat-postrouting", "type nat hook postrouting priority 100 ;", List.of("jump masquerading"))
                .baseChain(
                        "filter-input",
                        "type filter hook input priority 0 ;",
                        List.of("ct state new jump nodeport-check", "ct state new jump service-check"))
                .baseChain(
                        "filter-forward",
                        "type filter hook forward priority 0 ;",
                        List.of("ct state new jump service-check", "ct state new jump cluster-ip-check"))
                .baseChain(
                        "filter-output",
                        "type filter hook output priority 0 ;",
                        List.of("ct state new jump service-check", "ct state new jump cluster-ip-check"))
                .chain(
                        "services",
                        "",
                        List.of(
                                "ip daddr @" + CLUSTER_IPS + " ip saddr != " + podCidr + " meta mark set meta mark or "
                                        + MARK,
                                ADDRESS_PORT + " vmap @" + SERVICE_IPS,
                                "fib daddr type local " + PORT + " vmap @" + NODE_PORTS))
                .chain("masquerading", "", masquerading())
                .chain(
                        "nodeport-check",
                        "",
                        List.of("fib daddr type local " + PORT + " vmap @" + NO_ENDPOINTS_NODE_PORTS))
                .chain("firewall-check", "", List.of(ADDRESS_PORT + " vmap @" + FIREWALL_IPS))
                .chain("service-check", "", List.of(ADDRESS_PORT + " vmap @" + NO_ENDPOINTS))
                .chain(
                        "cluster-ip-check",
                        "",
                        List.of(
                                "ip daddr @" + CLUSTER_IPS + " goto " + REJECT,
                                "ip daddr " + serviceCidr + " goto " + REJECT))
                // A reset reaches the node's own clients too, where an ICMP error through the loopback device does not.
                .chain(REJECT, "", List.of("meta l4proto tcp reject with tcp reset", "reject"))
                .chain(DNS_UDP, "", List.of("meta l4proto udp dnat to " + resolver))
                .chain(DNS_TCP, "", List.of("meta l4proto tcp dnat to " + resolver))
                .element(SERVICE_IPS, dnsAddress + " . udp . 53", "goto " + DNS_UDP)
                .element(SERVICE_IPS, dnsAddress + " . tcp . 53", "goto " + DNS_TCP)
                .build();
    }

    private List<String> masquerading() {
        var marked = "meta mark and " + MARK + " != 0 meta mark set meta mark xor " + MARK + " masquerade fully-random";
        var hairpin = "ct status dnat ip saddr . ip daddr @" + HAIRPIN + " masquerade fully-random";
        return bridgeFiltered
                ? List.of(marked, hairpin)
                : List.of(
                        marked,
                        hairpin,
                        "ct status dnat ip saddr " + podCidr + " ip daddr " + podCidr + " masquerade fully-random");
    }
}
