package io.jukung.node.container;

import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import io.jukung.proto.cri.ContainerConfig;
import io.jukung.proto.cri.ContainerMetadata;
import io.jukung.proto.cri.Image;
import io.jukung.proto.cri.ImageSpec;
import io.jukung.proto.cri.KeyValue;
import io.jukung.proto.cri.LinuxContainerConfig;
import io.jukung.proto.cri.Mount;
import io.jukung.proto.cri.NamespaceMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the runtime needs to make a container. */
public final class ContainerConfigs {

    private ContainerConfigs() {}

    /**
     * Everything of one run that is not in the spec.
     *
     * @param attempt runs before this one
     * @param crashes failed runs in a row before this one
     * @param nodeBytes the node's memory
     * @param target id of the container whose processes this one shall see; empty for none
     */
    public record Run(
            int attempt,
            int crashes,
            Image image,
            Map<String, String> environment,
            List<Mount> mounts,
            long nodeBytes,
            Optional<String> target) {
        public Run {
            mounts = List.copyOf(mounts);
        }
    }

    public static ContainerConfig of(DesiredPod pod, ContainerSpec container, Run run) {
        var tree = container.tree();
        var security = Security.ofContainer(pod, container, run.image()).toBuilder();
        run.target()
                .ifPresent(id -> security.getNamespaceOptionsBuilder()
                        .setPid(NamespaceMode.TARGET)
                        .setTargetId(id));
        var config = ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(container.name()).setAttempt(run.attempt()))
                .setImage(ImageSpec.newBuilder().setImage(run.image().getId()))
                .addAllCommand(Environment.expand(container.command(), run.environment()))
                .addAllArgs(Environment.expand(container.arguments(), run.environment()))
                .setWorkingDir(tree.text("workingDir"))
                .addAllMounts(run.mounts())
                .putAllLabels(Labels.of(pod, container))
                .putAnnotations(Labels.CRASHES, Integer.toString(run.crashes()))
                .putAnnotations(Labels.SPEC_HASH, Integer.toString(container.restartingHash()))
                .putAnnotations(Labels.TERMINATION_LOGS, Boolean.toString(container.logsAsTerminationMessage()))
                .setLogPath(logPath(container.name(), run.attempt()))
                .setStdin(tree.flag("stdin"))
                .setStdinOnce(tree.flag("stdinOnce"))
                .setTty(tree.flag("tty"))
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(Limits.of(pod, container, run.nodeBytes()))
                        .setSecurityContext(security));
        run.environment()
                .forEach((name, value) ->
                        config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
        return config.build();
    }

    /** Below the pod's log folder. */
    public static String logPath(String container, int attempt) {
        return container + "/" + attempt + ".log";
    }
}
