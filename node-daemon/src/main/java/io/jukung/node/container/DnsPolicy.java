package io.jukung.node.container;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.pod.DesiredPod;
import io.jukung.proto.cri.DNSConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What stands in a pod's resolv.conf.
 *
 * @param clusterServers addresses of the cluster's DNS
 * @param clusterDomain for example {@code cluster.local}
 * @param host the node's own resolv.conf
 */
public record DnsPolicy(List<String> clusterServers, String clusterDomain, ResolvConf host) {

    /** The resolver takes no more servers than this. */
    private static final int MOST_SERVERS = 3;

    /** The lines of a resolv.conf that count. */
    public record ResolvConf(List<String> servers, List<String> searches, List<String> options) {

        public ResolvConf {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }

        public static ResolvConf parse(String text) {
            var servers = new ArrayList<String>();
            List<String> searches = List.of();
            var options = new ArrayList<String>();
            for (var line : text.lines().toList()) {
                var words = List.of(line.strip().split("\\s+"));
                switch (words.getFirst()) {
                    case "nameserver" -> servers.addAll(words.subList(1, Math.min(2, words.size())));
                    case "search" -> searches = words.subList(1, words.size());
                    case "options" -> options.addAll(words.subList(1, words.size()));
                    default -> {}
                }
            }
            return new ResolvConf(servers, searches, options);
        }
    }

    public DNSConfig of(DesiredPod pod) {
        var policy = pod.spec().text("dnsPolicy");
        boolean cluster = switch (policy) {
            case "Default", "None" -> false;
            case "ClusterFirstWithHostNet" -> true;
            // ClusterFirst: pods on the host's network use the host's servers.
            default -> !pod.hostNetwork();
        };
        var servers = new LinkedHashSet<String>();
        var searches = new LinkedHashSet<String>();
        var options = new LinkedHashMap<String, String>();
        if (cluster && !clusterServers.isEmpty()) {
            servers.addAll(clusterServers);
            searches.add(pod.namespace() + ".svc." + clusterDomain);
            searches.add("svc." + clusterDomain);
            searches.add(clusterDomain);
            searches.addAll(host.searches());
            options.put("ndots", "ndots:5");
        } else if (!policy.equals("None")) {
            servers.addAll(host.servers());
            searches.addAll(host.searches());
            host.options().forEach(option -> options.put(optionName(option), option));
        }
        addOwn(pod.spec().object("dnsConfig"), servers, searches, options);
        return DNSConfig.newBuilder()
                .addAllServers(servers.stream().limit(MOST_SERVERS).toList())
                .addAllSearches(searches)
                .addAllOptions(options.values())
                .build();
    }

    private static void addOwn(
            ObjectValue own,
            LinkedHashSet<String> servers,
            LinkedHashSet<String> searches,
            LinkedHashMap<String, String> options) {
        servers.addAll(own.list("nameservers").texts());
        searches.addAll(own.list("searches").texts());
        for (var option : own.list("options").objects()) {
            var name = option.text("name");
            options.put(name, option.has("value") ? name + ":" + option.text("value") : name);
        }
    }

    private static String optionName(String option) {
        int colon = option.indexOf(':');
        return colon < 0 ? option : option.substring(0, colon);
    }
}
