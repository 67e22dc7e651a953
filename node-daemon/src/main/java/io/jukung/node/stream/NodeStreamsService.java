package io.jukung.node.stream;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.node.pod.DesiredPod;
import io.jukung.node.pod.NodePods;
import io.jukung.node.pod.Observation;
import io.jukung.proto.cri.AttachRequest;
import io.jukung.proto.cri.ContainerState;
import io.jukung.proto.node.v1.ExecRequest;
import io.jukung.proto.node.v1.ExecResponse;
import io.jukung.proto.node.v1.ExecStart;
import io.jukung.proto.node.v1.LogsChunk;
import io.jukung.proto.node.v1.LogsRequest;
import io.jukung.proto.node.v1.NodeStreamsGrpc;
import io.jukung.proto.node.v1.PodRef;
import io.jukung.proto.node.v1.PortForwardRequest;
import io.jukung.proto.node.v1.PortForwardResponse;
import io.jukung.proto.node.v1.PortForwardStart;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The node's streams. Errors are gRPC statuses with a text for the user. */
final class NodeStreamsService extends NodeStreamsGrpc.NodeStreamsImplBase {

    private final CriClient cri;
    private final NodePods pods;
    private final EventLoopGroup threads;

    NodeStreamsService(CriClient cri, NodePods pods, EventLoopGroup threads) {
        this.cri = cri;
        this.pods = pods;
        this.threads = threads;
    }

    // ---- logs

