package io.jukung.store.mvcc;

import com.google.protobuf.UnsafeByteOperations;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.storage.StoreBatch;

/**
 * Brings a store of format 1 to this release's, see {@link Layout}: every key's newest record into LATEST, every deletion
 * into DELETED. What it was interrupted in it does again: the mark of the new format comes last, and a value that is new
 * already is told apart from an old one.
 */
public final class FormatUpgrade {

    private static final int CHANGES_IN_A_BATCH = 512;

    private final OrderedStore store;
    private StoreBatch batch;
    private int unwritten;
    private long changes;

    private FormatUpgrade(OrderedStore store) {
        this.store = store;
        batch = store.newBatch();
    }

    /**
     * Does so where it is needed. Nobody else may use the store meanwhile.
     *
     * @return how many entries were written; 0: the store had this release's format
     * @throws StorageFault if a record is missing that the store says it has
     */
    public static long run(OrderedStore store) {
        if (!StoreMark.isOfFormerFormat(store)) {
            return 0;
        }
        var upgrade = new FormatUpgrade(store);
        try {
            upgrade.newestRecords();
            upgrade.deletions();
            StoreMark.readFormer(store).write(upgrade.batch);
            upgrade.changed();
            upgrade.write();
        } finally {
            upgrade.batch.close();
        }
        store.flush();
        return upgrade.changes;
    }

    private void newestRecords() {
        try (Cursor latest = store.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
            for (; latest.isValid(); latest.next()) {
                byte[] value = latest.value();
                if (!Layout.isGenerationAlone(value)) {
                    continue;
                }
                byte[] key = latest.key();
                long revision = Layout.generation(value).modRevision();
                byte[] record =
                        store.get(Family.VERSIONS, Layout.versionKey(UnsafeByteOperations.unsafeWrap(key), revision));
                if (record == null || !Layout.isPut(record)) {
                    throw new StorageFault("a key's newest version, of revision " + revision + ", is missing", true);
                }
                batch.put(Family.LATEST, key, Layout.latest(revision, record));
                changed();
            }
        }
    }

    private void deletions() {
        try (Cursor versions = store.cursor(Family.VERSIONS, null, null, Direction.FORWARD)) {
            for (; versions.isValid(); versions.next()) {
                byte[] value = versions.value();
                if (value.length > 0 && Layout.isTombstone(value)) {
                    batch.put(Family.DELETED, versions.key(), Layout.NOTHING);
                    changed();
                }
            }
        }
    }

    private void changed() {
        changes++;
        if (++unwritten == CHANGES_IN_A_BATCH) {
            write();
        }
    }

    private void write() {
        store.write(batch);
        batch.close();
        batch = store.newBatch();
        unwritten = 0;
    }
}
