package io.jukung.node.container;

import io.jukung.node.pod.DesiredPod;
import io.jukung.proto.cri.LinuxPodSandboxConfig;
import io.jukung.proto.cri.PodSandboxConfig;
import io.jukung.proto.cri.PodSandboxMetadata;
import io.jukung.proto.cri.PortMapping;
import io.jukung.proto.cri.Protocol;
import java.nio.file.Path;

/**
 * What the runtime needs to make a pod's sandbox.
 *
 * @param logs folder of all pods' logs
 * @param systemdCgroups whether systemd owns the cgroup tree
 */
public record SandboxConfigs(Path logs, DnsPolicy dns, boolean systemdCgroups) {

    public PodSandboxConfig of(DesiredPod pod, int attempt) {
        var linux = LinuxPodSandboxConfig.newBuilder()
                .setCgroupParent(Limits.cgroupParent(pod, systemdCgroups))
                .setSecurityContext(Security.ofSandbox(pod));
        for (var sysctl : pod.spec().list("securityContext", "sysctls").objects()) {
            linux.putSysctls(sysctl.text("name"), sysctl.text("value"));
        }
        var config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(pod.name())
                        .setNamespace(pod.namespace())
                        .setUid(pod.uid())
                        .setAttempt(attempt))
                .setHostname(hostname(pod))
                .setLogDirectory(logDirectory(pod).toString())
                .setDnsConfig(dns.of(pod))
                .putAllLabels(Labels.of(pod))
                .putAnnotations(Labels.GRACE_SECONDS, Long.toString(pod.grace().toSeconds()))
                .setLinux(linux);
        for (var container : pod.allContainers()) {
            for (var port : container.tree().list("ports").objects()) {
                long hostPort = port.whole(0, "hostPort");
                if (hostPort > 0 && !pod.hostNetwork()) {
                    config.addPortMappings(PortMapping.newBuilder()
                            .setContainerPort((int) port.whole(0, "containerPort"))
                            .setHostPort((int) hostPort)
                            .setHostIp(port.text("hostIP"))
                            .setProtocol(protocol(port.text("protocol"))));
                }
            }
        }
        return config.build();
    }

    /** Folder of one pod's logs. */
    public Path logDirectory(DesiredPod pod) {
        return logs.resolve(pod.namespace() + "_" + pod.name() + "_" + pod.uid());
    }

    private String hostname(DesiredPod pod) {
        if (pod.hostNetwork()) {
            // The node's namespace has the node's name already, and may not be given another.
            return "";
        }
        return pod.spec().flag("setHostnameAsFQDN")
                ? pod.fullHostname(dns.clusterDomain()).orElse(pod.hostname())
                : pod.hostname();
    }

    private static Protocol protocol(String name) {
        return switch (name) {
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
    }
}
