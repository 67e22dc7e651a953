package io.jukung.api.server.streams;

import com.linecorp.armeria.common.QueryParams;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.status.Rejection;
import io.jukung.proto.node.v1.ExecStart;
import io.jukung.proto.node.v1.LogsChunk;
import io.jukung.proto.node.v1.LogsRequest;
import io.jukung.proto.node.v1.NodeStreamsGrpc;
import io.jukung.proto.node.v1.PodRef;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Finds a pod's node and says what is asked of it. */
public final class PodStreams {

    private static final int DEFAULT_PORT = 10250;

    private final Resources resources;
    private final NodeConnections nodes;

    public PodStreams(Resources resources, NodeConnections nodes) {
        this.resources = resources;
        this.nodes = nodes;
    }

    /** A pod and the way to its node. */
    record Place(
            KubeObject pod, NodeStreamsGrpc.NodeStreamsStub stub, NodeStreamsGrpc.NodeStreamsBlockingStub blocking) {

        PodRef reference() {
            return PodRef.newBuilder()
                    .setNamespace(pod.namespace())
                    .setName(pod.name())
                    .setUid(pod.uid())
                    .build();
        }
    }

    /** The pod's log, chunk by chunk; empty where the pod is on no node yet. */
    public Optional<Iterator<LogsChunk>> logs(Target target, QueryParams query, Instant now) {
        var pod = resources.reads().get(target, "").object();
        var container = container(pod, query.get("container", ""));
        if (pod.spec().text("nodeName").isEmpty()) {
            return Optional.empty();
        }
        var place = place(target, pod);
        var request = LogsRequest.newBuilder()
                .setPod(place.reference())
                .setContainer(container)
                .setFollow(flag(query, "follow"))
                .setPrevious(flag(query, "previous"))
                .setTimestamps(flag(query, "timestamps"))
                .setSinceTime(query.get("sinceTime", ""));
        number(query, "tailLines").ifPresent(request::setTailLines);
        number(query, "limitBytes").ifPresent(request::setLimitBytes);
        number(query, "sinceSeconds")
                .ifPresent(seconds ->
                        request.setSinceTime(now.minusSeconds(seconds).toString()));
        var chunks = place.blocking().logs(request.build());
        try {
            // An error comes before the first chunk, and so before the answer's head.
            return Optional.of(chunks.hasNext() ? chunks : Collections.emptyIterator());
        } catch (StatusRuntimeException e) {
            throw rejection(e);
        }
    }

    /** What exec or attach is to start, and where. */
    record Session(Place place, ExecStart start) {}

    Session session(Target target, QueryParams query, boolean exec) {
        var pod = resources.reads().get(target, "0").object();
        var container = container(pod, query.get("container", ""));
        var command = query.getAll("command");
        if (exec && command.isEmpty()) {
            throw Rejection.badRequest("you must specify at least 1 command for the container");
        }
        boolean tty = flag(query, "tty");
        boolean stdin = flag(query, "stdin");
        boolean stdout = flag(query, "stdout");
        boolean stderr = flag(query, "stderr") && !tty;
        if (!stdin && !stdout && !stderr) {
            throw Rejection.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        var place = place(target, pod);
        return new Session(
                place,
                ExecStart.newBuilder()
                        .setPod(place.reference())
                        .setContainer(container)
                        .addAllCommand(exec ? command : List.of())
                        .setStdin(stdin)
                        .setStdout(stdout)
                        .setStderr(stderr)
                        .setTty(tty)
                        .build());
    }

    Place place(Target target) {
        return place(target, resources.reads().get(target, "0").object());
    }

    private Place place(Target target, KubeObject pod) {
        var nodeName = pod.spec().text("nodeName");
        if (nodeName.isEmpty()) {
            throw Rejection.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        var definition = resources.registry().get(GroupVersionResource.core("nodes"));
        var node = resources
                .reads()
                .get(new Target(definition, "", nodeName, "", target.caller()), "0")
                .object();
        var address = node.status().list("addresses").objects().stream()
                .filter(candidate -> candidate.text("type").equals("InternalIP"))
                .map(candidate -> candidate.text("address"))
                .findFirst()
                .orElseThrow(() -> Rejection.unavailable("node " + nodeName + " has no InternalIP address"));
        int port = (int) node.status().whole(DEFAULT_PORT, "daemonEndpoints", "kubeletEndpoint", "Port");
        var channel = nodes.to(InetSocketAddress.createUnresolved(address, port));
        return new Place(pod, NodeStreamsGrpc.newStub(channel), NodeStreamsGrpc.newBlockingStub(channel));
    }

    /** The container asked for, or the only one, or the one that the annotation names. */
    private static String container(KubeObject pod, String asked) {
        var names = new ArrayList<String>();
        for (var list : List.of("containers", "initContainers", "ephemeralContainers")) {
            pod.spec().list(list).objects().stream()
                    .map(container -> container.text("name"))
                    .forEach(names::add);
        }
        if (!asked.isEmpty()) {
            if (!names.contains(asked)) {
                throw Rejection.badRequest("container " + asked + " is not valid for pod " + pod.name());
            }
            return asked;
        }
        var containers = pod.spec().list("containers").objects();
        var preferred = pod.annotations().getOrDefault("kubectl.kubernetes.io/default-container", "");
        if (names.contains(preferred)) {
            return preferred;
        }
        if (containers.size() == 1) {
            return containers.getFirst().text("name");
        }
        throw Rejection.badRequest("a container name must be specified for pod " + pod.name() + ", choose one of: ["
                + String.join(
                        " ", containers.stream().map(one -> one.text("name")).toList()) + "]");
    }

    private static boolean flag(QueryParams query, String name) {
        var value = query.get(name, "");
        return value.equals("true") || value.equals("1");
    }

    private static Optional<Long> number(QueryParams query, String name) {
        var text = query.get(name, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Rejection.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    /** What a node says, as an answer to the client. */
    static Rejection rejection(StatusRuntimeException error) {
        var description = error.getStatus().getDescription();
        var text = description == null ? error.getStatus().getCode().toString() : description;
        return switch (error.getStatus().getCode()) {
            case NOT_FOUND -> new Rejection(404, "NotFound", text, ObjectValue.empty());
            case INVALID_ARGUMENT, FAILED_PRECONDITION -> Rejection.badRequest(text);
            case UNAVAILABLE -> Rejection.unavailable("the pod's node cannot be reached: " + text);
            // The runtime's own words say already what kind of error it is.
            case INTERNAL -> new Rejection(500, "InternalError", text, ObjectValue.empty());
            default -> Rejection.internal(text);
        };
    }
}
