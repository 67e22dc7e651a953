package io.jukung.api.client;

import io.jukung.api.model.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Decides what becomes of an occurrence: a new Event, a higher count of a present one, or nothing. As client-go's
 * correlator, with its limits: about one object from one component 25 at once and then one in five minutes; after ten
 * different messages of one reason within ten minutes, further ones are told as one Event. Remembers the latest 4,096
 * of each. One thread; the time comes from the caller.
 */
final class EventCorrelator {

    private static final int REMEMBERED = 4_096;
    private static final double BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);
    private static final int SIMILAR_LIMIT = 10;
    private static final Duration SIMILAR_WINDOW = Duration.ofMinutes(10);
    private static final String COMBINED = "(combined from similar events): ";

    /** Whom an event is about. */
    record Subject(String apiVersion, String kind, ObjectKey key, String uid, String fieldPath) {

        /** The whole object: limits are one object's, whatever part of it an event is about. */
        Subject whole() {
            return new Subject(apiVersion, kind, key, uid, "");
        }
    }

    record Occurrence(Subject subject, String type, String reason, String message) {

        Occurrence withMessage(String other) {
            return new Occurrence(subject, type, reason, other);
        }
    }

    sealed interface Verdict {
        /** Write a new Event. */
        record Create(Occurrence occurrence) implements Verdict {}

        /** Set count, time and message of the Event {@code name}. */
        record Repeat(String name, long count, Occurrence occurrence) implements Verdict {}

        /** Too many about this object. */
        record Drop() implements Verdict {}
    }

    private record Similar(Subject subject, String type, String reason) {}

    private record Messages(Instant last, Set<String> seen) {}

    private record Tokens(double left, Instant at) {}

    private record Written(String name, long count) {}

    private final Map<Subject, Tokens> tokens = new Recent<>();
    private final Map<Similar, Messages> similar = new Recent<>();
    private final Map<Occurrence, Written> written = new Recent<>();

    Verdict judge(Occurrence occurrence, Instant now) {
        var correlated = combineSimilar(occurrence, now);
        if (!takeToken(occurrence.subject().whole(), now)) {
            return new Verdict.Drop();
        }
        var key = key(correlated);
        var present = written.get(key);
        if (present == null) {
            return new Verdict.Create(correlated);
        }
        var repeated = new Written(present.name(), present.count() + 1);
        written.put(key, repeated);
        return new Verdict.Repeat(repeated.name(), repeated.count(), correlated);
    }

    /** The Event for {@code occurrence} exists now, with a count of one. */
    void created(Occurrence occurrence, String name) {
        written.put(key(occurrence), new Written(name, 1));
    }

    /** The Event for {@code occurrence} is there no more. */
    void vanished(Occurrence occurrence) {
        written.remove(key(occurrence));
    }

    /** Combined events of one reason count as one, whatever the message. */
    private static Occurrence key(Occurrence occurrence) {
        return occurrence.message().startsWith(COMBINED) ? occurrence.withMessage(COMBINED) : occurrence;
    }

    private Occurrence combineSimilar(Occurrence occurrence, Instant now) {
        var key = new Similar(occurrence.subject().whole(), occurrence.type(), occurrence.reason());
        var messages = similar.get(key);
        if (messages == null || Duration.between(messages.last(), now).compareTo(SIMILAR_WINDOW) > 0) {
            messages = new Messages(now, new HashSet<>());
        }
        similar.put(key, new Messages(now, messages.seen()));
        // Nine messages have their own Event for good; client-go keeps nine of ten, which ones is chance.
        boolean known = messages.seen().contains(occurrence.message());
        if (!known && messages.seen().size() + 1 >= SIMILAR_LIMIT) {
            return occurrence.withMessage(COMBINED + occurrence.message());
        }
        messages.seen().add(occurrence.message());
        return occurrence;
    }

    private boolean takeToken(Subject subject, Instant now) {
        var present = tokens.getOrDefault(subject, new Tokens(BURST, now));
        double refilled = Math.max(0, Duration.between(present.at(), now).toMillis()) / (double) REFILL.toMillis();
        double left = Math.min(BURST, present.left() + refilled);
        boolean granted = left >= 1;
        tokens.put(subject, new Tokens(granted ? left - 1 : left, now));
        return granted;
    }

    /** Keeps the latest entries. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED;
        }
    }
}
