package io.jukung.node.pod;

import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.image.ImageName;
import io.jukung.node.probe.Probe;
import java.util.List;
import java.util.Optional;

/** One container of a pod's spec. */
public record ContainerSpec(ObjectValue tree, Role role) {

    /** When a container runs. */
    public enum Role {
        /** Before the main containers, one after the other, to its end. */
        INIT,
        /** Started in the order of the init containers, kept running beside the main ones. */
        SIDECAR,
        MAIN,
        /** Added to a pod that runs, to look into it ({@code kubectl debug}); runs once. */
        EPHEMERAL
    }

    /** When an image is fetched. */
    public enum PullPolicy {
        ALWAYS,
        IF_NOT_PRESENT,
        NEVER
    }

    public String name() {
        return tree.text("name");
    }

    public String image() {
        return tree.text("image");
    }

    /** As events name it, for example {@code spec.containers{web}}. */
    public String fieldPath() {
        var list = switch (role) {
            case INIT, SIDECAR -> "initContainers";
            case MAIN -> "containers";
            case EPHEMERAL -> "ephemeralContainers";
        };
        return "spec." + list + "{" + name() + "}";
    }

    public PullPolicy pullPolicy() {
        return switch (tree.text("imagePullPolicy")) {
            case "Always" -> PullPolicy.ALWAYS;
            case "Never" -> PullPolicy.NEVER;
            case "IfNotPresent" -> PullPolicy.IF_NOT_PRESENT;
            default -> defaultPullPolicy();
        };
    }

    private PullPolicy defaultPullPolicy() {
        try {
            return ImageName.parse(image()).latest() ? PullPolicy.ALWAYS : PullPolicy.IF_NOT_PRESENT;
        } catch (IllegalArgumentException invalid) {
            return PullPolicy.IF_NOT_PRESENT;
        }
    }

    public DesiredPod.RestartPolicy restartPolicy(DesiredPod.RestartPolicy ofPod) {
        return switch (role) {
            case SIDECAR -> DesiredPod.RestartPolicy.ALWAYS;
            // An init container that ended well is done, whatever the pod's policy.
            case INIT ->
                ofPod == DesiredPod.RestartPolicy.NEVER
                        ? DesiredPod.RestartPolicy.NEVER
                        : DesiredPod.RestartPolicy.ON_FAILURE;
            case MAIN -> ofPod;
            case EPHEMERAL -> DesiredPod.RestartPolicy.NEVER;
        };
    }

    public List<String> command() {
        return tree.list("command").texts();
    }

    public List<String> arguments() {
        return tree.list("args").texts();
    }

    /** A request or limit; empty where none is given. */
    public Optional<Quantity> resource(String requestsOrLimits, String name) {
        var value = tree.at("resources", requestsOrLimits, name);
        return value == null ? Optional.empty() : Optional.of(Quantity.parse(Quantities.text(value)));
    }

    public Optional<Probe> probe(Probe.Purpose purpose) {
        var probe = tree.object(purpose.field());
        return role == Role.INIT || probe.isEmpty() ? Optional.empty() : Optional.of(Probe.of(probe));
    }

    /** The fields whose change restarts a running container. */
    public int restartingHash() {
        return image().hashCode();
    }

    public String terminationMessagePath() {
        var path = tree.text("terminationMessagePath");
        return path.isEmpty() ? "/dev/termination-log" : path;
    }

    public boolean logsAsTerminationMessage() {
        return tree.text("terminationMessagePolicy").equals("FallbackToLogsOnError");
    }
}
