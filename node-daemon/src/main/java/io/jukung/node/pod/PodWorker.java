package io.jukung.node.pod;

import io.jukung.api.client.ApiException;
import io.jukung.api.model.object.KubeObject;
import io.jukung.node.cri.CriException;
import io.jukung.node.probe.HandlerRunner;
import io.jukung.node.probe.Health;
import io.jukung.node.probe.Probe;
import io.jukung.node.probe.Prober;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one pod on a virtual thread of its own: look, tell the API, plan, act, and again. It ends
 * when the pod is gone and nothing of it is left.
 */
final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    /** A pod is looked at this often though nothing seems to have changed. */
    private static final Duration RESYNC = Duration.ofSeconds(20);

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** After a fault of our own, which the next round most likely meets again. */
    private static final Duration FAULT_RETRY = Duration.ofSeconds(10);

    private static final int WRITE_ATTEMPTS = 4;

    private final NodeParts node;
    private final RuntimeObserver observer;
    private final StatusWriter writer;
    private final PodNews news;
    private final PodExecutor executor;
    private final Prober prober;
    private final Runnable onEnd;

    private final AtomicReference<DesiredPod> pod;
    private final AtomicReference<PodMemory> memory = new AtomicReference<>(PodMemory.FRESH);
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile Observation lastSeen = Observation.NOTHING;
    private Instant volumesDue = Instant.EPOCH;

    PodWorker(NodeParts node, RuntimeObserver observer, PodNews news, DesiredPod pod, Runnable onEnd) {
        this.node = node;
        this.observer = observer;
        this.news = news;
        this.onEnd = onEnd;
        this.pod = new AtomicReference<>(pod);
        this.writer = new StatusWriter(node.api());
        this.executor = new PodExecutor(node, news, this.pod::get, memory, this::wake);
        this.prober = new Prober(node.handlers(), new ProbeNews());
        this.thread = Thread.ofVirtual().name("pod-" + pod.key()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    DesiredPod pod() {
        return pod.get();
    }

    /** What was last seen in the runtime. */
    Observation lastSeen() {
        return lastSeen;
    }

    /** The pod changed in the API. An older state than one this worker wrote itself is passed over. */
    void update(KubeObject object) {
        pod.updateAndGet(
                known -> known.gone() || version(object) < version(known.object()) ? known : DesiredPod.of(object));
        wake();
    }

    /** The pod is not in the API any more; {@code last} is what is still to be known of it. */
    void gone(KubeObject last) {
        pod.set(new DesiredPod(last, true));
        wake();
    }

    private void gone() {
        gone(pod.get().object());
    }

    void wake() {
        signal.release();
    }

    /** Ends the worker; containers run on. */
    void close() {
        closed = true;
        prober.close();
        executor.close();
        thread.interrupt();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    private void run() {
        try {
            while (!closed) {
                Duration pause;
                try {
                    var next = pass();
                    if (next.isEmpty()) {
                        prober.close();
                        onEnd.run();
                        return;
                    }
                    pause = next.get();
                } catch (CriException e) {
                    LOG.warn("pod {}: the runtime: {}", pod.get().key(), e.getMessage());
                    pause = RETRY;
                } catch (ApiException e) {
                    LOG.info("pod {}: the API: {}", pod.get().key(), e.getMessage());
                    pause = RETRY;
                } catch (RuntimeException e) {
                    if (!closed) {
                        LOG.error("pod {}: its worker failed", pod.get().key(), e);
                    }
                    pause = FAULT_RETRY;
                }
                if (signal.tryAcquire(Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; how long until the next without news, or empty when all is over. */
    private Optional<Duration> pass() throws InterruptedException {
        var view = look();
        ApiException unwritten = null;
        try {
            publish(view);
        } catch (ApiException e) {
            // What runs must go on without the control plane; the status follows later.
            unwritten = e;
        }
        view = look(view.observed());
        if (view.ending()) {
            executor.interruptStarts();
        } else {
            refreshVolumes(view);
        }
        var plan = PodPlanner.plan(view);
        boolean acted = false;
        for (var action : plan.actions()) {
            if (action instanceof PodAction.ConfirmDeletion) {
                if (unwritten != null && !view.pod().gone()) {
                    throw unwritten;
                }
                executor.removeAll();
                if (!view.pod().gone()) {
                    writer.confirmDeletion(view.pod());
                }
                return Optional.empty();
            }
            if (action instanceof PodAction.Restart restart) {
                // What its probes meet while it ends says nothing.
                prober.forget(restart.id());
            }
            executor.execute(action, view);
            acted = true;
        }
        if (acted) {
            return Optional.of(Duration.ZERO);
        }
        if (unwritten != null) {
            return Optional.of(RETRY);
        }
        var untilWake = plan.wakeAt()
                .map(at -> Duration.between(node.clock().now(), at))
                .filter(wait -> wait.compareTo(RESYNC) < 0)
                .orElse(RESYNC);
        return Optional.of(untilWake.isNegative() ? Duration.ZERO : untilWake.plusMillis(1));
    }

    private PodView look() {
        var observed = observer.of(pod.get().uid());
        lastSeen = observed;
        watchProbes(observed);
        return look(observed);
    }

    private PodView look(Observation observed) {
        return new PodView(
                pod.get(),
                observed,
                memory.get(),
                prober.health(),
                node.nodeAddress(),
                node.clock().now());
    }

    private void publish(PodView first) {
        var view = first;
        for (int attempt = 0; attempt < WRITE_ATTEMPTS && !view.pod().gone(); attempt++) {
            try {
                writer.write(view.pod(), PodStatus.of(view)).ifPresent(this::update);
                return;
            } catch (ApiException e) {
                if (e.code() != 404 && e.code() != 409) {
                    throw e;
                }
                writer.read(view.pod()).ifPresentOrElse(this::update, this::gone);
                view = look(view.observed());
            }
        }
    }

    private void refreshVolumes(PodView view) {
        if (!view.memory().volumesReady() || !io.jukung.node.volume.Volumes.follows(view.pod())) {
            return;
        }
        if (view.now().isAfter(volumesDue)) {
            if (volumesDue.isAfter(Instant.EPOCH)) {
                executor.refreshVolumes(view);
            }
            volumesDue = view.now().plus(RESYNC.dividedBy(2));
        }
    }

    // ---- probes

    private void watchProbes(Observation observed) {
        var now = pod.get();
        var running = observed.containers().stream()
                .filter(run -> run.state() == Observation.State.RUNNING)
                .filter(run -> !memory.get().starting().contains(run.name()))
                .toList();
        prober.retain(running.stream().map(Observation.Instance::id).toList());
        if (now.terminating()) {
            return;
        }
        var address = now.hostNetwork()
                ? node.nodeAddress()
                : observed.readySandbox()
                        .flatMap(sandbox -> sandbox.addresses().stream().findFirst())
                        .orElse("");
        for (var run : running) {
            now.container(run.name())
                    .ifPresent(spec -> prober.watch(
                            run.name(),
                            new HandlerRunner.Target(run.id(), spec.tree(), address),
                            run.startedAt(),
                            probes(spec),
                            adopted(now, run),
                            node.clock().now()));
        }
    }

    private static Map<Probe.Purpose, Probe> probes(ContainerSpec spec) {
        var probes = new EnumMap<Probe.Purpose, Probe>(Probe.Purpose.class);
        for (var purpose : Probe.Purpose.values()) {
            spec.probe(purpose).ifPresent(probe -> probes.put(purpose, probe));
        }
        return probes;
    }

    /** What the API says of this very run: a daemon that comes back must not make it look unready. */
    private static Optional<Health> adopted(DesiredPod pod, Observation.Instance run) {
        return java.util.stream.Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(field -> pod.object().status().list(field).objects().stream())
                .filter(status -> status.text("containerID").endsWith("://" + run.id()))
                .map(status -> new Health(status.flag("started"), status.flag("ready"), Optional.empty()))
                .findFirst();
    }

    private final class ProbeNews implements Prober.Listener {

        @Override
        public void onFailure(String container, Probe.Purpose purpose, String output) {
            var now = pod.get();
            now.container(container)
                    .ifPresent(
                            spec -> news.warning(now, spec, "Unhealthy", purpose.title() + " probe failed: " + output));
        }

        @Override
        public void onChange() {
            wake();
        }
    }

    private static long version(KubeObject object) {
        try {
            return Long.parseLong(object.resourceVersion());
        } catch (NumberFormatException opaque) {
            return Long.MAX_VALUE;
        }
    }
}
