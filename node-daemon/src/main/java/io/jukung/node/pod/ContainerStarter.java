package io.jukung.node.pod;

import io.jukung.node.container.ContainerConfigException;
import io.jukung.node.container.ContainerConfigs;
import io.jukung.node.container.Environment;
import io.jukung.node.container.HostsFile;
import io.jukung.node.container.Labels;
import io.jukung.node.cri.CriException;
import io.jukung.node.image.ImageName;
import io.jukung.node.probe.Handler;
import io.jukung.node.probe.HandlerRunner;
import io.jukung.node.volume.VolumeException;
import io.jukung.proto.cri.AuthConfig;
import io.jukung.proto.cri.Image;
import io.jukung.proto.cri.Mount;
import io.jukung.proto.cri.MountPropagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Brings one container up: image, configuration, start, postStart hook. */
final class ContainerStarter {

    /** Bound of a hook's run, so that no hook holds a pod for ever. */
    private static final Duration HOOK_LIMIT = Duration.ofMinutes(5);

    private final NodeParts node;
    private final PodNews news;

    ContainerStarter(NodeParts node, PodNews news) {
        this.node = node;
        this.news = news;
    }

    /** Why a container did not start, as its waiting state tells it. */
    static final class StartFailure extends Exception {

        private static final long serialVersionUID = 1;

        private final String reason;

        StartFailure(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }

        String message() {
            return String.valueOf(getMessage());
        }
    }

    /** The image when it is here and need not be fetched; throws where it never may be. */
    Optional<Image> presentImage(DesiredPod pod, ContainerSpec container) throws StartFailure {
        requireValidName(pod, container);
        var image = node.cri().imageStatus(container.image());
        switch (container.pullPolicy()) {
            case ALWAYS -> {
                return Optional.empty();
            }
            case IF_NOT_PRESENT -> {}
            case NEVER -> {
                if (image.isEmpty()) {
                    var message =
                            "Container image \"" + container.image() + "\" is not present with pull policy of Never";
                    news.warning(pod, container, "ErrImageNeverPull", message);
                    throw failure(pod, container, "ErrImageNeverPull", message, "ErrImageNeverPull");
                }
            }
        }
        if (image.isPresent()) {
            news.normal(
                    pod,
                    container,
                    "Pulled",
                    "Container image \"" + container.image()
                            + "\" already present on machine and can be accessed by the pod");
        }
        return image;
    }

    private void requireValidName(DesiredPod pod, ContainerSpec container) throws StartFailure {
        try {
            ImageName.parse(container.image());
        } catch (IllegalArgumentException e) {
            var message = "Failed to apply default image tag \"" + container.image()
                    + "\": couldn't parse image name \"" + container.image() + "\": " + e.getMessage();
            news.warning(pod, container, "InspectFailed", message);
            throw failure(pod, container, "InvalidImageName", message, "InvalidImageName");
        }
    }

    /** Fetches the image, which may take long. */
    Image pull(DesiredPod pod, ContainerSpec container) throws StartFailure {
        news.normal(pod, container, "Pulling", "Pulling image \"" + container.image() + "\"");
        long start = node.clock().nanoTime();
        try {
            var id = pull(pod, container, PullSecrets.of(pod, container.image(), node.configs()));
            var image = node.cri().imageStatus(id).orElseThrow();
            var took = Duration.ofNanos(node.clock().nanoTime() - start);
            news.normal(
                    pod,
                    container,
                    "Pulled",
                    "Successfully pulled image \"" + container.image() + "\" in " + took.toMillis() + "ms ("
                            + took.toMillis() + "ms including waiting). Image size: " + image.getSize() + " bytes.");
            return image;
        } catch (PullFailure e) {
            var message = String.valueOf(e.getMessage());
            if (!Thread.currentThread().isInterrupted()) {
                news.warning(
                        pod, container, "Failed", "Failed to pull image \"" + container.image() + "\": " + message);
            }
            throw failure(pod, container, "ErrImagePull", message, "ErrImagePull");
        }
    }

    /** What the runtime said of every attempt. */
    private static final class PullFailure extends Exception {

