package io.jukung.netproxy.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of other resolvers, by the query's exact bytes after its id, so that no option of a query is overlooked, and
 * by the transport, for an answer by TCP may be too large for UDP. The least recently used go first; time is an
 * argument, in nanoseconds.
 */
final class AnswerCache {

    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_SECONDS = 30;
    private static final long NANOS = 1_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Kept(byte[] answer, long since, long until) {}

    private record Key(boolean tcp, ByteBuffer query) {}

    private final Map<Key, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    /** A kept answer, with the query's id and with what is left of each record's time to live. */
    synchronized Optional<byte[]> get(byte[] query, boolean tcp, long now) {
        var found = get(query, key(query, tcp), now);
        // Only whole answers are kept: one by UDP is right for TCP too.
        return found.isEmpty() && tcp ? get(query, key(query, false), now) : found;
    }

    private Optional<byte[]> get(byte[] query, Key key, long now) {
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
    synchronized void put(byte[] query, boolean tcp, byte[] answer, long now) {
        try {
            long seconds = Math.min(MAX_SECONDS, Answers.shortestTtl(answer));
            if (seconds > 0 && Answers.cacheable(answer)) {
                entries.put(key(query, tcp), new Kept(answer.clone(), now, now + seconds * NANOS));
            }
        } catch (MalformedMessageException e) {
            // Whoever gets it may make of it what they can; it is not kept.
            entries.remove(key(query, tcp));
        }
    }

    private static Key key(byte[] query, boolean tcp) {
        return new Key(tcp, ByteBuffer.wrap(Arrays.copyOfRange(query, 2, query.length)));
    }
}
