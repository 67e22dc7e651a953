package io.jukung.node.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.pod.DesiredPod;
import io.jukung.proto.cri.Image;
import io.jukung.proto.cri.Int64Value;
import io.jukung.proto.cri.NamespaceMode;
import io.jukung.proto.cri.SecurityProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerTest {

    private static final ConfigSource SOURCE = new ConfigSource() {
        @Override
        public Optional<KubeObject> configMap(String namespace, String name) {
            return name.equals("m")
                    ? Optional.of(object("{metadata: {name: m, namespace: ns}, data: {k: v, l: w}}"))
                    : Optional.empty();
        }

        @Override
        public Optional<KubeObject> secret(String namespace, String name) {
            return name.equals("s") ? Optional.of(object("{data: {pw: c2VjcmV0}}")) : Optional.empty();
        }
    };

    private static final FieldReference.Facts FACTS = new FieldReference.Facts(
            "n1", "192.0.2.1", List.of("10.0.0.1", "fd00::1"), Map.of("memory", Quantity.parse("1Gi")));

    private static KubeObject object(String yaml) {
        return new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    private static DesiredPod pod(String spec) {
        return DesiredPod.of(object("""
                metadata: {name: p, namespace: ns, uid: u-1, labels: {app: web}}
                spec: %s
                """.formatted(spec)));
    }

    private static Map<String, String> environment(String container, KubeObject... services) {
        var pod = pod("{enableServiceLinks: true, serviceAccountName: sa, containers: [" + container + "]}");
        return Environment.of(pod, pod.containers().getFirst(), SOURCE, FACTS, List.of(services));
    }

    // ---- environment

    @ParameterizedTest
    @CsvSource({
        "$(A),1",
        "x$(A)y,x1y",
        "$$(A),$(A)",
        "$(NONE),$(NONE)",
        "$(A,$(A",
        "$,$",
        "a$b,a$b",
        "$$$(A),$1",
        "$(),$()"
    })
    void expandsReferences(String text, String expected) {
        assertThat(Expansion.expand(text, Map.of("A", "1"))).isEqualTo(expected);
    }

    @Test
    void resolvesInTheKubeletsOrder() {
        assertThat(environment("""
                {name: c, envFrom: [{prefix: P_, configMapRef: {name: m}}, {secretRef: {name: s}}],
                 env: [{name: A, value: "1"}, {name: B, value: "$(A)$(P_k)"}, {name: P_l, value: over},
                       {name: K, valueFrom: {configMapKeyRef: {name: m, key: k}}},
                       {name: S, valueFrom: {secretKeyRef: {name: s, key: pw}}},
                       {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}},
                       {name: L, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}},
                       {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}},
                       {name: IPS, valueFrom: {fieldRef: {fieldPath: status.podIPs}}},
                       {name: H, valueFrom: {fieldRef: {fieldPath: status.hostIP}}},
                       {name: SA, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}},
                       {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}},
                       {name: MEM, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}},
                       {name: OPT, valueFrom: {configMapKeyRef: {name: zz, key: k, optional: true}}}],
                 resources: {limits: {cpu: 250m}}}
                """))
                .containsExactly(
                        Map.entry("P_k", "v"),
                        Map.entry("P_l", "over"),
                        Map.entry("pw", "secret"),
                        Map.entry("A", "1"),
                        Map.entry("B", "1v"),
                        Map.entry("K", "v"),
                        Map.entry("S", "secret"),
                        Map.entry("NAME", "p"),
                        Map.entry("L", "web"),
                        Map.entry("IP", "10.0.0.1"),
                        Map.entry("IPS", "10.0.0.1,fd00::1"),
                        Map.entry("H", "192.0.2.1"),
                        Map.entry("SA", "sa"),
                        Map.entry("CPU", "250"),
                        Map.entry("MEM", "1024"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configMapKeyRef: {name: zz, key: k} | configmap \"zz\" not found",
                "secretKeyRef: {name: zz, key: k} | secret \"zz\" not found",
                "configMapKeyRef: {name: m, key: nokey} | couldn't find key nokey in ConfigMap ns/m",
                "fieldRef: {fieldPath: spec.nodeNam} | unsupported fieldPath: spec.nodeNam"
            })
    void saysWhatIsMissing(String reference, String message) {
        assertThatThrownBy(() -> environment("{name: c, env: [{name: A, valueFrom: {" + reference + "}}]}"))
                .isInstanceOf(ContainerConfigException.class)
                .hasMessage(message);
    }

    @Test
    void knowsTheServicesOfItsNamespaceAndTheApi() {
        var variables = environment(
                "{name: c, env: [{name: URL, value: $(WEB_APP_PORT)}]}",
                object(
                        "{metadata: {name: web-app, namespace: ns}, spec: {clusterIP: 10.96.0.7, ports: [{name: http, port: 80}]}}"),
                object(
                        "{metadata: {name: other, namespace: elsewhere}, spec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}}"),
                object("{metadata: {name: headless, namespace: ns}, spec: {clusterIP: None, ports: [{port: 80}]}}"),
                object(
                        "{metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}}"));
        assertThat(variables)
                .containsEntry("URL", "tcp://10.96.0.7:80")
                .containsEntry("WEB_APP_SERVICE_HOST", "10.96.0.7")
                .containsEntry("WEB_APP_SERVICE_PORT_HTTP", "80")
                .containsEntry("WEB_APP_PORT_80_TCP_ADDR", "10.96.0.7")
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .doesNotContainKeys("OTHER_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
    }

    // ---- names

    private static String resolvConf(String spec) {
        var host = DnsPolicy.ResolvConf.parse("nameserver 192.0.2.53\n# x\nsearch corp.example\noptions timeout:1\n");
        var dns = new DnsPolicy(List.of("10.96.0.10"), "cluster.local", host).of(pod(spec));
        return dns.getServersList() + " " + dns.getSearchesList() + " " + dns.getOptionsList();
    }

    @Test
    void pointsToTheClusterUnlessToldOtherwise() {
        var cluster = "[10.96.0.10] [ns.svc.cluster.local, svc.cluster.local, cluster.local, corp.example] [ndots:5]";
        var host = "[192.0.2.53] [corp.example] [timeout:1]";
        assertThat(resolvConf("{}")).isEqualTo(cluster);
        assertThat(resolvConf("{dnsPolicy: Default}")).isEqualTo(host);
        assertThat(resolvConf("{hostNetwork: true, dnsPolicy: ClusterFirst}")).isEqualTo(host);
        assertThat(resolvConf("{hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet}"))
                .isEqualTo(cluster);
        assertThat(
                        resolvConf(
                                "{dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1], searches: [x.y], options: [{name: ndots, value: '2'}, {name: edns0}]}}"))
                .isEqualTo("[1.1.1.1] [x.y] [ndots:2, edns0]");
        assertThat(resolvConf("{dnsConfig: {options: [{name: ndots, value: '3'}]}}"))
                .endsWith("[ndots:3]");
    }

    @Test
    void writesHostsWithAliasesAndSubdomain() {
        var text = HostsFile.of(
                pod("{hostname: hh, subdomain: sd, hostAliases: [{ip: 127.0.0.9, hostnames: [a.b, c]}]}"),
                List.of("10.0.0.1"),
                "cluster.local",
                "");
        assertThat(text)
                .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
                .contains("10.0.0.1\thh.sd.ns.svc.cluster.local\thh\n")
                .endsWith("\n# Entries added by HostAliases.\n127.0.0.9\ta.b\tc\n");
        assertThat(HostsFile.of(pod("{hostNetwork: true}"), List.of(), "cluster.local", "127.0.0.1 x\n"))
                .isEqualTo("# Kubernetes-managed hosts file (host network).\n127.0.0.1 x\n");
    }

    // ---- sandbox and container

    private static SandboxConfigs sandboxes(boolean systemd) {
        return new SandboxConfigs(
                Path.of("/logs"), new DnsPolicy(List.of(), "cluster.local", DnsPolicy.ResolvConf.parse("")), systemd);
    }

    @Test
    void placesPodsInTheirCgroup() {
        var burstable = "{containers: [{name: c, resources: {requests: {cpu: 1}}}]}";
        assertThat(sandboxes(false).of(pod(burstable), 0).getLinux().getCgroupParent())
                .isEqualTo("/kubepods/burstable/podu-1");
        assertThat(sandboxes(true).of(pod(burstable), 0).getLinux().getCgroupParent())
                .isEqualTo("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podu_1.slice");
        var guaranteed = "{containers: [{name: c, resources: {limits: {cpu: 1, memory: 1Gi}}}]}";
        assertThat(sandboxes(false).of(pod(guaranteed), 0).getLinux().getCgroupParent())
                .isEqualTo("/kubepods/podu-1");
    }

    @Test
    void mapsHostPortsExceptOnTheHostsNetwork() {
        var ports =
                "containers: [{name: c, ports: [{containerPort: 80, hostPort: 8080, protocol: UDP}, {containerPort: 81}]}]";
        var config = sandboxes(false).of(pod("{" + ports + "}"), 3);
        assertThat(config.getPortMappingsList()).singleElement().satisfies(mapping -> {
            assertThat(mapping.getHostPort()).isEqualTo(8080);
            assertThat(mapping.getContainerPort()).isEqualTo(80);
        });
        assertThat(config.getMetadata().getAttempt()).isEqualTo(3);
        assertThat(config.getLogDirectory()).isEqualTo("/logs/ns_p_u-1");
        var onHost = sandboxes(false).of(pod("{hostNetwork: true, " + ports + "}"), 0);
        assertThat(onHost.getPortMappingsList()).isEmpty();
        assertThat(onHost.getHostname()).as("the node's own stays").isEmpty();
        assertThat(onHost.getLinux().getSecurityContext().getNamespaceOptions().getNetwork())
                .isEqualTo(NamespaceMode.NODE);
    }

    @Test
    void turnsLimitsIntoCgroupSettings() {
        var pod = pod(
                "{containers: [{name: c, resources: {requests: {cpu: 250m, memory: 1Gi}, limits: {cpu: 1500m, memory: 2Gi}}}, {name: d}]}");
        var limits = Limits.of(pod, pod.containers().getFirst(), 4L << 30);
        assertThat(limits.getCpuShares()).isEqualTo(256);
        assertThat(limits.getCpuQuota()).isEqualTo(150_000);
        assertThat(limits.getCpuPeriod()).isEqualTo(100_000);
        assertThat(limits.getMemoryLimitInBytes()).isEqualTo(2L << 30);
        assertThat(limits.getOomScoreAdj()).isEqualTo(750);
        var none = Limits.of(pod, pod.containers().getLast(), 4L << 30);
        assertThat(none.getCpuShares()).isEqualTo(2);
        assertThat(none.getCpuQuota()).isZero();
        assertThat(none.getMemoryLimitInBytes()).isZero();
    }

    @Test
    void theContainersSecurityWinsOverThePods() {
        var pod = pod("""
                {securityContext: {runAsUser: 1, runAsGroup: 3, fsGroup: 2, supplementalGroups: [4]},
                  containers: [{name: c, securityContext: {runAsUser: 7, readOnlyRootFilesystem: true,
                    allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_ADMIN]},
                    seccompProfile: {type: RuntimeDefault}}}]}
                """);
        var security = Security.ofContainer(pod, pod.containers().getFirst(), Image.getDefaultInstance());
        assertThat(security.getRunAsUser().getValue()).isEqualTo(7);
        assertThat(security.getRunAsGroup().getValue()).isEqualTo(3);
        assertThat(security.getSupplementalGroupsList()).containsExactly(2L, 4L);
        assertThat(security.getReadonlyRootfs()).isTrue();
        assertThat(security.getNoNewPrivs()).isTrue();
        assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
        assertThat(security.getSeccomp().getProfileType()).isEqualTo(SecurityProfile.ProfileType.RuntimeDefault);
    }

    @Test
    void refusesRootWhereItIsForbidden() {
        var pod = pod(
                "{securityContext: {runAsNonRoot: true}, containers: [{name: c}, {name: z, securityContext: {runAsUser: 0}}]}");
        var root =
                Image.newBuilder().setUid(Int64Value.newBuilder().setValue(0)).build();
        assertThatThrownBy(() -> Security.ofContainer(pod, pod.containers().getFirst(), root))
                .hasMessage("container has runAsNonRoot and image will run as root (pod: \"p_ns(u-1)\", container: c)");
        assertThatThrownBy(() -> Security.ofContainer(pod, pod.containers().getLast(), root))
                .hasMessage("container's runAsUser breaks non-root policy (pod: \"p_ns(u-1)\", container: z)");
        var nobody = Image.newBuilder()
                .setUid(Int64Value.newBuilder().setValue(65534))
                .build();
        assertThat(Security.ofContainer(pod, pod.containers().getFirst(), nobody)
                        .getRunAsUser()
                        .getValue())
                .isEqualTo(65534);
    }
}
