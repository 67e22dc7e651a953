package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ApiException;
import io.jukung.api.client.Backoff;
import io.jukung.api.client.QueueCore;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Turns for keys, one at a time, as the product's control loop takes them: from its queue's core, after the informers have seen
 * what the key's last turn wrote, again after a growing pause where a call fails.
 *
 * @param <K> a value type with {@code equals}
 */
final class PlaneLoop<K> {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BARRIER_LIMIT = TimeUnit.SECONDS.toNanos(5);

    /** One turn. */
    interface Reconciler<K> {
        /** When to come again without a change. */
        Optional<Duration> reconcile(K key, PlaneCalls calls);
    }

    private record Barrier(List<PlaneCalls.Written> written, long giveUp) {}

    private final PlaneWorld world;
    private final Machine machine;
    private final List<PlaneInformer> informers;
    private final Reconciler<K> reconciler;
    private final QueueCore<K> queue = new QueueCore<>(new Backoff(Duration.ofMillis(5), Duration.ofSeconds(60)));
    private final Map<K, Barrier> barriers = new HashMap<>();
    private boolean scheduled;

    PlaneLoop(PlaneWorld world, Machine machine, List<PlaneInformer> informers, Reconciler<K> reconciler) {
        this.world = world;
        this.machine = machine;
        this.informers = informers;
        this.reconciler = reconciler;
    }

    void add(K key) {
        queue.add(key);
        schedule(world.kernel().around(1_000_000));
    }

    /** Something may be due. */
    void wake() {
        schedule(1);
    }

    private void schedule(long nanos) {
        if (!scheduled) {
            scheduled = true;
            machine.after(nanos, () -> {
                scheduled = false;
                turn();
            });
        }
    }

    private void turn() {
        if (!informers.stream().allMatch(PlaneInformer::synced)) {
            return;
        }
        long now = world.kernel().now();
        var key = queue.poll(now);
        if (key.isEmpty()) {
            long wait = queue.untilNext(now);
            if (wait < Long.MAX_VALUE) {
                machine.after(wait, this::wake);
            }
            return;
        }
        turn(key.get(), now);
        schedule(world.kernel().around(500_000));
    }

    private void turn(K key, long now) {
        var barrier = barriers.get(key);
        if (barrier != null && now < barrier.giveUp && !isSeen(barrier)) {
            world.situations().met(Situation.STALE_VIEW_ACTED_ON);
            if (world.flaw() != PlaneFlaw.NO_BARRIERS) {
                queue.done(key);
                queue.addAt(key, now + LOOK_AGAIN);
                return;
            }
        }
        barriers.remove(key);
        var calls = new PlaneCalls(world);
        try {
            var again = reconciler.reconcile(key, calls);
            queue.forget(key);
            again.ifPresent(delay -> queue.addAt(key, now + Math.max(1, delay.toNanos())));
        } catch (ApiException e) {
            world.kernel().trace("turn of %s fails: %s", String.valueOf(key), String.valueOf(e.getMessage()));
            queue.retry(key, now);
        } finally {
            if (!calls.written().isEmpty()) {
                barriers.put(key, new Barrier(List.copyOf(calls.written()), now + BARRIER_LIMIT));
            }
            queue.done(key);
        }
    }

    private boolean isSeen(Barrier barrier) {
        return barrier.written.stream()
                .allMatch(written -> informers.stream().allMatch(informer -> informer.shows(written)));
    }
}
