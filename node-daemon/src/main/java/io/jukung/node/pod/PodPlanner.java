package io.jukung.node.pod;

import io.jukung.node.probe.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to do next for one pod, from what it should be and what runs. Pure: the same view gives the same
 * plan. A plan goes as far as can be seen; after it is carried out the runtime is looked at again.
 *
 * <pre>
 *   volumes → sandbox → init containers, one by one → main containers → (restarts) → end → release
 * </pre>
 */
public final class PodPlanner {

    /** How many runs of a container are kept: the present one, and the one {@code logs --previous} shows. */
    private static final int KEPT_RUNS = 2;

    private final PodView view;
    private final DesiredPod pod;
    private final Observation observed;
    private final List<PodAction> actions = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();
    /** Containers start one after the other, in the order of the spec. */
    private boolean oneStarts;

    private PodPlanner(PodView view) {
        this.view = view;
        this.pod = view.pod();
        this.observed = view.observed();
        this.oneStarts = !view.memory().starting().isEmpty();
    }

    public static PodAction.Plan plan(PodView view) {
        var planner = new PodPlanner(view);
        planner.decide();
        return new PodAction.Plan(planner.actions, planner.wakeAt);
    }

    private void decide() {
        if (view.deadlinePassed() && view.memory().failure().isEmpty() && !pod.over()) {
            actions.add(new PodAction.Fail(new PodMemory.Failure(
                    "DeadlineExceeded", "Pod was active on the node longer than the specified deadline")));
            return;
        }
        pod.activeUntil().ifPresent(this::wakeBy);
        if (view.ending() || view.complete()) {
            end();
            return;
        }
        forgetOldRuns();
        if (!waitForSetUp()) {
            return;
        }
        if (!view.memory().volumesReady()) {
            actions.add(new PodAction.PrepareVolumes());
            return;
        }
        var sandbox = observed.readySandbox();
        if (sandbox.isEmpty()) {
            replaceSandbox();
            return;
        }
        pod.ephemeralContainers()
                .forEach(container -> run(container, sandbox.get().id()));
        if (initialize(sandbox.get().id())) {
            pod.containers().forEach(container -> run(container, sandbox.get().id()));
        }
    }

    /** Whether the pod's own set-up may be tried now. */
    private boolean waitForSetUp() {
        var hindrance = view.memory().setUp();
        if (hindrance.isPresent() && view.now().isBefore(hindrance.get().retryAt())) {
            wakeBy(hindrance.get().retryAt());
            return false;
        }
        return true;
    }

    // ---- the way up

    private void replaceSandbox() {
        if (stopAll()) {
            return;
        }
        if (!observed.sandboxes().isEmpty()) {
            // Its network is given back before the next one asks for an address.
            actions.add(new PodAction.StopSandboxes(
                    List.of(observed.sandboxes().getFirst().id())));
        }
        int attempt = observed.sandbox().map(dead -> dead.attempt() + 1).orElse(0);
        actions.add(new PodAction.CreateSandbox(attempt));
    }

    /** Drives the init containers; whether the main ones may run. */
    private boolean initialize(String sandbox) {
        // Once a main container has run in this sandbox, init containers are not looked at again.
        boolean past = pod.containers().stream()
                .anyMatch(container -> observed.current(container.name()).isPresent());
        for (var init : pod.initContainers()) {
            switch (init.role()) {
                case SIDECAR -> {
                    run(init, sandbox);
                    if (!past && !started(init)) {
                        return false;
                    }
                }
                case INIT, MAIN, EPHEMERAL -> {
                    if (past || done(init)) {
                        continue;
                    }
                    run(init, sandbox);
                    return false;
                }
            }
        }
        return true;
    }

    private boolean done(ContainerSpec init) {
        return observed.current(init.name())
                .filter(run -> run.state() == Observation.State.EXITED && run.exitCode() == 0)
                .isPresent();
    }

    private boolean started(ContainerSpec sidecar) {
        return observed.current(sidecar.name())
                .filter(run -> run.state() == Observation.State.RUNNING)
                .filter(run -> view.healthOf(sidecar, run).started())
                .isPresent();
    }

    /** Keeps one container running, or runs it to its end, by its restart policy. */
    private void run(ContainerSpec container, String sandbox) {
        var current = observed.current(container.name());
        if (current.isEmpty()) {
            start(container, sandbox);
            return;
        }
        var run = current.get();
        switch (run.state()) {
            case RUNNING -> watch(container, run);
            // Made but never started: the daemon died in between.
            case CREATED -> {
                if (!view.memory().starting().contains(container.name())) {
                    actions.add(new PodAction.Forget(List.of(run)));
                }
            }
            case EXITED -> {
                if (container.restartPolicy(pod.restartPolicy()).restarts(run.exitCode())) {
                    start(container, sandbox);
                }
            }
        }
    }

    private void watch(ContainerSpec container, Observation.Instance run) {
        if (run.specHash() != container.restartingHash()) {
            actions.add(
                    new PodAction.Restart(container, run.id(), pod.grace(), new PodAction.Cause.DefinitionChanged()));
            return;
        }
        view.healthOf(container, run).failed().ifPresent(probe -> {
            Duration grace = container.probe(probe).flatMap(Probe::grace).orElse(pod.grace());
            actions.add(new PodAction.Restart(container, run.id(), grace, new PodAction.Cause.Unhealthy(probe)));
        });
    }

