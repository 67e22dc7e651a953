package io.jukung.store.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link OrderedStore} must do. */
abstract class OrderedStoreContract {

    private OrderedStore store;

    abstract OrderedStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    void put(String... keys) {
        try (StoreBatch batch = store.newBatch()) {
            for (String key : keys) {
                batch.put(Family.LATEST, bytes(key), bytes("value of " + key));
            }
            store.write(batch);
        }
    }

    List<String> keys(OrderedReader reader, String from, String to, Direction direction) {
        List<String> keys = new ArrayList<>();
        try (Cursor cursor = reader.cursor(
                Family.LATEST, from == null ? null : bytes(from), to == null ? null : bytes(to), direction)) {
            for (; cursor.isValid(); cursor.next()) {
                keys.add(text(cursor.key()));
                assertThat(text(cursor.value())).isEqualTo("value of " + text(cursor.key()));
            }
        }
        return keys;
    }

    @Test
    void aFreshStoreIsEmpty() {
        assertThat(store.get(Family.LATEST, bytes("a"))).isNull();
        assertThat(keys(store, null, null, Direction.FORWARD)).isEmpty();
        assertThat(keys(store, null, null, Direction.REVERSE)).isEmpty();
    }

    @Test
    void familiesAreSeparate() {
        try (StoreBatch batch = store.newBatch()) {
            batch.put(Family.LATEST, bytes("a"), bytes("1"));
            batch.put(Family.META, bytes("a"), bytes("2"));
            store.write(batch);
        }
        assertThat(text(store.get(Family.LATEST, bytes("a")))).isEqualTo("1");
        assertThat(text(store.get(Family.META, bytes("a")))).isEqualTo("2");
        assertThat(store.get(Family.LOG, bytes("a"))).isNull();
    }

    @Test
    void theLastChangeOfAKeyInABatchWins() {
        put("gone");
        try (StoreBatch batch = store.newBatch()) {
            batch.put(Family.LATEST, bytes("a"), bytes("1"));
            batch.put(Family.LATEST, bytes("a"), bytes("2"));
            batch.put(Family.LATEST, bytes("gone"), bytes("3"));
            batch.delete(Family.LATEST, bytes("gone"));
            batch.delete(Family.LATEST, bytes("never there"));
            store.write(batch);
        }
        assertThat(text(store.get(Family.LATEST, bytes("a")))).isEqualTo("2");
        assertThat(store.get(Family.LATEST, bytes("gone"))).isNull();
    }

    @Test
    void nothingOfABatchIsSeenBeforeItIsWritten() {
        try (StoreBatch batch = store.newBatch()) {
            batch.put(Family.LATEST, bytes("a"), bytes("1"));
            assertThat(store.get(Family.LATEST, bytes("a"))).isNull();
        }
        assertThat(store.get(Family.LATEST, bytes("a"))).isNull();
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() {
        put("b", "a", "\u00ff", "\u0080", "a\u0000", "", "ab");
        assertThat(keys(store, null, null, Direction.FORWARD))
                .containsExactly("", "a", "a\u0000", "ab", "b", "\u0080", "\u00ff");
        assertThat(keys(store, null, null, Direction.REVERSE))
                .containsExactly("\u00ff", "\u0080", "b", "ab", "a\u0000", "a", "");
    }

    @Test
    void boundsHoldInBothDirections() {
        put("a", "b", "c", "d");
        assertThat(keys(store, "b", "d", Direction.FORWARD)).containsExactly("b", "c");
        assertThat(keys(store, "b", "d", Direction.REVERSE)).containsExactly("c", "b");
        assertThat(keys(store, "aa", null, Direction.REVERSE)).containsExactly("d", "c", "b");
        assertThat(keys(store, null, "c", Direction.FORWARD)).containsExactly("a", "b");
        assertThat(keys(store, "c", "c", Direction.FORWARD)).isEmpty();
        assertThat(keys(store, "c", "b", Direction.FORWARD)).isEmpty();
        assertThat(keys(store, "c", "b", Direction.REVERSE)).isEmpty();
    }

    @Test
    void seekStaysWithinTheBounds() {
        put("a", "c", "e", "g");
        try (Cursor cursor = store.cursor(Family.LATEST, bytes("b"), bytes("f"), Direction.FORWARD)) {
            cursor.seek(bytes("d"));
            assertThat(text(cursor.key())).isEqualTo("e");
            cursor.seek(bytes("a"));
            assertThat(text(cursor.key())).isEqualTo("c");
            cursor.seek(bytes("c"));
            assertThat(text(cursor.key())).isEqualTo("c");
            cursor.seek(bytes("f"));
            assertThat(cursor.isValid()).isFalse();
        }
        try (Cursor cursor = store.cursor(Family.LATEST, bytes("b"), bytes("f"), Direction.REVERSE)) {
            cursor.seek(bytes("d"));
            assertThat(text(cursor.key())).isEqualTo("c");
            cursor.seek(bytes("z"));
            assertThat(text(cursor.key())).isEqualTo("e");
            cursor.seek(bytes("c"));
            assertThat(text(cursor.key())).isEqualTo("c");
            cursor.seek(bytes("a"));
            assertThat(cursor.isValid()).isFalse();
        }
    }

    @Test
    void aSnapshotAndACursorDoNotSeeLaterWrites() {
        put("a");
        try (StoreSnapshot snapshot = store.snapshot();
                Cursor cursor = store.cursor(Family.LATEST, null, null, Direction.FORWARD)) {
            put("b");
            try (StoreBatch batch = store.newBatch()) {
                batch.delete(Family.LATEST, bytes("a"));
                store.write(batch);
            }
            assertThat(keys(snapshot, null, null, Direction.FORWARD)).containsExactly("a");
            assertThat(snapshot.get(Family.LATEST, bytes("a"))).isNotNull();
            assertThat(snapshot.get(Family.LATEST, bytes("b"))).isNull();
            assertThat(text(cursor.key())).isEqualTo("a");
            cursor.next();
            assertThat(cursor.isValid()).isFalse();
        }
        assertThat(keys(store, null, null, Direction.FORWARD)).containsExactly("b");
    }

    @Test
    void flushAndSizeDoNotChangeWhatIsRead() {
        put("a", "b");
        store.flush();
        assertThat(store.sizeBytes()).isPositive();
        assertThat(keys(store, null, null, Direction.FORWARD)).containsExactly("a", "b");
    }

    @Test
    void agreesWithASortedMapOnRandomWrites() {
        Random random = new Random(7);
        TreeMap<String, String> model = new TreeMap<>();
        for (int round = 0; round < 200; round++) {
            try (StoreBatch batch = store.newBatch()) {
                for (int change = 0; change < 10; change++) {
                    String key = "k" + random.nextInt(300);
                    if (random.nextInt(3) == 0) {
                        batch.delete(Family.LATEST, bytes(key));
                        model.remove(key);
                    } else {
                        batch.put(Family.LATEST, bytes(key), bytes("value of " + key));
                        model.put(key, "value of " + key);
                    }
                }
                store.write(batch);
            }
            String from = "k" + random.nextInt(300);
            String to = "k" + random.nextInt(300);
            List<String> expected = from.compareTo(to) > 0
                    ? List.of()
                    : List.copyOf(model.subMap(from, to).keySet());
            assertThat(keys(store, from, to, Direction.FORWARD)).isEqualTo(expected);
            assertThat(keys(store, from, to, Direction.REVERSE)).isEqualTo(expected.reversed());
        }
    }
}
