package io.jukung.node.cri;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.proto.cri.AttachRequest;
import io.jukung.proto.cri.AuthConfig;
import io.jukung.proto.cri.Container;
import io.jukung.proto.cri.ContainerConfig;
import io.jukung.proto.cri.ContainerFilter;
import io.jukung.proto.cri.ContainerStats;
import io.jukung.proto.cri.ContainerStatsFilter;
import io.jukung.proto.cri.ContainerStatus;
import io.jukung.proto.cri.ContainerStatusRequest;
import io.jukung.proto.cri.CreateContainerRequest;
import io.jukung.proto.cri.ExecRequest;
import io.jukung.proto.cri.ExecSyncRequest;
import io.jukung.proto.cri.ExecSyncResponse;
import io.jukung.proto.cri.FilesystemUsage;
import io.jukung.proto.cri.Image;
import io.jukung.proto.cri.ImageFsInfoRequest;
import io.jukung.proto.cri.ImageServiceGrpc;
import io.jukung.proto.cri.ImageSpec;
import io.jukung.proto.cri.ImageStatusRequest;
import io.jukung.proto.cri.ListContainerStatsRequest;
import io.jukung.proto.cri.ListContainersRequest;
import io.jukung.proto.cri.ListImagesRequest;
import io.jukung.proto.cri.ListPodSandboxRequest;
import io.jukung.proto.cri.PodSandbox;
import io.jukung.proto.cri.PodSandboxConfig;
import io.jukung.proto.cri.PodSandboxFilter;
import io.jukung.proto.cri.PodSandboxStatus;
import io.jukung.proto.cri.PodSandboxStatusRequest;
import io.jukung.proto.cri.PortForwardRequest;
import io.jukung.proto.cri.PullImageRequest;
import io.jukung.proto.cri.RemoveContainerRequest;
import io.jukung.proto.cri.RemoveImageRequest;
import io.jukung.proto.cri.RemovePodSandboxRequest;
import io.jukung.proto.cri.ReopenContainerLogRequest;
import io.jukung.proto.cri.RunPodSandboxRequest;
import io.jukung.proto.cri.RuntimeServiceGrpc;
import io.jukung.proto.cri.RuntimeStatus;
import io.jukung.proto.cri.StartContainerRequest;
import io.jukung.proto.cri.StatusRequest;
import io.jukung.proto.cri.StopContainerRequest;
import io.jukung.proto.cri.StopPodSandboxRequest;
import io.jukung.proto.cri.VersionRequest;
import io.jukung.proto.cri.VersionResponse;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The runtime's calls, blocking and each with a deadline. Throws {@link CriException} for whatever the
 * runtime refuses. Safe for many threads.
 */
public final class CriClient implements AutoCloseable {

    /** As the kubelet's default for calls that should be quick. */
    private static final Duration QUICK = Duration.ofMinutes(2);
    /** Bound of one image pull. */
    private static final Duration PULL = Duration.ofMinutes(30);
    /** A node's whole list of containers fits well. */
    private static final int MAX_MESSAGE = 16 << 20;

    private final MultiThreadIoEventLoopGroup threads;
    private final ManagedChannel channel;
    private final RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime;
    private final ImageServiceGrpc.ImageServiceBlockingStub images;

    private CriClient(MultiThreadIoEventLoopGroup threads, ManagedChannel channel) {
        this.threads = threads;
        this.channel = channel;
        this.runtime = RuntimeServiceGrpc.newBlockingStub(channel);
        this.images = ImageServiceGrpc.newBlockingStub(channel);
    }

