package io.jukung.node.pod;

import io.jukung.node.cri.CriException;
import io.jukung.node.probe.Handler;
import io.jukung.node.probe.HandlerRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends containers: preStop hook, SIGTERM, SIGKILL, all inside the grace. */
final class ContainerStopper {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerStopper.class);
    /** What a container gets after its hook has used up the grace, as with the kubelet. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private final NodeParts node;
    private final PodNews news;

    ContainerStopper(NodeParts node, PodNews news) {
        this.node = node;
        this.news = news;
    }

    /**
     * Ends all of them at once, then sidecars in the reverse order of their start. Returns when they are
     * gone.
     *
     * @param grace asked for again while waiting: a later, shorter one (a forced deletion) takes effect
     * @throws CriException when the runtime does not stop one of them
     */
    void stop(DesiredPod pod, List<Observation.Instance> runs, String address, Supplier<Duration> grace)
            throws InterruptedException {
        long start = node.clock().nanoTime();
        var sidecars = new ArrayList<Observation.Instance>();
        var others = new ArrayList<Observation.Instance>();
        for (var run : runs) {
            boolean sidecar = pod.container(run.name())
                    .filter(spec -> spec.role() == ContainerSpec.Role.SIDECAR)
                    .isPresent();
            (sidecar ? sidecars : others).add(run);
        }
        stopTogether(pod, others, address, grace);
        var order =
                pod.initContainers().stream().map(ContainerSpec::name).toList().reversed();
        sidecars.sort(java.util.Comparator.comparingInt(run -> order.indexOf(run.name())));
        for (var sidecar : sidecars) {
            Supplier<Duration> left = () -> remaining(grace.get(), start);
            stopTogether(pod, List.of(sidecar), address, left);
        }
    }

    /** Ends one container for another run of it. */
    void stopOne(DesiredPod pod, ContainerSpec container, String id, String address, Duration grace, String message)
            throws InterruptedException {
        news.normal(pod, container, "Killing", message);
        hookAndStop(pod, Optional.of(container), id, address, grace);
    }

    private void stopTogether(DesiredPod pod, List<Observation.Instance> runs, String address, Supplier<Duration> grace)
            throws InterruptedException {
        var begun = grace.get();
        var threads = new ArrayList<Thread>();
        var refused = new AtomicReference<@Nullable CriException>();
        for (var run : runs) {
            var spec = pod.container(run.name());
            spec.ifPresent(
                    container -> news.normal(pod, container, "Killing", "Stopping container " + container.name()));
            threads.add(Thread.ofVirtual().name("stop-" + run.name()).start(() -> {
                try {
                    hookAndStop(pod, spec, run.id(), address, begun);
                } catch (CriException e) {
                    refused.set(e);
                }
            }));
        }
        boolean shortened = false;
        for (var thread : threads) {
            while (!thread.join(Duration.ofMillis(200))) {
                if (!shortened && grace.get().compareTo(begun) < 0) {
                    shortened = true;
                    runs.forEach(run -> killSoon(run.id(), grace.get()));
                }
            }
        }
        var why = refused.get();
        if (why != null) {
            // The caller tries again later: at once would be in vain.
            throw why;
        }
    }

    private void killSoon(String id, Duration grace) {
        Thread.ofVirtual().name("kill-" + id).start(() -> {
            try {
                stop(id, grace);
            } catch (CriException e) {
                LOG.warn("container {} was not killed: {}", id, e.getMessage());
            }
        });
    }

    private void hookAndStop(
            DesiredPod pod, Optional<ContainerSpec> container, String id, String address, Duration grace) {
        long start = node.clock().nanoTime();
        var hook = container.flatMap(spec -> Handler.of(spec.tree().object("lifecycle", "preStop")));
        if (hook.isPresent() && grace.isPositive()) {
            runHook(pod, container.orElseThrow(), hook.get(), id, address, grace);
        }
        var left = remaining(grace, start);
        stop(id, left.compareTo(LEAST_GRACE) < 0 && grace.compareTo(LEAST_GRACE) > 0 ? LEAST_GRACE : left);
    }

    private void runHook(
            DesiredPod pod, ContainerSpec container, Handler hook, String id, String address, Duration grace) {
        var target = new HandlerRunner.Target(id, container.tree(), address);
        var hookThread = Thread.ofVirtual().name("prestop-" + container.name()).start(() -> {
            var result = node.handlers().run(hook, target, grace);
            if (!result.passed() && !Thread.currentThread().isInterrupted()) {
                news.warning(pod, container, "FailedPreStopHook", "PreStopHook failed");
            }
        });
        try {
            if (!hookThread.join(grace)) {
                hookThread.interrupt();
            }
        } catch (InterruptedException e) {
            hookThread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void stop(String id, Duration grace) {
        try {
            node.cri().stopContainer(id, grace);
        } catch (CriException e) {
            if (!e.notFound()) {
                throw e;
            }
        }
    }

    private Duration remaining(Duration grace, long start) {
        var left = grace.minus(Duration.ofNanos(node.clock().nanoTime() - start));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