        private static final long serialVersionUID = 1;

        PullFailure(SequencedSet<String> messages) {
            super(messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]");
        }
    }

    /** With each of the credentials until one is good, or without any where there are none; the image's id. */
    private String pull(DesiredPod pod, ContainerSpec container, PullSecrets secrets) throws PullFailure {
        if (!secrets.missing().isEmpty()) {
            news.warning(
                    pod,
                    "FailedToRetrieveImagePullSecret",
                    "Unable to retrieve some image pull secrets (" + String.join(", ", secrets.missing())
                            + "); attempting to pull the image may not succeed.");
        }
        var attempts = secrets.credentials().isEmpty()
                ? List.of(Optional.<AuthConfig>empty())
                : secrets.credentials().stream().map(Optional::of).toList();
        var messages = new LinkedHashSet<String>();
        for (var credentials : attempts) {
            try {
                return node.cri()
                        .pullImage(
                                container.image(), credentials, node.sandboxes().of(pod, 0));
            } catch (CriException e) {
                messages.add(String.valueOf(e.getMessage()).replaceFirst("^rpc error: code = \\w+ desc = ", ""));
            }
        }
        throw new PullFailure(messages);
    }

    /** Makes and starts the container from an image that is here. */
    void start(DesiredPod pod, PodAction.Start start, Image image, Observation observed) throws StartFailure {
        var container = start.container();
        var addresses = pod.hostNetwork()
                ? List.of(node.nodeAddress())
                : observed.readySandbox().map(Observation.Sandbox::addresses).orElse(List.of());
        String id;
        try {
            var environment = Environment.of(
                    pod,
                    container,
                    node.configs(),
                    node.facts(addresses),
                    node.services().all());
            var run = new ContainerConfigs.Run(
                    start.attempt(),
                    start.crashes(),
                    image,
                    environment,
                    mounts(pod, start, addresses, environment),
                    node.nodeBytes(),
                    target(container, observed));
            var config = ContainerConfigs.of(pod, container, run);
            Files.createDirectories(node.sandboxes()
                    .logDirectory(pod)
                    .resolve(config.getLogPath())
                    .getParent());
            id = node.cri()
                    .createContainer(
                            start.sandbox(),
                            config,
                            node.sandboxes()
                                    .of(
                                            pod,
                                            observed.sandbox()
                                                    .map(Observation.Sandbox::attempt)
                                                    .orElse(0)));
        } catch (ContainerConfigException | VolumeException e) {
            throw failure(pod, container, "CreateContainerConfigError", String.valueOf(e.getMessage()), e.getMessage());
        } catch (IOException e) {
            throw failure(pod, container, "CreateContainerConfigError", e.toString(), e.toString());
        } catch (CriException e) {
            throw failure(pod, container, "CreateContainerError", String.valueOf(e.getMessage()), e.getMessage());
        }
        news.normal(pod, container, "Created", "Container created");
        try {
            node.cri().startContainer(id);
        } catch (CriException e) {
            throw failure(pod, container, "RunContainerError", String.valueOf(e.getMessage()), e.getMessage());
        }
        news.normal(pod, container, "Started", "Container started");
        postStart(pod, container, id, addresses);
    }

    /** The container whose processes a debugging one shall see. */
    private static Optional<String> target(ContainerSpec container, Observation observed) {
        var name = container.tree().text("targetContainerName");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var run = observed.latest(name)
                .filter(latest -> latest.state() == Observation.State.RUNNING)
                .orElseThrow(() -> new ContainerConfigException("unable to find target container \"" + name + "\""));
        return Optional.of(run.id());
    }

