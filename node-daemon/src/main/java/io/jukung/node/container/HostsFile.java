package io.jukung.node.container;

import io.jukung.node.pod.DesiredPod;
import java.util.List;

/** The {@code /etc/hosts} of a pod, as the kubelet writes it. */
public final class HostsFile {

    private static final String HEAD = """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private HostsFile() {}

    /**
     * The file's content.
     *
     * @param ofNode the node's own file, for pods on its network
     */
    public static String of(DesiredPod pod, List<String> addresses, String clusterDomain, String ofNode) {
        var text = new StringBuilder();
        if (pod.hostNetwork()) {
            text.append("# Kubernetes-managed hosts file (host network).\n").append(ofNode);
        } else {
            text.append(HEAD);
            var names = pod.fullHostname(clusterDomain)
                    .map(full -> full + "\t" + pod.hostname())
                    .orElse(pod.hostname());
            for (var address : addresses) {
                text.append(address).append('\t').append(names).append('\n');
            }
        }
        var aliases = pod.spec().list("hostAliases").objects();
        if (!aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            for (var alias : aliases) {
                text.append(alias.text("ip"))
                        .append('\t')
                        .append(String.join("\t", alias.list("hostnames").texts()))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
