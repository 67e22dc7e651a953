package io.jukung.node.probe;

import io.jukung.node.probe.ProbeProgress.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs the probes of one pod's containers, each on a virtual thread of its own, for as long as the
 * container is watched.
 */
public final class Prober implements AutoCloseable {

    private final HandlerRunner runner;
    private final Listener listener;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    /** Hears what probes find, on their threads. */
    public interface Listener {

        /** A probe did not pass. */
        void onFailure(String container, Probe.Purpose purpose, String output);

        /** A verdict changed. */
        void onChange();
    }

    public Prober(HandlerRunner runner, Listener listener) {
        this.runner = runner;
        this.listener = listener;
    }

    /**
     * Begins to probe a container; does nothing for one that is probed already.
     *
     * @param adopted what was known of it before this process, for a container that outlived a restart
     */
    public void watch(
            String container,
            HandlerRunner.Target target,
            Instant startedAt,
            Map<Probe.Purpose, Probe> probes,
            Optional<Health> adopted,
            Instant now) {
        if (probes.isEmpty() || watched.containsKey(target.containerId())) {
            return;
        }
        var entry = new Watched(container, target, probes, adopted);
        watched.put(target.containerId(), entry);
        var age = Duration.between(startedAt, now);
        probes.forEach((purpose, probe) -> entry.threads.put(
                purpose,
                Thread.ofVirtual()
                        .name("probe-" + container)
                        .start(() ->
                                entry.loop(purpose, probe, probe.initialDelay().minus(age)))));
    }

    /** Ends the probes of one container. */
    public void forget(String containerId) {
        var entry = watched.remove(containerId);
        if (entry != null) {
            entry.close();
        }
    }

    /** Ends the probes of all containers but these. */
    public void retain(java.util.Collection<String> containerIds) {
        watched.entrySet().removeIf(entry -> {
            boolean gone = !containerIds.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    /** What the probes say, by container id. */
    public Map<String, Health> health() {
        var all = new java.util.HashMap<String, Health>();
        watched.forEach((id, entry) -> all.put(id, entry.health()));
        return all;
    }

    @Override
    public void close() {
        retain(java.util.Set.of());
    }

    /** One container under probes. */
    private final class Watched {

        private final String container;
        private final HandlerRunner.Target target;
        private final Map<Probe.Purpose, Probe> probes;
        private final Map<Probe.Purpose, Thread> threads = new ConcurrentHashMap<>();
        private final Map<Probe.Purpose, ProbeProgress> progress = new EnumMap<>(Probe.Purpose.class);

        Watched(
                String container,
                HandlerRunner.Target target,
                Map<Probe.Purpose, Probe> probes,
                Optional<Health> adopted) {
            this.container = container;
            this.target = target;
            this.probes = Map.copyOf(probes);
            for (var purpose : probes.keySet()) {
                progress.put(purpose, ProbeProgress.starting(initial(purpose, adopted)));
            }
        }

        private static Verdict initial(Probe.Purpose purpose, Optional<Health> adopted) {
            return switch (purpose) {
                case STARTUP -> adopted.filter(Health::started).isPresent() ? Verdict.PASSING : Verdict.UNKNOWN;
                case LIVENESS -> Verdict.PASSING;
                case READINESS -> adopted.filter(Health::ready).isPresent() ? Verdict.PASSING : Verdict.FAILING;
            };
        }

        void loop(Probe.Purpose purpose, Probe probe, Duration delay) {
            try {
                if (delay.isPositive()) {
                    Thread.sleep(delay);
                }
                while (true) {
                    if (due(purpose)) {
                        once(purpose, probe);
                    } else if (purpose == Probe.Purpose.STARTUP) {
                        // It has passed: its part is done.
                        return;
                    }
                    // While the start-up probe holds the others back they look more often, to begin at once.
                    Thread.sleep(due(purpose) ? probe.period() : Duration.ofMillis(100));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized boolean due(Probe.Purpose purpose) {
            var startup = progress.get(Probe.Purpose.STARTUP);
            boolean started = startup == null || startup.verdict() == Verdict.PASSING;
            return purpose == Probe.Purpose.STARTUP ? !started : started;
        }

        private void once(Probe.Purpose purpose, Probe probe) throws InterruptedException {
            var result = runner.run(probe.handler(), target, probe.timeout());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean changed;
            synchronized (this) {
                var before = java.util.Objects.requireNonNull(progress.get(purpose));
                var after = before.after(result.passed(), probe);
                progress.put(purpose, after);
                changed = after.verdict() != before.verdict();
            }
            if (!result.passed()) {
                listener.onFailure(container, purpose, result.output());
            }
            if (changed) {
                listener.onChange();
            }
        }

        synchronized Health health() {
            boolean started = !probes.containsKey(Probe.Purpose.STARTUP) || is(Probe.Purpose.STARTUP, Verdict.PASSING);
            boolean ready = started
                    && (!probes.containsKey(Probe.Purpose.READINESS) || is(Probe.Purpose.READINESS, Verdict.PASSING));
            Optional<Probe.Purpose> failed = Optional.empty();
            if (is(Probe.Purpose.STARTUP, Verdict.FAILING)) {
                failed = Optional.of(Probe.Purpose.STARTUP);
            } else if (is(Probe.Purpose.LIVENESS, Verdict.FAILING)) {
                failed = Optional.of(Probe.Purpose.LIVENESS);
            }
            return new Health(started, ready, failed);
        }

        private boolean is(Probe.Purpose purpose, Verdict verdict) {
            var known = progress.get(purpose);
            return known != null && known.verdict() == verdict;
        }

        void close() {
            threads.values().forEach(Thread::interrupt);
        }
    }
}
