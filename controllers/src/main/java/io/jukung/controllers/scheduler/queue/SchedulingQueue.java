package io.jukung.controllers.scheduler.queue;

import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pods without a node, each in one of four places:
 *
 * <pre>
 *   add ──► active ──pop──► in flight ──done──► (gone)
 *             ▲                │ refused
 *             │ back-off over  ▼
 *           backing off ◄── unschedulable   (a cluster event that may help, or 5 minutes)
 * </pre>
 *
 * <p>An event that comes while a pod is in flight is not lost: the pod then goes straight to backing off.
 * Not thread-safe; time is an argument.
 */
public final class SchedulingQueue {

    /** After this a refused pod is tried again without any event, in case one was not understood. */
    static final Duration MAX_UNSCHEDULABLE = Duration.ofMinutes(5);

    private static final Comparator<QueuedPod> BY_PRIORITY_THEN_TIME = Comparator.<QueuedPod>comparingInt(
                    queued -> -queued.pod().priority())
            .thenComparing(QueuedPod::since)
            .thenComparing(queued -> queued.pod().key());

    private static final Comparator<QueuedPod> BY_BACKOFF_END = Comparator.comparing(QueuedPod::backoffEnd)
            .thenComparing(queued -> queued.pod().key());

    private final TreeSet<QueuedPod> active = new TreeSet<>(BY_PRIORITY_THEN_TIME);
    private final TreeSet<QueuedPod> backingOff = new TreeSet<>(BY_BACKOFF_END);
    /** Oldest refusal first. */
    private final Map<ObjectKey, Refused> unschedulable = new LinkedHashMap<>();

    private final Map<ObjectKey, InFlight> inFlight = new HashMap<>();
    /** Where each pod of the first two places is. */
    private final Map<ObjectKey, QueuedPod> waiting = new HashMap<>();

    private final EnumMap<ClusterEvent, Long> lastEvent = new EnumMap<>(ClusterEvent.class);
    private long events;

    private record Refused(QueuedPod queued, Set<ClusterEvent> helpedBy) {}

    /** A popped pod, the number of events seen then, and the pod's newer state if it changed since. */
    private record InFlight(QueuedPod queued, long eventsSeen, boolean changed) {}

    /** Adds a pod, or takes in its new state; a change of a refused pod's spec or labels gives it another try. */
    public void put(PodInfo pod, Instant now) {
        var key = pod.key();
        var flying = inFlight.get(key);
        var refused = unschedulable.get(key);
        var queued = waiting.get(key);
        if (flying != null) {
            boolean changed = flying.changed() || differs(flying.queued().pod(), pod);
            inFlight.put(key, new InFlight(flying.queued().with(pod), flying.eventsSeen(), changed));
        } else if (refused != null) {
            unschedulable.put(key, new Refused(refused.queued().with(pod), refused.helpedBy()));
            if (differs(refused.queued().pod(), pod)) {
                wake(key, now);
            }
        } else if (queued != null) {
            var place = active.remove(queued) ? active : backingOff;
            backingOff.remove(queued);
            place(queued.with(pod), place);
        } else {
            place(new QueuedPod(pod, 0, now), active);
        }
    }

    /** Whether the pod itself changed, not only its status. */
    private static boolean differs(PodInfo before, PodInfo now) {
        return !before.object().spec().equals(now.object().spec())
                || !before.labels().equals(now.labels())
                || !before.uid().equals(now.uid());
    }

    /** The pod needs no node any more, or is gone. */
    public void remove(ObjectKey key) {
        inFlight.remove(key);
        unschedulable.remove(key);
        var queued = waiting.remove(key);
        if (queued != null) {
            active.remove(queued);
            backingOff.remove(queued);
        }
    }

    /** The next pod to try, if any may be tried now; {@link #done} or {@link #refused} must follow. */
    public Optional<QueuedPod> pop(Instant now) {
        release(now);
        var next = active.pollFirst();
        if (next == null) {
            return Optional.empty();
        }
        waiting.remove(next.pod().key());
        var tried = next.tried();
        inFlight.put(next.pod().key(), new InFlight(tried, events, false));
        return Optional.of(tried);
    }

    /** Whether the popped pod still wants a node: false once it was removed. */
    public boolean inFlight(ObjectKey key) {
        return inFlight.containsKey(key);
    }

    /** The pod has its node. */
    public void done(ObjectKey key) {
        inFlight.remove(key);
    }

    /**
     * The pod was tried and got no node: it waits for one of these events. It backs off at once where such
     * an event came meanwhile, or where no event can be named because the attempt failed in itself.
     */
    public void refused(ObjectKey key, Set<ClusterEvent> helpedBy, Instant now) {
        var flying = inFlight.remove(key);
        if (flying == null) {
            return; // deleted meanwhile
        }
        boolean missed = flying.changed()
                || helpedBy.stream().anyMatch(event -> lastEvent.getOrDefault(event, 0L) > flying.eventsSeen());
        if (missed || helpedBy.isEmpty()) {
            place(flying.queued().at(now), backingOff);
        } else {
            unschedulable.put(key, new Refused(flying.queued().at(now), helpedBy));
        }
    }

    /** Wakes the pods that this may help. */
    public void onEvent(ClusterEvent event, Instant now) {
        lastEvent.put(event, ++events);
        var helped = unschedulable.entrySet().stream()
                .filter(entry -> entry.getValue().helpedBy().contains(event))
                .map(Map.Entry::getKey)
                .toList();
        helped.forEach(key -> wake(key, now));
    }

    /** When {@link #pop} will next give a pod without anything else happening; empty if never. */
    public Optional<Instant> nextWakeUp(Instant now) {
        if (!active.isEmpty()) {
            return Optional.of(now);
        }
        var ends = new ArrayList<Instant>();
        if (!backingOff.isEmpty()) {
            ends.add(backingOff.first().backoffEnd());
        }
        unschedulable.values().stream()
                .findFirst()
                .ifPresent(oldest -> ends.add(oldest.queued().since().plus(MAX_UNSCHEDULABLE)));
        return ends.stream().min(Comparator.naturalOrder());
    }

    /** Pods that wait in any place. */
    public int size() {
        return waiting.size() + unschedulable.size() + inFlight.size();
    }

    private void wake(ObjectKey key, Instant now) {
        var refused = unschedulable.remove(key);
        if (refused != null) {
            var queued = refused.queued();
            place(queued, queued.backoffEnd().isAfter(now) ? backingOff : active);
        }
    }

    /** Moves what has waited long enough to the active pods. */
    private void release(Instant now) {
        while (!backingOff.isEmpty() && !backingOff.first().backoffEnd().isAfter(now)) {
            place(backingOff.removeFirst(), active);
        }
        List<ObjectKey> stale = unschedulable.values().stream()
                .map(Refused::queued)
                .takeWhile(queued -> !queued.since().plus(MAX_UNSCHEDULABLE).isAfter(now))
                .map(queued -> queued.pod().key())
                .toList();
        stale.forEach(key -> wake(key, now));
    }

    private void place(QueuedPod queued, Set<QueuedPod> place) {
        place.add(queued);
        waiting.put(queued.pod().key(), queued);
    }
}
