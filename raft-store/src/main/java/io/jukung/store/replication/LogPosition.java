package io.jukung.store.replication;

/** Where an entry is in the log. Index -1 is before the first entry. */
public record LogPosition(long term, long index) {

    public static final LogPosition BEFORE_FIRST = new LogPosition(0, -1);
}
