package io.jukung.node.volume;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.container.FieldReference;
import io.jukung.node.pod.DesiredPod;
import io.jukung.platform.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The volumes of this node's pods. A pod's folder holds {@code volumes/<name>} and what else belongs to
 * the pod; volumes with secrets lie on memory file systems.
 */
public final class Volumes {

    private final Path pods;
    private final ConfigSource source;
    private final TokenSource tokens;
    private final Clock clock;
    /** Tokens in use, by pod uid, volume, audience and lifetime: asked for anew only when they get old. */
    private final Map<String, TokenSource.Token> held = new ConcurrentHashMap<>();

    public Volumes(Path pods, ConfigSource source, TokenSource tokens, Clock clock) {
        this.pods = pods;
        this.source = source;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The folder of all that the node keeps for a pod. */
    public Path podFolder(String uid) {
        return pods.resolve(uid);
    }

    /** Uids of the pods that something is kept for. */
    public List<String> kept() throws IOException {
        if (!Files.isDirectory(pods)) {
            return List.of();
        }
        try (var folders = Files.list(pods)) {
            return folders.map(folder -> String.valueOf(folder.getFileName())).toList();
        }
    }

    /**
     * Puts all volumes of the pod in place, and brings those made of API objects up to date. Idempotent.
     *
     * @throws VolumeException for the first that cannot be
     */
    public void prepare(DesiredPod pod, FieldReference.Facts facts) {
        for (var volume : pod.spec().list("volumes").objects()) {
            var name = volume.text("name");
            try {
                if (Payload.describes(volume)) {
                    write(pod, volume, facts);
                } else if (volume.has("emptyDir")) {
                    emptyDir(pod, volume);
                } else if (volume.has("hostPath")) {
                    HostPath.of(name, volume.object("hostPath"));
                } else {
                    throw new VolumeException(
                            name,
                            "no volume plugin matched: this node has emptyDir, hostPath, "
                                    + "configMap, secret, downwardAPI and projected volumes");
                }
            } catch (IOException e) {
                throw new VolumeException(name, e.getMessage() == null ? e.toString() : e.getMessage(), e);
            }
        }
    }

    /** Whether the pod has volumes that follow API objects or hold tokens. */
    public static boolean follows(DesiredPod pod) {
        return pod.spec().list("volumes").objects().stream().anyMatch(Payload::describes);
    }

    /**
     * Where a volume lies on the node.
     *
     * @param subPath below the volume, made as a folder when it is not there; "" for the volume itself
     * @throws VolumeException when the pod has no such volume, or the sub path leads out of it
     */
    public Path path(DesiredPod pod, String volume, String subPath) {
        var tree = pod.spec().list("volumes").objects().stream()
                .filter(candidate -> candidate.text("name").equals(volume))
                .findFirst()
                .orElseThrow(() -> new VolumeException(volume, "volume not found in the pod's spec"));
        var root = tree.has("hostPath") ? Path.of(tree.text("hostPath", "path")) : folder(pod.uid(), volume);
        return subPath.isEmpty() ? root : inside(volume, root, subPath);
    }

    private static Path inside(String volume, Path root, String subPath) {
        try {
            var real = root.toRealPath();
            var path = real.resolve(subPath).normalize();
            if (!path.startsWith(real)) {
                throw new VolumeException(volume, "subPath \"" + subPath + "\" leads out of the volume");
            }
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(path);
            }
            var target = path.toRealPath();
            if (!target.startsWith(real)) {
                throw new VolumeException(volume, "subPath \"" + subPath + "\" leads out of the volume");
            }
            return target;
        } catch (IOException e) {
            throw new VolumeException(volume, "subPath \"" + subPath + "\": " + e.getMessage(), e);
        }
    }

    /** Unmounts and removes the pod's volumes; emptyDir content is lost. Idempotent. */
    public void release(String uid) throws IOException {
        var folder = podFolder(uid).resolve("volumes");
        Mounts.unmountBelow(folder);
        AtomicWriter.deleteAll(folder);
        held.keySet().removeIf(key -> key.startsWith(uid + "/"));
    }

    /** Removes everything of the pod. Idempotent. */
    public void remove(String uid) throws IOException {
        release(uid);
        AtomicWriter.deleteAll(podFolder(uid));
    }

    /** Unmounts and removes a node's whole folder, when no pod runs any more. */
    public static void purge(Path state) throws IOException {
        Mounts.unmountBelow(state.toAbsolutePath());
        AtomicWriter.deleteAll(state);
    }

    private Path folder(String uid, String volume) {
        return podFolder(uid).resolve("volumes").resolve(volume);
    }

    private void write(DesiredPod pod, ObjectValue volume, FieldReference.Facts facts) throws IOException {
        var name = volume.text("name");
        var payload =
                Payload.of(volume, pod, source, facts, (audience, lifetime) -> token(pod, name, audience, lifetime));
        var folder = Files.createDirectories(folder(pod.uid(), name));
        Mounts.tmpfs(folder, 0);
        new AtomicWriter(folder, Payload.commonUser(pod), Payload.fsGroup(pod)).write(payload, clock.now());
    }

    private String token(DesiredPod pod, String volume, String audience, Duration lifetime) {
        var key = pod.uid() + "/" + volume + "/" + audience + "/" + lifetime.toSeconds();
        return held.compute(
                        key,
                        (ignored, present) -> present == null || present.due(clock.now())
                                ? tokens.request(pod, audience, lifetime)
                                : present)
                .text();
    }

    private void emptyDir(DesiredPod pod, ObjectValue volume) throws IOException {
        var name = volume.text("name");
        var folder = folder(pod.uid(), name);
        boolean fresh = !Files.exists(folder);
        Files.createDirectories(folder);
        if (volume.text("emptyDir", "medium").equals("Memory")) {
            long bytes = volume.at("emptyDir", "sizeLimit") instanceof Scalar.Text(var limit)
                    ? Quantity.parse(limit).value()
                    : 0;
            Mounts.tmpfs(folder, bytes);
        } else if (fresh) {
            Files.setAttribute(folder, "unix:mode", 0777);
        }
        Optional<Long> group = Payload.fsGroup(pod);
        if (fresh && group.isPresent()) {
            Files.setAttribute(folder, "unix:gid", group.get().intValue());
            // The group's members write, and what they make stays the group's.
            Files.setAttribute(folder, "unix:mode", 02777);
        }
    }
}
