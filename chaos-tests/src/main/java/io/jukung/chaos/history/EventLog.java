package io.jukung.chaos.history;

import io.jukung.proto.etcd.mvcc.Event;
import java.util.List;

/**
 * What was committed, revision by revision, as a witness saw it that watched all keys with their previous values from
 * before the run's begin, and went on after it.
 *
 * @param base the revision before the first entry
 * @param complete whether all up to the last revision is here; else why not stands in {@code gap}
 */
public record EventLog(long base, List<Entry> entries, boolean complete, String gap) {

    public EventLog {
        entries = List.copyOf(entries);
    }

    /**
     * One revision's events, in order.
     *
     * @param nanos when the witness had it, by the run's clock; {@link #UNTIMED} if it is not known
     */
    public record Entry(long revision, long nanos, List<Event> events) {

        public static final long UNTIMED = -1;

        public Entry {
            events = List.copyOf(events);
        }

        /** Of an unknown time. */
        public Entry(long revision, List<Event> events) {
            this(revision, UNTIMED, events);
        }
    }
}
