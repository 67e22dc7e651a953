package io.jukung.chaos.check.revision;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.check.model.Evaluation;
import io.jukung.chaos.check.model.Mvcc;
import io.jukung.chaos.check.model.Outcome;
import io.jukung.chaos.check.revision.Writes.Mark;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote what: each revision of the log is given to the request that made it. Acknowledged writes name their revision.
 * A write of an unknown outcome is found by the value it put, which nobody else puts; one that only deletes is given to a
 * deletion that it would have made and that nobody else explains, as far as there are enough of them.
 */
public final class Settlement {

    private final Mvcc mvcc;
    private final Map<Long, EventLog.Entry> entries = new HashMap<>();
    private final SequencedMap<Long, Attempt> writers = new LinkedHashMap<>();
    private final IdentityHashMap<Attempt, Long> revisions = new IdentityHashMap<>();
    private final Map<Mark, List<Long>> marks = new HashMap<>();
    private final Map<Mark, List<Attempt>> markers = new HashMap<>();
    private final List<Attempt> disputed = new ArrayList<>();
    private final Map<Long, List<Attempt>> candidates = new HashMap<>();
    private long undecided;
    private long neverHappened;

    private Settlement(Mvcc mvcc) {
        this.mvcc = mvcc;
    }

    /** With {@code mvcc} made from the log's entries. */
    public static Settlement of(Mvcc mvcc, List<EventLog.Entry> log, List<Attempt> attempts) {
        var settlement = new Settlement(mvcc);
        for (var entry : log) {
            settlement.entries.put(entry.revision(), entry);
            for (var event : entry.events()) {
                if (event.getType() == Event.EventType.PUT) {
                    settlement
                            .marks
                            .computeIfAbsent(
                                    new Mark(
                                            event.getKv().getKey(),
                                            event.getKv().getValue()),
                                    m -> new ArrayList<>())
                            .add(entry.revision());
                }
            }
        }
        settlement.acknowledged(attempts);
        settlement.unknown(attempts);
        return settlement;
    }

    private void acknowledged(List<Attempt> attempts) {
        for (var attempt : attempts) {
            if (!attempt.refused()) {
                Writes.of(attempt.request())
                        .puts()
                        .forEach(put -> markers.computeIfAbsent(
                                        new Mark(put.getKey(), put.getValue()), m -> new ArrayList<>())
                                .add(attempt));
            }
            attempt.answer().filter(Writes::changed).ifPresent(response -> {
                long revision = Answers.revision(response);
                if (writers.putIfAbsent(revision, attempt) != null) {
                    disputed.add(attempt);
                }
                revisions.put(attempt, revision);
            });
        }
    }

    private void unknown(List<Attempt> attempts) {
        var open = new ArrayList<Attempt>();
        for (var attempt : attempts) {
            if (attempt.unknown() && !Writes.of(attempt.request()).none()) {
                open.add(attempt);
            }
        }
        var deletions = new TreeSet<Long>();
        entries.values().forEach(entry -> {
            if (!writers.containsKey(entry.revision())
                    && entry.events().stream().allMatch(event -> event.getType() == Event.EventType.DELETE)) {
                deletions.add(entry.revision());
            }
        });
        for (var attempt : open) {
            var fits = fitting(attempt, deletions);
            fits.forEach(revision ->
                    candidates.computeIfAbsent(revision, r -> new ArrayList<>()).add(attempt));
            undecided += fits.size() > 1 ? 1 : 0;
        }
        match();
        neverHappened =
                open.stream().filter(attempt -> !revisions.containsKey(attempt)).count();
    }

