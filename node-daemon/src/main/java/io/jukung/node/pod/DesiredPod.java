package io.jukung.node.pod;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod as its author and the control plane want it.
 *
 * @param gone whether the object is not in the API any more: whatever runs of it must end
 */
public record DesiredPod(KubeObject object, boolean gone) {

    /** The kubelet's default grace. */
    private static final long DEFAULT_GRACE_SECONDS = 30;

    public static DesiredPod of(KubeObject object) {
        return new DesiredPod(object, false);
    }

    /** What becomes of a container that ended. */
    public enum RestartPolicy {
        ALWAYS,
        ON_FAILURE,
        NEVER;

        boolean restarts(int exitCode) {
            return switch (this) {
                case ALWAYS -> true;
                case ON_FAILURE -> exitCode != 0;
                case NEVER -> false;
            };
        }
    }

    public String uid() {
        return object.uid();
    }

    public String name() {
        return object.name();
    }

    public String namespace() {
        return object.namespace();
    }

    public ObjectKey key() {
        return object.key();
    }

    public ObjectValue spec() {
        return object.spec();
    }

    /** {@code name_namespace(uid)}, as the kubelet writes a pod in messages. */
    public String fullName() {
        return name() + "_" + namespace() + "(" + uid() + ")";
    }

    public RestartPolicy restartPolicy() {
        return switch (spec().text("restartPolicy")) {
            case "Never" -> RestartPolicy.NEVER;
            case "OnFailure" -> RestartPolicy.ON_FAILURE;
            default -> RestartPolicy.ALWAYS;
        };
    }

    public List<ContainerSpec> initContainers() {
        return spec().list("initContainers").objects().stream()
                .map(tree -> new ContainerSpec(
                        tree,
                        tree.text("restartPolicy").equals("Always")
                                ? ContainerSpec.Role.SIDECAR
                                : ContainerSpec.Role.INIT))
                .toList();
    }

    public List<ContainerSpec> containers() {
        return spec().list("containers").objects().stream()
                .map(tree -> new ContainerSpec(tree, ContainerSpec.Role.MAIN))
                .toList();
    }

    public List<ContainerSpec> ephemeralContainers() {
        return spec().list("ephemeralContainers").objects().stream()
                .map(tree -> new ContainerSpec(tree, ContainerSpec.Role.EPHEMERAL))
                .toList();
    }

    /** Init containers first; those added later to look into the pod are no part of it. */
    public List<ContainerSpec> allContainers() {
        var all = new ArrayList<>(initContainers());
        all.addAll(containers());
        return all;
    }

    public Optional<ContainerSpec> container(String name) {
        return Stream.concat(allContainers().stream(), ephemeralContainers().stream())
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    public boolean hostNetwork() {
        return spec().flag("hostNetwork");
    }

    /** Whether deletion was asked for, or has happened. */
    public boolean terminating() {
        return gone || object.beingDeleted();
    }

    /** How long containers may take to end. */
    public Duration grace() {
        long own = spec().whole(DEFAULT_GRACE_SECONDS, "terminationGracePeriodSeconds");
        return Duration.ofSeconds(object.tree().whole(own, "metadata", "deletionGracePeriodSeconds"));
    }

    /** When the pod must be over by {@code activeDeadlineSeconds}; empty without one or before the start. */
    public Optional<Instant> activeUntil() {
        long seconds = spec().whole(0, "activeDeadlineSeconds");
        var start = object.status().text("startTime");
        return seconds <= 0 || start.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.parse(start).plusSeconds(seconds));
    }

    /** Whether the API already holds the pod's end. */
    public boolean over() {
        var phase = object.status().text("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public QualityOfService qualityOfService() {
        return QualityOfService.of(allContainers());
    }

    /** The hostname inside: {@code spec.hostname}, or the name cut to 63 characters. */
    public String hostname() {
        var hostname = spec().text("hostname");
        if (!hostname.isEmpty()) {
            return hostname;
        }
        var cut = name().length() > 63 ? name().substring(0, 63) : name();
        int end = cut.length();
        while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) {
            end--;
        }
        return cut.substring(0, end);
    }

    /** The full name by {@code spec.subdomain}; empty without one. */
    public Optional<String> fullHostname(String clusterDomain) {
        var subdomain = spec().text("subdomain");
        return subdomain.isEmpty()
                ? Optional.empty()
                : Optional.of(hostname() + "." + subdomain + "." + namespace() + ".svc." + clusterDomain);
    }
}
