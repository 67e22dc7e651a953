package io.jukung.api.client;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * The core of {@link WorkQueue}: which keys are due, which are being worked on, which come later. Times are monotonic
 * nanoseconds given by the caller.
 */
final class QueueState<K> {

    private record Later<K>(long due, long sequence, K key) implements Comparable<Later<K>> {
        @Override
        public int compareTo(Later<K> that) {
            // By difference: monotonic clocks may overflow.
            int byTime = Long.signum(due - that.due);
            return byTime != 0 ? byTime : Long.compare(sequence, that.sequence);
        }
    }

    private final Queue<K> ready = new ArrayDeque<>();
    /** Keys that need work: those in {@code ready}, and those that became due again while worked on. */
    private final Set<K> dirty = new HashSet<>();

    private final Set<K> processing = new HashSet<>();
    private final PriorityQueue<Later<K>> later = new PriorityQueue<>();
    /** The one valid entry of {@code later} for a key. */
    private final Map<K, Later<K>> scheduled = new HashMap<>();

    private final Map<K, Integer> failures = new HashMap<>();
    private long sequence;
    private long added;
    private long retried;

    void add(K key) {
        added++;
        if (dirty.add(key) && !processing.contains(key)) {
            ready.add(key);
        }
    }

    /** Adds the key at {@code due}, or earlier when it is already to come earlier. */
    void addAt(K key, long due) {
        var present = scheduled.get(key);
        if (present != null && present.due - due <= 0) {
            return;
        }
        var entry = new Later<>(due, sequence++, key);
        scheduled.put(key, entry);
        later.add(entry);
    }

    /** Notes a failure of the key; the count of those since {@link #forget}. */
    int failed(K key) {
        retried++;
        return failures.merge(key, 1, Integer::sum);
    }

    void forget(K key) {
        failures.remove(key);
    }

    /** The next key due, which is then being worked on until {@link #done}. */
    Optional<K> poll(long now) {
        while (!later.isEmpty() && later.element().due - now <= 0) {
            var entry = later.remove();
            if (scheduled.remove(entry.key(), entry)) {
                add(entry.key());
            }
        }
        var key = ready.poll();
        if (key == null) {
            return Optional.empty();
        }
        dirty.remove(key);
        processing.add(key);
        return Optional.of(key);
    }

    /** Nanoseconds until a delayed key is due; {@link Long#MAX_VALUE} when there is none. */
    long untilNext(long now) {
        while (!later.isEmpty()) {
            var entry = later.element();
            if (entry.equals(scheduled.get(entry.key()))) {
                return Math.max(0, entry.due - now);
            }
            later.remove();
        }
        return Long.MAX_VALUE;
    }

    void done(K key) {
        processing.remove(key);
        if (dirty.contains(key)) {
            ready.add(key);
        }
    }

    WorkQueue.Figures figures() {
        return new WorkQueue.Figures(
                ready.size(), processing.size(), scheduled.size(), failures.size(), added, retried);
    }
}
