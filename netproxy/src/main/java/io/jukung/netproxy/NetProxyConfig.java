package io.jukung.netproxy;

import io.jukung.api.client.ApiClient;
import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.platform.Clock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a network proxy is started with.
 *
 * @param client how it sees Services and EndpointSlices
 * @param nodeName the node it serves
 * @param nodeIp an address of this host at which DNS listens and from which pods are reached
 * @param table the name of its nftables table; another cluster on the same machine needs another one
 * @param serviceCidr addresses of services
 * @param podCidr addresses of all pods of the cluster
 * @param dnsAddress the cluster's DNS address, inside {@code serviceCidr}
 * @param dnsPort where DNS really listens; 0 for any free port
 * @param domain of the cluster
 * @param dnsTtl how long clients may keep answers about services
 * @param upstreams resolvers of names outside the cluster, in order; see {@link io.jukung.netproxy.dns.ResolvConf}
 */
public record NetProxyConfig(
        ApiClient client,
        String nodeName,
        String nodeIp,
        String table,
        Ipv4Range serviceCidr,
        Ipv4Range podCidr,
        String dnsAddress,
        int dnsPort,
        String domain,
        Duration dnsTtl,
        List<InetSocketAddress> upstreams,
        Clock clock) {

    /** Kubernetes' customary time for which DNS answers may be kept. */
    public static final Duration DEFAULT_DNS_TTL = Duration.ofSeconds(5);

    private static final Pattern TABLE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,63}");

    public NetProxyConfig {
        upstreams = List.copyOf(upstreams);
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException("table must be letters, digits, '-' and '_', at most 64: " + table);
        }
        if (!Ipv4Address.isValid(nodeIp)) {
            throw new IllegalArgumentException("nodeIp must be an IPv4 address: " + nodeIp);
        }
        if (!Ipv4Address.isValid(dnsAddress) || !serviceCidr.contains(Ipv4Address.parse(dnsAddress))) {
            throw new IllegalArgumentException("dnsAddress must lie in " + serviceCidr + ": " + dnsAddress);
        }
        if (dnsPort < 0 || dnsPort > 65_535) {
            throw new IllegalArgumentException("dnsPort must be 0 to 65535: " + dnsPort);
        }
        if (dnsTtl.isNegative()) {
            throw new IllegalArgumentException("dnsTtl must not be negative: " + dnsTtl);
        }
    }
}
