package io.jukung.node.pod;

import io.jukung.node.container.Labels;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.node.stream.CriLog;
import io.jukung.platform.Clock;
import io.jukung.proto.cri.Container;
import io.jukung.proto.cri.ContainerState;
import io.jukung.proto.cri.ContainerStatus;
import io.jukung.proto.cri.PodSandbox;
import io.jukung.proto.cri.PodSandboxState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Reads from the runtime what there is of pods. Safe for many threads. */
final class RuntimeObserver {

    /** A container's last message is cut to this, as the kubelet does. */
    private static final int MESSAGE_BYTES = 4_096;

    private static final int MESSAGE_LOG_LINES = 80;
    private static final int MESSAGE_LOG_BYTES = 2_048;

    /** The runtime learns of an out-of-memory kill by an event of its own, some time after the exit. */
    private static final Duration REASON_MAY_COME = Duration.ofSeconds(10);

    private static final int KILLED = 137;

    private final CriClient cri;
    private final Clock clock;
    /** What does not change any more: ended containers, by id. */
    private final Map<String, Observation.Instance> ended = new ConcurrentHashMap<>();
    /** Addresses of ready sandboxes, by id: they stay for the sandbox's life. */
    private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();

    RuntimeObserver(CriClient cri, Clock clock) {
        this.cri = cri;
        this.clock = clock;
    }

    /** Who a sandbox or container belongs to, as its labels say. */
    record Owner(String uid, String namespace, String name, long graceSeconds) {}

    /** Everything there is, by pod uid. */
    Map<String, Observation> all() {
        var sandboxes = cri.listPodSandboxes(Map.of());
        var containers = cri.listContainers(Map.of());
        forgetGone(sandboxes, containers);
        var uids = sandboxes.stream()
                .map(sandbox -> sandbox.getLabelsOrDefault(Labels.POD_UID, ""))
                .collect(Collectors.toSet());
        containers.forEach(container -> uids.add(container.getLabelsOrDefault(Labels.POD_UID, "")));
        var observed = new HashMap<String, Observation>();
        for (var uid : uids) {
            if (!uid.isEmpty()) {
                observed.put(
                        uid,
                        observation(
                                sandboxes.stream()
                                        .filter(sandbox -> sandbox.getLabelsOrDefault(Labels.POD_UID, "")
                                                .equals(uid))
                                        .toList(),
                                containers.stream()
                                        .filter(container -> container
                                                .getLabelsOrDefault(Labels.POD_UID, "")
                                                .equals(uid))
                                        .toList()));
            }
        }
        return observed;
    }

    Observation of(String uid) {
        var labels = Map.of(Labels.POD_UID, uid);
        return observation(cri.listPodSandboxes(labels), cri.listContainers(labels));
    }

    /** The pods that the runtime holds something of. */
    Set<Owner> owners() {
        return cri.listPodSandboxes(Map.of()).stream()
                .filter(sandbox -> sandbox.containsLabels(Labels.POD_UID))
                .map(sandbox -> new Owner(
                        sandbox.getLabelsOrDefault(Labels.POD_UID, ""),
                        sandbox.getLabelsOrDefault(Labels.POD_NAMESPACE, ""),
                        sandbox.getLabelsOrDefault(Labels.POD_NAME, ""),
                        Long.parseLong(sandbox.getAnnotationsOrDefault(Labels.GRACE_SECONDS, "30"))))
                .collect(Collectors.toSet());
    }

    private Observation observation(List<PodSandbox> sandboxes, List<Container> containers) {
        var seenSandboxes = new ArrayList<Observation.Sandbox>();
        for (var sandbox : sandboxes) {
            boolean ready = sandbox.getState() == PodSandboxState.SANDBOX_READY;
            seenSandboxes.add(new Observation.Sandbox(
                    sandbox.getId(),
                    sandbox.getMetadata().getAttempt(),
                    ready,
                    instant(sandbox.getCreatedAt()),
                    ready ? addresses.computeIfAbsent(sandbox.getId(), this::addresses) : List.of()));
        }
        var seenContainers = new ArrayList<Observation.Instance>();
        for (var container : containers) {
            var known = ended.get(container.getId());
            if (known != null) {
                seenContainers.add(known);
                continue;
            }
            try {
                var run = instance(container, cri.containerStatus(container.getId()));
                if (run.state() == Observation.State.EXITED && settled(run)) {
                    ended.put(run.id(), run);
                }
                seenContainers.add(run);
            } catch (CriException e) {
                if (!e.notFound()) {
                    throw e;
                }
            }
        }
        return new Observation(seenSandboxes, seenContainers);
    }

    private boolean settled(Observation.Instance run) {
        return run.exitCode() != KILLED
                || run.reason().equals("OOMKilled")
                || run.finishedAt().plus(REASON_MAY_COME).isBefore(clock.now());
    }

    private List<String> addresses(String sandbox) {
        var network = cri.podSandboxStatus(sandbox).getNetwork();
        var all = new ArrayList<String>();
        if (!network.getIp().isEmpty()) {
            all.add(network.getIp());
        }
        network.getAdditionalIpsList().forEach(ip -> all.add(ip.getIp()));
        return all;
    }

    private static Observation.Instance instance(Container container, ContainerStatus status) {
        var state = switch (status.getState()) {
            case CONTAINER_CREATED -> Observation.State.CREATED;
            case CONTAINER_RUNNING -> Observation.State.RUNNING;
            case CONTAINER_EXITED, CONTAINER_UNKNOWN, UNRECOGNIZED -> Observation.State.EXITED;
        };
        var finished = status.getFinishedAt() > 0 ? instant(status.getFinishedAt()) : instant(status.getCreatedAt());
        var started = status.getStartedAt() > 0 ? instant(status.getStartedAt()) : finished;
        return new Observation.Instance(
                container.getId(),
                container.getPodSandboxId(),
                container.getMetadata().getName(),
                container.getMetadata().getAttempt(),
                Integer.parseInt(container.getAnnotationsOrDefault(Labels.CRASHES, "0")),
                Integer.parseInt(container.getAnnotationsOrDefault(Labels.SPEC_HASH, "0")),
                state,
                instant(status.getCreatedAt()),
                started,
                finished,
                status.getState() == ContainerState.CONTAINER_UNKNOWN ? KILLED : status.getExitCode(),
                status.getReason(),
                state == Observation.State.EXITED ? lastMessage(status) : "",
                status.getImage().getImage(),
                status.getImageRef());
    }

    /** What the container left in its message file, or the end of its log where the spec says so. */
    private static String lastMessage(ContainerStatus status) {
        var text = status.getMountsList().stream()
                .filter(mount -> mount.getHostPath().endsWith(Labels.TERMINATION_FILE))
                .findFirst()
                .map(mount -> head(Path.of(mount.getHostPath())))
                .orElse("");
        if (!text.isEmpty()) {
            return text;
        }
        boolean logs = Boolean.parseBoolean(status.getAnnotationsOrDefault(Labels.TERMINATION_LOGS, "false"));
        if (logs && status.getExitCode() != 0) {
            return CriLog.tail(Path.of(status.getLogPath()), MESSAGE_LOG_LINES, MESSAGE_LOG_BYTES);
        }
        // The runtime's own word, for one that could not be started.
        return status.getMessage();
    }

    private static String head(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MESSAGE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    private void forgetGone(List<PodSandbox> sandboxes, List<Container> containers) {
        ended.keySet().retainAll(containers.stream().map(Container::getId).collect(Collectors.toSet()));
        addresses.keySet().retainAll(sandboxes.stream().map(PodSandbox::getId).collect(Collectors.toSet()));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