    private void start(ContainerSpec container, String sandbox) {
        var hindrance = view.hindrance(container.name());
        if (hindrance.isPresent() && view.now().isBefore(hindrance.get().retryAt())) {
            wakeBy(hindrance.get().retryAt());
            restFromPulling(container, hindrance.get());
            return;
        }
        if (oneStarts) {
            return;
        }
        var last = observed.latest(container.name());
        int crashes = last.map(PodPlanner::crashes).orElse(0);
        if (last.isPresent()) {
            var rest = BackOff.afterCrashes(crashes);
            var until = last.get().finishedAt().plus(rest);
            if (view.now().isBefore(until)) {
                wakeBy(until);
                actions.add(new PodAction.Rest(
                        container,
                        new PodMemory.Hindrance(
                                "CrashLoopBackOff",
                                "back-off " + BackOff.text(rest) + " restarting failed container=" + container.name()
                                        + " pod=" + pod.fullName(),
                                until,
                                rest)));
                return;
            }
        }
        int attempt = last.map(run -> run.attempt() + 1).orElse(0);
        actions.add(new PodAction.Start(container, sandbox, attempt, crashes));
        oneStarts = true;
    }

    /** A failed pull is told first, the rest after it from then on. */
    private void restFromPulling(ContainerSpec container, PodMemory.Hindrance failed) {
        if (failed.reason().equals("ErrImagePull")) {
            actions.add(new PodAction.Rest(
                    container,
                    new PodMemory.Hindrance(
                            "ImagePullBackOff",
                            "Back-off pulling image \"" + container.image() + "\": ErrImagePull: " + failed.message(),
                            failed.retryAt(),
                            failed.backOff())));
        }
    }

    /** Runs that ended too soon in a row, this one included. */
    private static int crashes(Observation.Instance run) {
        var lasted = Duration.between(run.startedAt(), run.finishedAt());
        return lasted.compareTo(BackOff.FORGIVEN_AFTER) >= 0 ? 0 : run.crashes() + 1;
    }

    // ---- the way down

    private void end() {
        if (stopAll()) {
            return;
        }
        var ready = observed.sandboxes().stream()
                .filter(Observation.Sandbox::ready)
                .map(Observation.Sandbox::id)
                .toList();
        if (!ready.isEmpty()) {
            actions.add(new PodAction.StopSandboxes(ready));
            return;
        }
        if (!view.memory().starting().isEmpty()) {
            // Interrupted already; it may still make a container that has to be seen.
            return;
        }
        if (!pod.terminating()) {
            // States and logs stay for people to read until the object goes.
            if (!view.memory().released() && pod.over()) {
                actions.add(new PodAction.Release());
            }
            return;
        }
        if (!observed.containers().isEmpty()) {
            actions.add(new PodAction.Forget(observed.containers()));
        }
        if (!observed.sandboxes().isEmpty()) {
            actions.add(new PodAction.ForgetSandboxes(
                    observed.sandboxes().stream().map(Observation.Sandbox::id).toList()));
        }
        actions.add(new PodAction.Release());
        actions.add(new PodAction.ConfirmDeletion());
    }

    /** Ends what runs; whether anything was left to end. */
    private boolean stopAll() {
        var alive = observed.alive();
        var running = alive.stream()
                .filter(run -> run.state() == Observation.State.RUNNING)
                .toList();
        if (!running.isEmpty()) {
            actions.add(new PodAction.Stop(running, pod.grace()));
        }
        // Made and never started, so there is nothing to stop; one on its way up is seen running or given up.
        var unstarted = alive.stream()
                .filter(run -> run.state() == Observation.State.CREATED
                        && !view.memory().starting().contains(run.name()))
                .toList();
        if (!unstarted.isEmpty()) {
            actions.add(new PodAction.Forget(unstarted));
        }
        return !alive.isEmpty();
    }

    private void forgetOldRuns() {
        var old = new ArrayList<Observation.Instance>();
        for (var container : pod.allContainers()) {
            observed.containers().stream()
                    .filter(run -> run.name().equals(container.name()))
                    .skip(KEPT_RUNS)
                    .filter(run -> run.state() == Observation.State.EXITED)
                    .forEach(old::add);
        }
        if (!old.isEmpty()) {
            actions.add(new PodAction.Forget(old));
        }
        var holders = observed.containers().stream()
                .map(Observation.Instance::sandbox)
                .toList();
        var empty = observed.sandboxes().stream()
                .skip(1)
                .filter(sandbox -> !sandbox.ready() && !holders.contains(sandbox.id()))
                .map(Observation.Sandbox::id)
                .toList();
        if (!empty.isEmpty()) {
            actions.add(new PodAction.ForgetSandboxes(empty));
        }
    }

    private void wakeBy(Instant instant) {
        wakeAt = Optional.of(wakeAt.filter(earlier -> earlier.isBefore(instant)).orElse(instant));
    }
}
