package io.jukung.node.container;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import io.jukung.proto.cri.Capability;
import io.jukung.proto.cri.Image;
import io.jukung.proto.cri.Int64Value;
import io.jukung.proto.cri.LinuxContainerSecurityContext;
import io.jukung.proto.cri.LinuxSandboxSecurityContext;
import io.jukung.proto.cri.NamespaceMode;
import io.jukung.proto.cri.NamespaceOption;
import io.jukung.proto.cri.SecurityProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Security contexts of pod and container as the runtime takes them; the container's fields win. */
public final class Security {

    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private Security() {}

    static LinuxSandboxSecurityContext ofSandbox(DesiredPod pod) {
        var context = pod.spec().object("securityContext");
        var security = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod))
                .setPrivileged(pod.allContainers().stream().anyMatch(Security::privileged))
                .setSeccomp(profile(context.object("seccompProfile"), SecurityProfile.ProfileType.RuntimeDefault));
        return security.build();
    }

    /**
     * The container's context.
     *
     * @param image what the container runs, for its user
     * @throws ContainerConfigException when the pod forbids root and the container would be root
     */
    static LinuxContainerSecurityContext ofContainer(DesiredPod pod, ContainerSpec container, Image image) {
        var ofPod = pod.spec().object("securityContext");
        var own = container.tree().object("securityContext");
        boolean privileged = privileged(container);
        var security = LinuxContainerSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod))
                .setPrivileged(privileged)
                .setReadonlyRootfs(own.flag("readOnlyRootFilesystem"))
                .setNoNewPrivs(own.get("allowPrivilegeEscalation") == Scalar.Flag.FALSE)
                .addAllSupplementalGroups(supplementalGroups(ofPod))
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(own.list("capabilities", "add").texts())
                        .addAllDropCapabilities(own.list("capabilities", "drop").texts()))
                .setSeccomp(profile(
                        own.has("seccompProfile") ? own.object("seccompProfile") : ofPod.object("seccompProfile"),
                        SecurityProfile.ProfileType.Unconfined));
        if (!privileged) {
            security.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        var user = number(own, ofPod, "runAsUser");
        requireNonRoot(pod, container, own, ofPod, user, image);
        user.ifPresentOrElse(
                id -> security.setRunAsUser(Int64Value.newBuilder().setValue(id)), () -> imageUser(image, security));
        number(own, ofPod, "runAsGroup")
                .ifPresent(id -> security.setRunAsGroup(Int64Value.newBuilder().setValue(id)));
        return security.build();
    }

    private static void imageUser(Image image, LinuxContainerSecurityContext.Builder security) {
        if (image.hasUid()) {
            security.setRunAsUser(image.getUid());
        } else if (!image.getUsername().isEmpty()) {
            security.setRunAsUsername(image.getUsername());
        }
    }

    private static void requireNonRoot(
            DesiredPod pod,
            ContainerSpec container,
            ObjectValue own,
            ObjectValue ofPod,
            Optional<Long> user,
            Image image) {
        boolean nonRoot = own.has("runAsNonRoot") ? own.flag("runAsNonRoot") : ofPod.flag("runAsNonRoot");
        if (!nonRoot) {
            return;
        }
        var whose = " (pod: \"" + pod.fullName() + "\", container: " + container.name() + ")";
        if (user.isPresent()) {
            if (user.get() == 0) {
                throw new ContainerConfigException("container's runAsUser breaks non-root policy" + whose);
            }
            return;
        }
        if (!image.getUsername().isEmpty()) {
            throw new ContainerConfigException("container has runAsNonRoot and image has non-numeric user ("
                    + image.getUsername() + "), cannot verify user is non-root" + whose);
        }
        if (!image.hasUid() || image.getUid().getValue() == 0) {
            throw new ContainerConfigException("container has runAsNonRoot and image will run as root" + whose);
        }
    }

    private static NamespaceOption namespaces(DesiredPod pod) {
        var spec = pod.spec();
        var pid = NamespaceMode.CONTAINER;
        if (spec.flag("hostPID")) {
            pid = NamespaceMode.NODE;
        } else if (spec.flag("shareProcessNamespace")) {
            pid = NamespaceMode.POD;
        }
        return NamespaceOption.newBuilder()
                .setNetwork(pod.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(pid)
                .setIpc(spec.flag("hostIPC") ? NamespaceMode.NODE : NamespaceMode.POD)
                .build();
    }

    private static List<Long> supplementalGroups(ObjectValue ofPod) {
        var groups = new ArrayList<Long>();
        number(ofPod, ofPod, "fsGroup").ifPresent(groups::add);
        for (var group : ofPod.list("supplementalGroups")) {
            if (group instanceof Scalar.Whole(var id)) {
                groups.add(id);
            }
        }
        return groups;
    }

    private static boolean privileged(ContainerSpec container) {
        return container.tree().flag("securityContext", "privileged");
    }

    private static Optional<Long> number(ObjectValue own, ObjectValue ofPod, String field) {
        var value = own.has(field) ? own.get(field) : ofPod.get(field);
        return value instanceof Scalar.Whole(var number) ? Optional.of(number) : Optional.empty();
    }

    private static SecurityProfile profile(ObjectValue profile, SecurityProfile.ProfileType absent) {
        return switch (profile.text("type")) {
            case "RuntimeDefault" ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
                        .build();
            case "Unconfined" ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.Unconfined)
                        .build();
            case "Localhost" ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.Localhost)
                        .setLocalhostRef(profile.text("localhostProfile"))
                        .build();
            default -> SecurityProfile.newBuilder().setProfileType(absent).build();
        };
    }
}
