package io.jukung.node;

import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.Informer;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.node.container.DnsPolicy;
import io.jukung.node.container.Labels;
import io.jukung.node.container.SandboxConfigs;
import io.jukung.node.containerd.HostFacts;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.node.network.CniConfig;
import io.jukung.node.network.Masquerade;
import io.jukung.node.pod.NodeParts;
import io.jukung.node.pod.NodePods;
import io.jukung.node.pod.PodFolders;
import io.jukung.node.probe.HandlerRunner;
import io.jukung.node.register.Machine;
import io.jukung.node.register.NodeObject;
import io.jukung.node.register.NodeRegistration;
import io.jukung.node.stream.LogRotation;
import io.jukung.node.stream.NodeStreamsServer;
import io.jukung.node.volume.Volumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node daemon: registers the node, runs the pods bound to it, and serves their streams. It keeps no
 * truth of its own: what runs is the runtime's, what should run the API's. Its end and restart disturb
 * no container.
 */
public final class NodeDaemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeDaemon.class);
    private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");

    private final NodeConfig config;
    private final CriClient cri;
    private final Informer services;
    private final EventRecorder events;
    private final NodePods pods;
    private final NodeStreamsServer streams;
    private final LogRotation rotation;
    private final NodeRegistration registration;
    private final AtomicReference<String> podCidr = new AtomicReference<>("");

    private NodeDaemon(NodeConfig config, CriClient cri) throws IOException {
        this.config = config;
        this.cri = cri;
        var api = config.api();
        var clock = config.clock();
        Files.createDirectories(config.state());
        var machine = Machine.read(config.state());
        var runtime = cri.version();

        var sources = new ApiSources(api, clock);
        var volumes = new Volumes(config.state().resolve("pods"), sources, sources, clock);
        var host = DnsPolicy.ResolvConf.parse(readIfThere(Path.of("/etc/resolv.conf")));
        var sandboxes = new SandboxConfigs(
                config.state().resolve("logs"),
                new DnsPolicy(config.clusterDns(), config.clusterDomain(), host),
                HostFacts.read().systemdCgroups());
        this.services = Informer.start(api, SERVICES);
        this.events = EventRecorder.start(api, "kubelet", config.nodeName(), clock);
        var parts = new NodeParts(
                config.nodeName(),
                config.nodeAddress(),
                api,
                cri,
                volumes,
                sandboxes,
                sources,
                services,
                new HandlerRunner(cri),
                machine.allocatable(),
                clock);
        this.pods = NodePods.start(parts, events);
        this.streams = NodeStreamsServer.start(config.streamPort(), config.tls(), cri, pods, sandboxes);
        this.rotation = LogRotation.start(cri, clock);
        var node = new NodeObject(
                config.nodeName(),
                config.nodeAddress(),
                streams.port(),
                machine,
                runtime.getRuntimeName() + "://" + runtime.getRuntimeVersion(),
                config.version());
        this.registration = NodeRegistration.start(api, cri, node, config.state(), clock, this::setUpNetwork);
    }

    /**
     * Starts the daemon.
     *
     * @throws NodeException when the container runtime does not answer, or a port or folder is not to be had
     */
    public static NodeDaemon start(NodeConfig config) {
        var cri = CriClient.of(config.criSocket());
        try {
            return new NodeDaemon(config, cri);
        } catch (CriException e) {
            cri.close();
            throw new NodeException(
                    "the container runtime is not reachable at " + config.criSocket() + ": "
                            + (Files.exists(config.criSocket()) ? e.getMessage() : "there is no such socket")
                            + "; start containerd, or name the socket that it listens on",
                    e);
        } catch (IOException | UncheckedIOException e) {
            cri.close();
            throw new NodeException("the node daemon cannot start: " + e.getMessage(), e);
        }
    }

    /** Where the streams are served. */
    public int streamPort() {
        return streams.port();
    }

    public NodePods pods() {
        return pods;
    }

    /** Configures the pod network once the control plane has given this node its part of it. */
    private void setUpNetwork(KubeObject node) {
        var cidr = node.spec().text("podCIDR");
        if (cidr.isEmpty() || cidr.equals(podCidr.get())) {
            return;
        }
        try {
            var bridge = CniConfig.bridgeName(config.clusterId());
            new Masquerade(bridge, cidr, config.clusterCidr()).apply();
            new CniConfig(bridge, cidr, config.state().resolve("addresses")).write(config.cniFolder());
            podCidr.set(cidr);
            LOG.info("pod network {} on bridge {}", cidr, bridge);
        } catch (UncheckedIOException e) {
            LOG.warn("the pod network is not set up: {}", e.getMessage());
        }
    }

    /** Ends the daemon; containers run on. */
    @Override
    public void close() {
        registration.close();
        streams.close();
        rotation.close();
        pods.close();
        services.close();
        events.close();
        cri.close();
    }

    /**
     * Removes what nodes of a cluster leave on the machine: every pod, the bridge, the rules, the state
     * folder. The daemon must have ended; the runtime must run.
     */
    public static void purge(Path criSocket, Path state, String clusterId) {
        try (var cri = CriClient.of(criSocket)) {
            for (var sandbox : cri.listPodSandboxes(java.util.Map.of())) {
                cri.stopPodSandbox(sandbox.getId());
                cri.removePodSandbox(sandbox.getId());
                PodFolders.removeCgroups(sandbox.getLabelsOrDefault(Labels.POD_UID, sandbox.getId()));
            }
        } catch (CriException e) {
            LOG.warn("pods may be left: {}", e.getMessage());
        }
        PodFolders.removeEmptyLevels();
        var bridge = CniConfig.bridgeName(clusterId);
        CniConfig.removeBridge(bridge);
        Masquerade.remove(bridge);
        try {
            Volumes.purge(state);
        } catch (IOException e) {
            throw new NodeException("the node's folder " + state + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "";
        }
    }
}
