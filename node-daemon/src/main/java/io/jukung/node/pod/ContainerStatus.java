package io.jukung.node.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.Optional;

/**
 * The status of one container of a pod.
 *
 * @param latest the newest run; empty before the first
 * @param previous the run before it
 * @param waiting what it waits for; empty while it runs or has ended without a reason to wait
 */
record ContainerStatus(
        ContainerSpec spec,
        DesiredPod.RestartPolicy policy,
        Optional<Observation.Instance> latest,
        Optional<Observation.Instance> previous,
        Optional<PodMemory.Hindrance> waiting,
        String waitingByDefault,
        boolean started,
        boolean ready) {

    static ContainerStatus of(PodView view, ContainerSpec spec) {
        var pod = view.pod();
        var runs = view.observed().runs(spec.name());
        // Until its postStart hook is through, a run is still being created: the one before it is the latest.
        if (view.memory().starting().contains(spec.name())
                && !runs.isEmpty()
                && runs.getFirst().state() != Observation.State.EXITED) {
            runs = runs.subList(1, runs.size());
        }
        var latest = runs.stream().findFirst();
        var running = latest.filter(run -> run.state() == Observation.State.RUNNING);
        var health = running.map(run -> view.healthOf(spec, run));
        boolean endedWell = latest.filter(run -> run.state() == Observation.State.EXITED && run.exitCode() == 0)
                .isPresent();
        boolean ready = switch (spec.role()) {
            case INIT -> endedWell;
            case SIDECAR, MAIN ->
                health.map(known -> known.started() && known.ready()).orElse(false);
            // No service waits for it.
            case EPHEMERAL -> false;
        };
        var waiting = view.ending() && latest.isPresent()
                ? Optional.<PodMemory.Hindrance>empty()
                : view.hindrance(spec.name());
        return new ContainerStatus(
                spec,
                spec.restartPolicy(pod.restartPolicy()),
                latest,
                runs.stream().skip(1).findFirst(),
                waiting,
                pod.initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing",
                health.map(known -> known.started()).orElse(false),
                ready);
    }

    String name() {
        return spec.name();
    }

    boolean sidecar() {
        return spec.role() == ContainerSpec.Role.SIDECAR;
    }

    /** Whether an init container has done its part: ended well, or, for a sidecar, started. */
    boolean initialized() {
        return sidecar() ? started : ready;
    }

    boolean neverRan() {
        return latest.isEmpty() || (latest.get().state() == Observation.State.CREATED && previous.isEmpty());
    }

    private Optional<Observation.Instance> ended() {
        return latest.filter(run -> run.state() == Observation.State.EXITED);
    }

    boolean endedWell() {
        return ended().filter(run -> run.exitCode() == 0).isPresent();
    }

    boolean endedForGood() {
        return ended().filter(run -> !policy.restarts(run.exitCode())).isPresent();
    }

    boolean failedForGood() {
        return spec.role() == ContainerSpec.Role.INIT
                && ended().filter(run -> run.exitCode() != 0 && !policy.restarts(run.exitCode()))
                        .isPresent();
    }

    ObjectValue toTree() {
        var tree = ObjectValue.builder()
                .put("name", name())
                .put("state", state())
                .put("lastState", lastState())
                .put("ready", ready)
                .put("restartCount", latest.map(Observation.Instance::attempt).orElse(0))
                .put("image", latest.map(Observation.Instance::image).orElse(spec.image()))
                .put("imageID", latest.map(Observation.Instance::imageId).orElse(""));
        latest.ifPresent(run -> tree.put("containerID", containerId(run)));
        tree.put("started", started);
        latest.ifPresent(run -> tree.put("resources", spec.tree().object("resources")));
        var mounts = volumeMounts();
        if (!mounts.isEmpty()) {
            tree.put("volumeMounts", mounts);
        }
        return tree.build();
    }

    private boolean isWaiting() {
        return latest.map(run -> switch (run.state()) {
                    case RUNNING -> false;
                    case CREATED -> true;
                    case EXITED -> waiting.isPresent();
                })
                .orElse(true);
    }

    private ObjectValue state() {
        if (isWaiting()) {
            var state = ObjectValue.builder()
                    .put("reason", waiting.map(PodMemory.Hindrance::reason).orElse(waitingByDefault))
                    .putIfPresent(
                            "message", waiting.map(PodMemory.Hindrance::message).orElse(""));
            return ObjectValue.of("waiting", state.build());
        }
        var run = latest.orElseThrow();
        return run.state() == Observation.State.RUNNING
                ? ObjectValue.of(
                        "running",
                        ObjectValue.builder()
                                .put("startedAt", PodStatus.seconds(run.startedAt()))
                                .build())
                : terminated(run);
    }

    private ObjectValue lastState() {
        var last = isWaiting() && ended().isPresent() ? ended() : previous;
        return last.filter(run -> run.state() == Observation.State.EXITED)
                .map(ContainerStatus::terminated)
                .orElse(ObjectValue.empty());
    }

    private static ObjectValue terminated(Observation.Instance run) {
        var reason = run.reason().isEmpty() ? (run.exitCode() == 0 ? "Completed" : "Error") : run.reason();
        return ObjectValue.of(
                "terminated",
                ObjectValue.builder()
                        .put("exitCode", run.exitCode())
                        .put("reason", reason)
                        .putIfPresent("message", run.message())
                        .put("startedAt", PodStatus.seconds(run.startedAt()))
                        .put("finishedAt", PodStatus.seconds(run.finishedAt()))
                        .put("containerID", containerId(run))
                        .build());
    }

    private ListValue volumeMounts() {
        return ListValue.of(spec.tree().list("volumeMounts").objects().stream()
                .<Value>map(mount -> {
                    var tree = ObjectValue.builder()
                            .put("name", mount.text("name"))
                            .put("mountPath", mount.text("mountPath"));
                    if (mount.flag("readOnly")) {
                        tree.put("readOnly", true).put("recursiveReadOnly", "Disabled");
                    }
                    return tree.build();
                })
                .toList());
    }

    private static String containerId(Observation.Instance run) {
        return "containerd://" + run.id();
    }
}
