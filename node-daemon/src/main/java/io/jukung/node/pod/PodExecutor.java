package io.jukung.node.pod;

import io.jukung.api.client.ApiException;
import io.jukung.node.container.ContainerConfigException;
import io.jukung.node.cri.CriException;
import io.jukung.node.volume.VolumeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the actions of one pod. What hinders it goes into the pod's memory, for the next plan. */
final class PodExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PodExecutor.class);
    private static final Duration SET_UP_FIRST = Duration.ofSeconds(1);
    private static final Duration SET_UP_LONGEST = Duration.ofMinutes(2);

    private final NodeParts node;
    private final PodNews news;
    private final Supplier<DesiredPod> pod;
    private final AtomicReference<PodMemory> memory;
    private final Runnable wake;
    private final ContainerStarter starter;
    private final ContainerStopper stopper;
    /** Containers on their way up, by name. */
    private final Map<String, Thread> starts = new ConcurrentHashMap<>();

    PodExecutor(
            NodeParts node, PodNews news, Supplier<DesiredPod> pod, AtomicReference<PodMemory> memory, Runnable wake) {
        this.node = node;
        this.news = news;
        this.pod = pod;
        this.memory = memory;
        this.wake = wake;
        this.starter = new ContainerStarter(node, news);
        this.stopper = new ContainerStopper(node, news);
    }

    void execute(PodAction action, PodView view) throws InterruptedException {
        var desired = view.pod();
        switch (action) {
            case PodAction.PrepareVolumes() -> prepareVolumes(view);
            case PodAction.CreateSandbox(var attempt) -> createSandbox(desired, attempt);
            case PodAction.Start start -> start(desired, start, view.observed());
            case PodAction.Rest(var container, var why) -> rest(desired, container, why);
            case PodAction.Restart(var container, var id, var grace, var cause) ->
                stopper.stopOne(desired, container, id, address(view), grace, cause.message(container.name()));
            case PodAction.Stop stop ->
                stopper.stop(
                        desired,
                        stop.containers(),
                        address(view),
                        () -> pod.get().grace());
            case PodAction.StopSandboxes(var ids) ->
                ids.forEach(id -> node.cri().stopPodSandbox(id));
            case PodAction.Forget(var containers) -> forget(desired, containers);
            case PodAction.ForgetSandboxes(var ids) ->
                ids.forEach(id -> node.cri().removePodSandbox(id));
            case PodAction.Release() -> release(desired);
            case PodAction.Fail(var why) -> {
                news.normal(desired, why.reason(), why.message());
                memory.updateAndGet(known -> known.failed(why));
            }
            case PodAction.ConfirmDeletion() -> throw new IllegalStateException("the worker confirms by itself");
        }
    }

    /** Makes containers on their way up give up. */
    void interruptStarts() {
        starts.values().forEach(Thread::interrupt);
    }

    void close() {
        interruptStarts();
    }

    private static String address(PodView view) {
        return view.observed()
                .sandbox()
                .flatMap(sandbox -> sandbox.addresses().stream().findFirst())
                .orElse(view.pod().hostNetwork() ? view.nodeAddress() : "");
    }

    // ---- set-up

    private void prepareVolumes(PodView view) {
        try {
            node.volumes().prepare(view.pod(), node.facts(addresses(view)));
            memory.updateAndGet(known -> known.withVolumes(true).withSetUp(Optional.empty()));
        } catch (VolumeException e) {
            hinderSetUp(
                    view.pod(),
                    "FailedMount",
                    "MountVolume.SetUp failed for volume \"" + e.volume() + "\" : " + e.getMessage());
        } catch (ContainerConfigException | ApiException e) {
            hinderSetUp(view.pod(), "FailedMount", String.valueOf(e.getMessage()));
        }
    }

    /** Brings volumes to the present state of their objects; a failure leaves them as they are. */
    void refreshVolumes(PodView view) {
        try {
            node.volumes().prepare(view.pod(), node.facts(addresses(view)));
        } catch (VolumeException e) {
            news.warning(
                    view.pod(),
                    "FailedMount",
                    "MountVolume.SetUp failed for volume \"" + e.volume() + "\" : " + e.getMessage());
        } catch (ContainerConfigException | ApiException e) {
            LOG.info("pod {}: volumes stay as they are: {}", view.pod().key(), e.getMessage());
        }
    }

    private static List<String> addresses(PodView view) {
        return view.observed().sandbox().map(Observation.Sandbox::addresses).orElse(List.of());
    }

    private void createSandbox(DesiredPod desired, int attempt) {
        try {
            if (attempt > 0) {
                news.normal(desired, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            }
            var config = node.sandboxes().of(desired, attempt);
            Files.createDirectories(node.sandboxes().logDirectory(desired));
            node.cri().runPodSandbox(config);
            memory.updateAndGet(known -> known.withSetUp(Optional.empty()));
        } catch (CriException | IOException e) {
            hinderSetUp(desired, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
        }
    }

    private void hinderSetUp(DesiredPod desired, String reason, String message) {
        news.warning(desired, reason, message);
        memory.updateAndGet(known -> {
            var before = known.setUp().map(PodMemory.Hindrance::backOff).orElse(Duration.ZERO);
            var backOff = before.isZero() ? SET_UP_FIRST : before.multipliedBy(2);
            var bounded = backOff.compareTo(SET_UP_LONGEST) > 0 ? SET_UP_LONGEST : backOff;
            return known.withSetUp(Optional.of(
                    new PodMemory.Hindrance(reason, message, node.clock().now().plus(bounded), bounded)));
        });
    }

    // ---- containers

    private void start(DesiredPod desired, PodAction.Start start, Observation observed) {
        var name = start.container().name();
        memory.updateAndGet(known -> known.starting(name, true));
        var thread = Thread.ofVirtual()
                .name("start-" + desired.key() + "-" + name)
                .unstarted(() -> bringUp(desired, start, observed));
        starts.put(name, thread);
        thread.start();
    }

    private void bringUp(DesiredPod desired, PodAction.Start start, Observation observed) {
        var container = start.container();
        try {
            var image = starter.presentImage(desired, container);
            starter.start(desired, start, image.isPresent() ? image.get() : starter.pull(desired, container), observed);
            memory.updateAndGet(known -> known.unhindered(container.name()));
        } catch (ContainerStarter.StartFailure e) {
            hinder(container, e.reason(), e.message());
        } catch (CriException | ApiException e) {
            hinder(container, "CreateContainerError", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("pod {}: container {} cannot be started", desired.key(), container.name(), e);
            hinder(container, "CreateContainerError", e.toString());
        } finally {
            starts.remove(container.name());
            memory.updateAndGet(known -> known.starting(container.name(), false));
            wake.run();
        }
    }

    private void hinder(ContainerSpec container, String reason, String message) {
        if (!Thread.currentThread().isInterrupted()) {
            memory.updateAndGet(
                    known -> known.hindered(container.name(), hindrance(known, container, reason, message)));
        }
    }

    private PodMemory.Hindrance hindrance(PodMemory known, ContainerSpec container, String reason, String message) {
        var now = node.clock().now();
        return switch (reason) {
            case "ErrImagePull" -> {
                var before = Optional.ofNullable(known.hindrances().get(container.name()))
                        .filter(last -> last.reason().contains("Image"))
                        .map(PodMemory.Hindrance::backOff)
                        .orElse(Duration.ZERO);
                var backOff = BackOff.next(before);
                yield new PodMemory.Hindrance(reason, message, now.plus(backOff), backOff);
            }
            // The container's own end decides when it runs again.
            case "PostStartHookError", "RunContainerError" ->
                new PodMemory.Hindrance(reason, message, now, Duration.ZERO);
            default -> new PodMemory.Hindrance(reason, message, now.plus(BackOff.FIRST), BackOff.FIRST);
        };
    }

    private void rest(DesiredPod desired, ContainerSpec container, PodMemory.Hindrance why) {
        if (why.reason().equals("ImagePullBackOff")) {
            news.normal(desired, container, "BackOff", "Back-off pulling image \"" + container.image() + "\"");
            news.warning(desired, container, "Failed", "Error: ImagePullBackOff");
        } else {
            news.warning(
                    desired,
                    container,
                    "BackOff",
                    "Back-off restarting failed container " + container.name() + " in pod " + desired.fullName());
        }
        memory.updateAndGet(known -> known.hindered(container.name(), why));
    }

    // ---- the way down

    private void forget(DesiredPod desired, List<Observation.Instance> containers) {
        for (var run : containers) {
            node.cri().removeContainer(run.id());
            var log = node.sandboxes()
                    .logDirectory(desired)
                    .resolve(io.jukung.node.container.ContainerConfigs.logPath(run.name(), run.attempt()));
            PodFolders.deleteLogs(log);
        }
    }

    private void release(DesiredPod desired) {
        try {
            node.volumes().release(desired.uid());
            PodFolders.removeCgroups(desired.uid());
            memory.updateAndGet(PodMemory::withReleased);
        } catch (IOException e) {
            LOG.warn("pod {}: volumes are not released: {}", desired.key(), e.getMessage());
            memory.updateAndGet(PodMemory::withReleased);
        }
    }

    /** Removes all folders of the pod. */
    void removeAll() {
        var desired = pod.get();
        try {
            node.volumes().remove(desired.uid());
            PodFolders.delete(node.sandboxes().logDirectory(desired));
        } catch (IOException e) {
            LOG.warn("pod {}: folders are left: {}", desired.key(), e.getMessage());
        }
    }
}