    /** Free revisions that this request would have made just so. */
    private Collection<Long> fitting(Attempt attempt, Set<Long> deletions) {
        var writes = Writes.of(attempt.request());
        var near = new TreeSet<Long>();
        for (var put : writes.puts()) {
            if (put.getIgnoreValue()) {
                entries.values().stream()
                        .filter(entry -> entry.events().stream()
                                .anyMatch(event -> event.getKv().getKey().equals(put.getKey())))
                        .forEach(entry -> near.add(entry.revision()));
            } else {
                near.addAll(marks.getOrDefault(new Mark(put.getKey(), put.getValue()), List.of()));
            }
        }
        if (!writes.deletes().isEmpty()) {
            deletions.stream()
                    .filter(revision -> mvcc.events(revision).stream()
                            .allMatch(event -> writes.mayDelete(event.getKv().getKey())))
                    .forEach(near::add);
        }
        near.removeIf(revision -> writers.containsKey(revision) || !wouldMake(attempt, revision));
        return near;
    }

    /** Whether the request, done at that revision, changes just what the log has there. */
    boolean wouldMake(Attempt attempt, long revision) {
        var entry = entries.get(revision);
        if (entry == null || (entry.nanos() != EventLog.Entry.UNTIMED && entry.nanos() < attempt.begun())) {
            return false;
        }
        return Evaluation.of(attempt.request(), mvcc, revision - 1) instanceof Outcome.Done(var events, var response)
                && same(events, entry.events());
    }

    /** The same changes in the same order, whatever previous values. */
    static boolean same(List<Event> one, List<Event> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i).getType() != other.get(i).getType()
                    || !one.get(i).getKv().equals(other.get(i).getKv())) {
                return false;
            }
        }
        return true;
    }

    /** A largest matching of revisions with candidates; those that may have no client at all come last. */
    private void match() {
        var order = new ArrayList<>(new TreeSet<>(candidates.keySet()));
        order.sort((a, b) -> Boolean.compare(mvcc.leaseEnd(a) != null, mvcc.leaseEnd(b) != null));
        for (long revision : order) {
            augment(revision, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
    }

    private boolean augment(long revision, Set<Attempt> visited) {
        for (var attempt : candidates.getOrDefault(revision, List.of())) {
            if (!visited.add(attempt)) {
                continue;
            }
            var taken = revisions.get(attempt);
            if (taken == null || augment(taken, visited)) {
                revisions.put(attempt, revision);
                writers.put(revision, attempt);
                return true;
            }
        }
        return false;
    }

    /** The request that made a revision; null if none is known. */
    public @Nullable Attempt writer(long revision) {
        return writers.get(revision);
    }

    /** The revision that a request made, or says that it made. */
    public Optional<Long> revision(Attempt attempt) {
        return Optional.ofNullable(revisions.get(attempt));
    }

    /** Acknowledged writes whose revision another one was given too. */
    List<Attempt> disputed() {
        return disputed;
    }

    /** Values that are in the log more often than anybody may have put them. */
    Map<Mark, List<Long>> repeated() {
        var repeated = new LinkedHashMap<Mark, List<Long>>();
        marks.forEach((mark, all) -> {
            var by = markers.getOrDefault(mark, List.of());
            // One that keeps the value puts it again, rightly.
            var at =
                    all.stream().filter(revision -> !keepsValue(revision, mark)).toList();
            if (at.size() > 1 && !by.isEmpty() && at.size() > by.size()) {
                repeated.put(mark, at);
            }
        });
        return repeated;
    }

    private boolean keepsValue(long revision, Mark mark) {
        var writer = writers.get(revision);
        return writer != null
                && Writes.of(writer.request()).puts().stream()
                        .anyMatch(put -> put.getIgnoreValue() && put.getKey().equals(mark.key()));
    }

    List<Long> at(Mark mark) {
        return marks.getOrDefault(mark, List.of());
    }

    /** Requests that may have put just this. */
    List<Attempt> by(Mark mark) {
        return markers.getOrDefault(mark, List.of());
    }

    /** Writes of unknown outcome that fit more than one revision. */
    long undecided() {
        return undecided;
    }

    /** Writes of unknown outcome that are not in the log. */
    long neverHappened() {
        return neverHappened;
    }
}
