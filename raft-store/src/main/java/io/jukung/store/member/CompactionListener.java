package io.jukung.store.member;

/** Hears how the removal of compacted history goes; called by the thread that does it. */
public interface CompactionListener {

    /** A piece was done that took so long and removed so many versions of keys. */
    void step(long nanos, long removed);

    /** Everything was, after so long. */
    void finished(long nanos);
}
