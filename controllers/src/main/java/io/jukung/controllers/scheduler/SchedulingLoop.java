package io.jukung.controllers.scheduler;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.Informer;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.platform.Clock;
import io.jukung.platform.LoopThread;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler for one term of leadership. One thread decides, one pod after the other; what it decides is
 * written by virtual threads, at most {@value #MAX_WRITES} at once, while it goes on.
 */
final class SchedulingLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulingLoop.class);
    private static final int MAX_WRITES = 64;
    /** How often assumptions that were never confirmed are looked for when nothing else happens. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration SYNC_WARNING = Duration.ofMinutes(1);

    static final GroupVersionResource PODS = GroupVersionResource.core("pods");
    static final GroupVersionResource NODES = GroupVersionResource.core("nodes");

    private final Scheduling scheduling;
    private final PodWriter writer;
    private final EventRecorder events;
    private final Clock clock;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ClusterState state = new ClusterState();

    private final Semaphore writes = new Semaphore(MAX_WRITES);
    private final Informer nodes;
    private final Informer pods;
    private final Thread thread;
    private volatile boolean closed;

    private SchedulingLoop(
            ApiClient client,
            WriteOptions.Fence fence,
            Scheduling scheduling,
            EventRecorder events,
            Clock clock,
            RandomGenerator random) {
        this.scheduling = scheduling;
        this.writer = new PodWriter(client, WriteOptions.as("kube-scheduler").fencedBy(fence), clock);
        this.events = events;
        this.clock = clock;
        this.random = random;
        nodes = Informer.start(client, NODES);
        pods = Informer.start(client, PODS);
        thread = Thread.ofPlatform().name("scheduler").daemon().unstarted(this::run);
    }

    static SchedulingLoop start(
            ApiClient client,
            WriteOptions.Fence fence,
            Scheduling scheduling,
            EventRecorder events,
            Clock clock,
            RandomGenerator random) {
        var loop = new SchedulingLoop(client, fence, scheduling, events, clock, random);
        loop.nodes.addListener((key, before, now) -> loop.update(() -> loop.state.node(key, now, clock.now())));
        loop.pods.addListener((key, before, now) -> loop.onPod(key, now));
        loop.thread.start();
        return loop;
    }

    /** Decides nothing more once this returns; writes under way may still end. */
    @Override
    public void close() {
        closed = true;
        LoopThread.end(thread);
        nodes.close();
        pods.close();
    }

    private void onPod(ObjectKey key, @Nullable KubeObject now) {
        try {
            update(() -> state.pod(key, now, clock.now()));
        } catch (IllegalArgumentException e) {
            LOG.warn("Pod {} cannot be scheduled: {}", key, e.getMessage());
        }
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            awaitSynced(nodes);
            awaitSynced(pods);
            while (!closed) {
                decide(take());
            }
        } catch (InterruptedException e) {
            LOG.debug("Scheduling ends");
        }
    }

    private void awaitSynced(Informer informer) throws InterruptedException {
        while (!informer.synced()) {
            if (closed || Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                informer.awaitSynced(SYNC_WARNING);
            } catch (ApiException e) {
                LOG.warn("The scheduler still waits for {}", informer.resource().qualifiedResource());
            }
        }
    }

    /** Waits for a pod that may be tried. */
    private ClusterState.Work take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var now = clock.now();
                var work = state.next(now);
                if (work.isPresent()) {
                    return work.get();
                }
                changed.awaitNanos(untilWakeUp(now).toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private Duration untilWakeUp(Instant now) {
        var wait = state.nextWakeUp(now).map(end -> Duration.between(now, end)).orElse(IDLE);
        return wait.compareTo(IDLE) > 0 ? IDLE : wait;
    }

    private void decide(ClusterState.Work work) throws InterruptedException {
        var pod = work.queued().pod();
        switch (scheduling.schedule(pod, work.snapshot(), random)) {
            case Verdict.Assigned(var node, var evaluated, var feasible) -> {
                LOG.debug("{} goes to {}: {} of {} nodes feasible", pod.key(), node, feasible, evaluated);
                assume(pod, node);
            }
            case Verdict.Unschedulable(var message, var plugins) -> refuse(pod, message, helpedBy(plugins));
        }
    }

    private Set<ClusterEvent> helpedBy(Set<String> plugins) {
        return plugins.isEmpty()
                ? Set.of(ClusterEvent.NODE_ADDED)
                : scheduling.filters().stream()
                        .filter(plugin -> plugins.contains(plugin.name()))
                        .map(FilterPlugin::helpedBy)
                        .flatMap(Set::stream)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private void assume(PodInfo pod, String node) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!state.assume(pod, node)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        write(pod, () -> bind(pod, node));
    }

    private void bind(PodInfo pod, String node) {
        try {
            writer.bind(pod, node);
            update(() -> state.bound(pod, clock.now()));
            events.recordEvent(
                    pod.object(),
                    EventRecorder.Type.NORMAL,
                    "Scheduled",
                    "Successfully assigned " + pod.key() + " to " + node);
        } catch (ApiException e) {
            LOG.info("Binding {} to {} failed: {}", pod.key(), node, e.getMessage());
            update(() -> state.notBound(pod, clock.now()));
            if (!e.notFound()) {
                events.recordEvent(
                        pod.object(),
                        EventRecorder.Type.WARNING,
                        "FailedScheduling",
                        "running \"DefaultBinder\": " + e.getMessage());
            }
        }
    }

    private void refuse(PodInfo pod, String message, Set<ClusterEvent> helpedBy) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!state.unschedulable(pod, helpedBy, clock.now())) {
                return;
            }
        } finally {
            lock.unlock();
        }
        events.recordEvent(pod.object(), EventRecorder.Type.WARNING, "FailedScheduling", message);
        var latest = pods.get(pod.key()).orElse(pod.object());
        write(pod, () -> writer.markUnschedulable(latest, message));
    }

    /** Runs a write beside the loop, once one of the permits is free. */
    private void write(PodInfo pod, Runnable write) throws InterruptedException {
        writes.acquire();
        Thread.ofVirtual().name("schedule " + pod.key()).start(() -> {
            try {
                write.run();
            } catch (RuntimeException e) {
                LOG.error("Writing the decision on {} failed", pod.key(), e);
            } finally {
                writes.release();
            }
        });
    }
}