    /** A client of the runtime that listens on {@code socket}; connects with the first call. */
    public static CriClient of(Path socket) {
        var threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(threads)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE)
                // gRPC asks for it on every channel; Netty warns that a unix socket has no such option.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .build();
        return new CriClient(threads, channel);
    }

    public VersionResponse version() {
        return call(() -> runtime(Duration.ofSeconds(5))
                .version(VersionRequest.newBuilder().setVersion("v1").build()));
    }

    public RuntimeStatus status() {
        return call(() -> runtime(Duration.ofSeconds(10))
                .status(StatusRequest.getDefaultInstance())
                .getStatus());
    }

    /**
     * Makes and starts a sandbox; its id. An interrupt does not end the call: containerd 1.6 can lose a shim of a
     * sandbox whose making is cancelled.
     */
    public String runPodSandbox(PodSandboxConfig config) {
        var made = RuntimeServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(2 * QUICK.toMillis(), TimeUnit.MILLISECONDS)
                .runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(config).build());
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get().getPodSandboxId();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new CriException(Status.fromThrowable(e), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public void stopPodSandbox(String id) {
        call(() -> runtime(QUICK)
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    public void removePodSandbox(String id) {
        call(() -> runtime(QUICK)
                .removePodSandbox(
                        RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    public PodSandboxStatus podSandboxStatus(String id) {
        return call(() -> runtime(QUICK)
                .podSandboxStatus(
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())
                .getStatus());
    }

    /** The sandbox's state with the runtime's own details, as JSON texts by name. */
    public Map<String, String> podSandboxInfo(String id) {
        return call(() -> runtime(QUICK)
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                        .setPodSandboxId(id)
                        .setVerbose(true)
                        .build())
                .getInfoMap());
    }

    /** The sandboxes with all of the labels; every one for no labels. */
    public List<PodSandbox> listPodSandboxes(Map<String, String> labels) {
        return call(() -> runtime(QUICK)
                .listPodSandbox(ListPodSandboxRequest.newBuilder()
                        .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(labels))
                        .build())
                .getItemsList());
    }

    public String createContainer(String sandbox, ContainerConfig config, PodSandboxConfig sandboxConfig) {
        return call(() -> runtime(QUICK)
                .createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setConfig(config)
                        .setSandboxConfig(sandboxConfig)
                        .build())
                .getContainerId());
    }

    public void startContainer(String id) {
        call(() -> runtime(QUICK)
                .startContainer(
                        StartContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /** Ends the container with SIGTERM, and with SIGKILL after {@code grace}; returns once it is gone. */
    public void stopContainer(String id, Duration grace) {
        call(() -> runtime(QUICK.plus(grace))
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(id)
                        .setTimeout(grace.toSeconds())
                        .build()));
    }

    public void removeContainer(String id) {
        call(() -> runtime(QUICK)
                .removeContainer(
                        RemoveContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /** The containers with all of the labels; every one for no labels. */
    public List<Container> listContainers(Map<String, String> labels) {
        return call(() -> runtime(QUICK)
                .listContainers(ListContainersRequest.newBuilder()
                        .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels))
                        .build())
                .getContainersList());
    }

    public ContainerStatus containerStatus(String id) {
        return call(() -> runtime(QUICK)
                .containerStatus(
                        ContainerStatusRequest.newBuilder().setContainerId(id).build())
                .getStatus());
    }

    public List<ContainerStats> containerStats() {
        return call(() -> runtime(QUICK)
                .listContainerStats(ListContainerStatsRequest.newBuilder()
                        .setFilter(ContainerStatsFilter.getDefaultInstance())
                        .build())
                .getStatsList());
    }

    public void reopenContainerLog(String id) {
        call(() -> runtime(QUICK)
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(id)
                        .build()));
    }

    /** Runs the command and collects its output; {@link CriException#timedOut} when it took longer. */
    public ExecSyncResponse execSync(String id, List<String> command, Duration timeout) {
        return call(() -> runtime(timeout.plusSeconds(10))
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(id)
                        .addAllCmd(command)
                        .setTimeout(timeout.toSeconds())
                        .build()));
    }

    /** The address of a one-time stream for the command. */
    public String exec(ExecRequest request) {
        return call(() -> runtime(QUICK).exec(request).getUrl());
    }

    /** The address of a one-time stream to the container's own process. */
    public String attach(AttachRequest request) {
        return call(() -> runtime(QUICK).attach(request).getUrl());
    }

    /** The address of a one-time stream to a port inside the sandbox. */
    public String portForward(String sandbox, int port) {
        return call(() -> runtime(QUICK)
                .portForward(PortForwardRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .addPort(port)
                        .build())
                .getUrl());
    }

    public Optional<Image> imageStatus(String name) {
        var answer = call(() -> images(QUICK)
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(name))
                        .build()));
        return answer.hasImage() ? Optional.of(answer.getImage()) : Optional.empty();
    }

    /** Fetches the image; its id. */
    public String pullImage(String name, Optional<AuthConfig> auth, PodSandboxConfig sandbox) {
        var request = PullImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(name))
                .setSandboxConfig(sandbox);
        auth.ifPresent(request::setAuth);
        return call(() -> images(PULL).pullImage(request.build()).getImageRef());
    }

    public void removeImage(String name) {
        call(() -> images(QUICK)
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(name))
                        .build()));
    }

    public List<Image> listImages() {
        return call(() -> images(Duration.ofSeconds(10))
                .listImages(ListImagesRequest.getDefaultInstance())
                .getImagesList());
    }

    public List<FilesystemUsage> imageFsInfo() {
        return call(() -> images(QUICK)
                .imageFsInfo(ImageFsInfoRequest.getDefaultInstance())
                .getImageFilesystemsList());
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime(Duration deadline) {
        return runtime.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private ImageServiceGrpc.ImageServiceBlockingStub images(Duration deadline) {
        return images.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw new CriException(e.getStatus(), e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