    @Override
    public void logs(LogsRequest request, StreamObserver<LogsChunk> observer) {
        var client = (ServerCallStreamObserver<LogsChunk>) observer;
        var ready = new Semaphore(0);
        client.setOnReadyHandler(ready::release);
        client.setOnCancelHandler(ready::release);
        try {
            var pod = pod(request.getPod());
            var run = loggedRun(pod, request.getContainer(), request.getPrevious());
            var path = Path.of(cri.containerStatus(run.id()).getLogPath());
            var query = query(request);
            // The call's thread must return for the handlers above to be heard.
            Thread.ofVirtual().name("logs-" + pod.key()).start(() -> stream(query, path, run, client, ready));
        } catch (StatusRuntimeException e) {
            client.onError(e);
        } catch (CriException e) {
            client.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException());
        }
    }

    private void stream(
            LogReader.Query query,
            Path path,
            Observation.Instance run,
            ServerCallStreamObserver<LogsChunk> client,
            Semaphore ready) {
        try {
            var reader = new LogReader(query, data -> {
                while (!client.isReady() && !client.isCancelled()) {
                    boolean woken = ready.tryAcquire(1, TimeUnit.SECONDS);
                    if (woken) {
                        ready.drainPermits();
                    }
                }
                if (!client.isCancelled()) {
                    client.onNext(LogsChunk.newBuilder()
                            .setData(ByteString.copyFrom(data))
                            .build());
                }
            });
            reader.read(path, () -> running(run.id()), () -> !client.isCancelled());
            if (!client.isCancelled()) {
                client.onCompleted();
            }
        } catch (IOException e) {
            client.onError(Status.NOT_FOUND
                    .withDescription("the log of container " + run.name() + " cannot be read: " + e.getMessage())
                    .asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.onError(Status.CANCELLED.asRuntimeException());
        }
    }

    private boolean running(String id) {
        try {
            return cri.containerStatus(id).getState() == ContainerState.CONTAINER_RUNNING;
        } catch (CriException gone) {
            return false;
        }
    }

    private static LogReader.Query query(LogsRequest request) {
        return new LogReader.Query(
                request.getFollow(),
                request.getTimestamps(),
                request.hasTailLines() ? OptionalLong.of(request.getTailLines()) : OptionalLong.empty(),
                request.hasLimitBytes() ? OptionalLong.of(request.getLimitBytes()) : OptionalLong.empty(),
                since(request.getSinceTime()));
    }

    private static Optional<java.time.Instant> since(String time) {
        try {
            return time.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeParseException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("since_time must be an RFC 3339 time, not " + time)
                    .asRuntimeException();
        }
    }

    private Observation.Instance loggedRun(DesiredPod pod, String container, boolean previous) {
        var name = containerName(pod, container);
        var observed = pods.observe(pod);
        if (previous) {
            return observed.previous(name)
                    .orElseThrow(() -> invalid(
                            "previous terminated container \"" + name + "\" in pod \"" + pod.name() + "\" not found"));
        }
        return observed.latest(name)
                .orElseThrow(() -> invalid("container \"" + name + "\" in pod \"" + pod.name()
                        + "\" is waiting to start: " + waitingReason(pod, name)));
    }

    private static String waitingReason(DesiredPod pod, String container) {
        return java.util.stream.Stream.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
                .flatMap(field -> pod.object().status().list(field).objects().stream())
                .filter(status -> status.text("name").equals(container))
                .map(status -> status.text("state", "waiting", "reason"))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("ContainerCreating");
    }

    // ---- exec, attach, port-forward

    @Override
    public StreamObserver<ExecRequest> exec(StreamObserver<ExecResponse> observer) {
        return new RemoteCommand(
                threads, (ServerCallStreamObserver<ExecResponse>) observer, start -> answered(() -> execUrl(start)));
    }

    private String execUrl(ExecStart start) {
        return cri.exec(io.jukung.proto.cri.ExecRequest.newBuilder()
                .setContainerId(runningContainer(start))
                .addAllCmd(start.getCommandList())
                .setTty(start.getTty())
                .setStdin(start.getStdin())
                .setStdout(start.getStdout())
                .setStderr(start.getStderr() && !start.getTty())
                .build());
    }

    @Override
    public StreamObserver<ExecRequest> attach(StreamObserver<ExecResponse> observer) {
        return new RemoteCommand(
                threads, (ServerCallStreamObserver<ExecResponse>) observer, start -> answered(() -> attachUrl(start)));
    }

    private String attachUrl(ExecStart start) {
        return cri.attach(AttachRequest.newBuilder()
                .setContainerId(runningContainer(start))
                .setTty(start.getTty())
                .setStdin(start.getStdin())
                .setStdout(start.getStdout())
                .setStderr(start.getStderr() && !start.getTty())
                .build());
    }

    @Override
    public StreamObserver<PortForwardRequest> portForward(StreamObserver<PortForwardResponse> observer) {
        return new PortForwarding(
                threads,
                (ServerCallStreamObserver<PortForwardResponse>) observer,
                start -> answered(() -> portForwardUrl(start)));
    }

    private String portForwardUrl(PortForwardStart start) {
        var pod = pod(start.getPod());
        var sandbox = pods.observe(pod)
                .readySandbox()
                .orElseThrow(() -> invalid("pod " + pod.name() + " has no running sandbox"));
        return cri.portForward(sandbox.id(), start.getPort());
    }

    /** The runtime's refusals as statuses. */
    private static String answered(java.util.function.Supplier<String> call) {
        try {
            return call.get();
        } catch (CriException e) {
            throw (e.notFound() ? Status.NOT_FOUND : Status.UNAVAILABLE)
                    .withDescription(e.getMessage())
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private String runningContainer(ExecStart start) {
        var pod = pod(start.getPod());
        var name = containerName(pod, start.getContainer());
        return pods.observe(pod)
                .latest(name)
                .filter(run -> run.state() == Observation.State.RUNNING)
                .map(Observation.Instance::id)
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("container not found (\"" + name + "\")")
                        .asRuntimeException());
    }

    private static String containerName(DesiredPod pod, String asked) {
        if (asked.isEmpty()) {
            return pod.containers().getFirst().name();
        }
        return pod.container(asked)
                .orElseThrow(() -> invalid("container " + asked + " is not valid for pod " + pod.name()))
                .name();
    }

    private DesiredPod pod(PodRef reference) {
        return pods.find(new ObjectKey(reference.getNamespace(), reference.getName()), reference.getUid())
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription(
                                "pod " + reference.getNamespace() + "/" + reference.getName() + " is not on this node")
                        .asRuntimeException());
    }

    private static StatusRuntimeException invalid(String message) {
        return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
    }
}
