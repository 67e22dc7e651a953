package io.jukung.store.mvcc;

import io.jukung.store.mvcc.Layout.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What is known without asking the database of keys that were written lately: of many their revisions, which the next change
 * of such a key needs, of fewer the whole record. One thread changes it, any may look.
 *
 * <p>What it holds of a key is its newest version, so it is right for every revision from that version's on. The writer
 * tells it of a batch after the batch can be read and before the batch's revision is published.
 */
public final class RecentRecords {

    /** Holds nothing: for readers of a state that is not the newest, and for writers of much at once. */
    static final RecentRecords NONE = new RecentRecords(0, RecentLives.NONE);

    /** Of the memory, for revisions alone. */
    private static final int REVISIONS_SHARE = 4;

    private final KeyRing generations;
    private final KeyRing records;
    private final RecentLives lives;

    /**
     * @param bytes of memory, about, at most 1 GiB; 0: none of records, and a little of which keys came and went
     * @param revision the newest there is
     */
    public RecentRecords(int bytes, long revision) {
        this(bytes, new RecentLives(revision));
    }

    private RecentRecords(int bytes, RecentLives lives) {
        this.lives = lives;
        generations = new KeyRing(bytes / REVISIONS_SHARE);
        records = new KeyRing(bytes - bytes / REVISIONS_SHARE);
    }

    /** The newest version of a living key without its value; null if it is not known. */
    @Nullable
    Generation generation(byte[] key) {
        KeyRing.Entry known = generations.find(key);
        return known == null ? null : Layout.generation(known.bytes());
    }

    /** The newest version of a living key as it lies in VERSIONS; null if it is not known. */
    KeyRing.@Nullable Entry record(byte[] key) {
        return records.find(key);
    }

    /** Which keys came and went. */
    RecentLives lives() {
        return lives;
    }

    /**
     * A key was put.
     *
     * @param generation as {@link Layout#generation} makes it
     * @param record as in VERSIONS
     */
    void put(byte[] key, long modRevision, byte[] generation, byte[] record) {
        generations.put(key, new KeyRing.Entry(modRevision, generation));
        records.put(key, new KeyRing.Entry(modRevision, record));
    }

    /** A key was deleted. */
    void remove(byte[] key) {
        generations.remove(key);
        records.remove(key);
    }
}
