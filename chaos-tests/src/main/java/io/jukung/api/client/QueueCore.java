package io.jukung.api.client;

import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/**
 * For the simulation: a work queue's core. Times are nanoseconds.
 *
 * @param <K> a value type with {@code equals}
 */
@NullMarked
public final class QueueCore<K> {

    private final Backoff backoff;
    private final QueueState<K> state = new QueueState<>();

    public QueueCore(Backoff backoff) {
        this.backoff = backoff;
    }

    public void add(K key) {
        state.add(key);
    }

    public void addAt(K key, long due) {
        state.addAt(key, due);
    }

    /** After a failure. */
    public void retry(K key, long now) {
        state.addAt(key, now + backoff.pause(state.failed(key)).toNanos());
    }

    public void forget(K key) {
        state.forget(key);
    }

    public Optional<K> poll(long now) {
        return state.poll(now);
    }

    public void done(K key) {
        state.done(key);
    }

    /** Nanoseconds until a delayed key is due; {@link Long#MAX_VALUE} when there is none. */
    public long untilNext(long now) {
        return state.untilNext(now);
    }
}
