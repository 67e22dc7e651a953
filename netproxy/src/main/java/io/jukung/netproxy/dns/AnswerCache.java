package io.jukung.netproxy.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of other resolvers, by the query's exact bytes after its id, so that no option of a query is overlooked. The
 * least recently used go first; time is an argument, in nanoseconds.
 */
final class AnswerCache {

    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_SECONDS = 30;
    private static final long NANOS = 1_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Kept(byte[] answer, long since, long until) {}

    private final Map<ByteBuffer, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Kept> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** A kept answer, with the query's id and with what is left of each record's time to live. */
    synchronized Optional<byte[]> get(byte[] query, long now) {
        var key = key(query);
        var entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.until() - now <= 0) {
            entries.remove(key);
            return Optional.empty();
        }
        var answer = entry.answer().clone();
        answer[0] = query[0];
        answer[1] = query[1];
        try {
            Answers.age(answer, (now - entry.since()) / NANOS);
        } catch (MalformedMessageException e) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(answer);
    }

    /** Keeps an answer for as long as its shortest-lived record allows, at most half a minute. */
    synchronized void put(byte[] query, byte[] answer, long now) {
        try {
            long seconds = Math.min(MAX_SECONDS, Answers.shortestTtl(answer));
            if (seconds > 0 && Answers.cacheable(answer)) {
                entries.put(key(query), new Kept(answer.clone(), now, now + seconds * NANOS));
            }
        } catch (MalformedMessageException e) {
            // Whoever gets it may make of it what they can; it is not kept.
            entries.remove(key(query));
        }
    }

    private static ByteBuffer key(byte[] query) {
        return ByteBuffer.wrap(Arrays.copyOfRange(query, 2, query.length));
    }
}
