package io.jukung.chaos.sim.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.node.pod.Observation;
import io.jukung.node.pod.PodAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a container runtime holds of one pod, labels included. */
final class PlaneRuntime {

    private KubeObject lastSeen;
    private final List<Observation.Sandbox> sandboxes = new ArrayList<>();
    private final List<Observation.Instance> containers = new ArrayList<>();
    private int made;

    PlaneRuntime(KubeObject pod) {
        lastSeen = pod;
    }

    void seen(KubeObject pod) {
        lastSeen = pod;
    }

    KubeObject lastSeen() {
        return lastSeen;
    }

    ObjectKey key() {
        return lastSeen.key();
    }

    Observation observe() {
        return new Observation(sandboxes, containers);
    }

    boolean isRunning() {
        return containers.stream().anyMatch(container -> container.state() == Observation.State.RUNNING);
    }

    void createSandbox(int attempt, Instant now) {
        sandboxes.add(new Observation.Sandbox("s" + made++, attempt, true, now, List.of(address())));
    }

    /** Of a uid that the API gives, which ends with a number. */
    private String address() {
        long number = Long.parseLong(lastSeen.uid().substring(lastSeen.uid().lastIndexOf('-') + 1));
        return "10.244." + number / 250 + "." + (number % 250 + 1);
    }

    void start(PodAction.Start start, Instant now) {
        containers.add(new Observation.Instance(
                "c" + made++,
                start.sandbox(),
                start.container().name(),
                start.attempt(),
                start.crashes(),
                start.container().restartingHash(),
                Observation.State.RUNNING,
                now,
                now,
                now,
                0,
                "",
                "",
                start.container().image(),
                "sha256:1"));
    }

    void stop(List<String> ids, Instant now) {
        containers.replaceAll(container -> ids.contains(container.id()) ? ended(container, 0, now) : container);
    }

    boolean exitOne(Instant now) {
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i).state() == Observation.State.RUNNING) {
                containers.set(i, ended(containers.get(i), 1, now));
                return true;
            }
        }
        return false;
    }

    private static Observation.Instance ended(Observation.Instance run, int code, Instant now) {
        return new Observation.Instance(
                run.id(),
                run.sandbox(),
                run.name(),
                run.attempt(),
                run.crashes(),
                run.specHash(),
                Observation.State.EXITED,
                run.createdAt(),
                run.startedAt(),
                now,
                code,
                code == 0 ? "Completed" : "Error",
                "",
                run.image(),
                run.imageId());
    }

    void stopSandboxes(List<String> ids) {
        sandboxes.replaceAll(sandbox -> ids.contains(sandbox.id())
                ? new Observation.Sandbox(
                        sandbox.id(), sandbox.attempt(), false, sandbox.createdAt(), sandbox.addresses())
                : sandbox);
    }

    void forget(String id) {
        containers.removeIf(container -> container.id().equals(id));
    }

    void forgetSandbox(String id) {
        sandboxes.removeIf(sandbox -> sandbox.id().equals(id));
    }
}