    private void postStart(DesiredPod pod, ContainerSpec container, String id, List<String> addresses)
            throws StartFailure {
        var hook = Handler.of(container.tree().object("lifecycle", "postStart"));
        if (hook.isEmpty()) {
            return;
        }
        var target = new HandlerRunner.Target(id, container.tree(), addresses.isEmpty() ? "" : addresses.getFirst());
        var result = node.handlers().run(hook.get(), target, HOOK_LIMIT);
        if (result.passed()) {
            return;
        }
        news.warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
        news.normal(pod, container, "Killing", "FailedPostStartHook");
        try {
            node.cri().stopContainer(id, pod.grace());
        } catch (CriException e) {
            // It is stopped by the next plan, or has ended by itself.
            news.warning(pod, container, "FailedKillPod", String.valueOf(e.getMessage()));
        }
        throw new StartFailure(
                "PostStartHookError",
                describe(hook.get()) + " for Container \"" + container.name() + "\" in Pod \"" + pod.fullName()
                        + "\" failed - error: " + result.error());
    }

    private static String describe(Handler hook) {
        return switch (hook) {
            case Handler.Exec(var command) -> "Exec lifecycle hook ([" + String.join(" ", command) + "])";
            case Handler.HttpGet get -> "HTTP lifecycle hook (" + get.path() + ")";
            case Handler.TcpSocket socket -> "TCP lifecycle hook (" + socket.port() + ")";
            case Handler.Grpc grpc -> "gRPC lifecycle hook (" + grpc.port() + ")";
            case Handler.Sleep(var seconds) -> "Sleep lifecycle hook (" + seconds + " s)";
        };
    }

    /** Told as a Failed event, and then as the container's waiting state. */
    private StartFailure failure(
            DesiredPod pod,
            ContainerSpec container,
            String reason,
            String message,
            @org.jspecify.annotations.Nullable String event) {
        if (Thread.currentThread().isInterrupted()) {
            // Given up because the pod ends: nothing has failed.
            return new StartFailure(reason, message);
        }
        news.warning(pod, container, "Failed", "Error: " + event);
        return new StartFailure(reason, message);
    }

    // ---- files of the container

    private List<Mount> mounts(
            DesiredPod pod, PodAction.Start start, List<String> addresses, Map<String, String> environment)
            throws IOException {
        var container = start.container();
        var mounts = new ArrayList<Mount>();
        boolean ownHosts = false;
        for (var mount : container.tree().list("volumeMounts").objects()) {
            var subPath = mount.has("subPathExpr")
                    ? Environment.expand(List.of(mount.text("subPathExpr")), environment)
                            .getFirst()
                    : mount.text("subPath");
            var path = node.volumes().path(pod, mount.text("name"), subPath);
            var target = mount.text("mountPath");
            ownHosts |= target.equals("/etc/hosts");
            mounts.add(Mount.newBuilder()
                    .setHostPath(path.toString())
                    .setContainerPath(target.startsWith("/") ? target : "/" + target)
                    .setReadonly(mount.flag("readOnly"))
                    .setPropagation(propagation(mount.text("mountPropagation")))
                    .build());
        }
        var folder = node.volumes().podFolder(pod.uid());
        if (!ownHosts) {
            var hosts = folder.resolve("etc-hosts");
            Files.createDirectories(folder);
            var ofNode = pod.hostNetwork() ? Files.readString(Path.of("/etc/hosts")) : "";
            Files.writeString(
                    hosts, HostsFile.of(pod, addresses, node.sandboxes().dns().clusterDomain(), ofNode));
            mounts.add(Mount.newBuilder()
                    .setHostPath(hosts.toString())
                    .setContainerPath("/etc/hosts")
                    .build());
        }
        mounts.add(terminationFile(folder, start));
        return mounts;
    }

    private static Mount terminationFile(Path folder, PodAction.Start start) throws IOException {
        var container = start.container();
        var own = Files.createDirectories(
                folder.resolve("containers").resolve(container.name()).resolve(Integer.toString(start.attempt())));
        var file = own.resolve(Labels.TERMINATION_FILE);
        Files.write(file, new byte[0]);
        // Whoever the container runs as may write it.
        Files.setAttribute(file, "unix:mode", 0666);
        return Mount.newBuilder()
                .setHostPath(file.toString())
                .setContainerPath(container.terminationMessagePath())
                .build();
    }

    private static MountPropagation propagation(String name) {
        return switch (name) {
            case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
            default -> MountPropagation.PROPAGATION_PRIVATE;
        };
    }
}
