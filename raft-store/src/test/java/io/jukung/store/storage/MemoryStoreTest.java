package io.jukung.store.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryStoreTest extends OrderedStoreContract {

    @Override
    OrderedStore open() {
        return new MemoryStore();
    }

    private static void put(MemoryStore store, String key) {
        try (StoreBatch batch = store.newBatch()) {
            batch.put(Family.LATEST, bytes(key), bytes("value"));
            store.write(batch);
        }
    }

    @Test
    void aCrashLosesWhatWasNotFlushed() {
        MemoryStore store = new MemoryStore();
        put(store, "flushed");
        store.flush();
        put(store, "lost");
        MemoryStore after = store.afterCrash();
        assertThat(after.get(Family.LATEST, bytes("flushed"))).isNotNull();
        assertThat(after.get(Family.LATEST, bytes("lost"))).isNull();
        put(after, "later");
        assertThat(store.get(Family.LATEST, bytes("later"))).isNull();
    }

    @Test
    void aCopyHasItAllAndSurvivesACrash() {
        MemoryStore store = new MemoryStore();
        put(store, "a");
        MemoryStore copy = store.copy().afterCrash();
        put(store, "b");
        assertThat(copy.get(Family.LATEST, bytes("a"))).isNotNull();
        assertThat(copy.get(Family.LATEST, bytes("b"))).isNull();
    }
}
