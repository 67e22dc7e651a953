package io.jukung.store.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final int VALUE_BYTES = 100;

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(UTF_8);
    }

    private static void put(KeyRing ring, int number, long revision) {
        ring.put(key(number), new KeyRing.Entry(revision, new byte[VALUE_BYTES]));
    }

    private static long revision(KeyRing ring, int number) {
        KeyRing.Entry entry = ring.find(key(number));
        return entry == null ? 0 : entry.modRevision();
    }

    @Test
    void whatItKnowsIsTheNewestVersion() {
        KeyRing ring = new KeyRing(20_000);
        Map<Integer, Long> newest = new HashMap<>();
        Random random = new Random(7);
        int known = 0;
        for (long revision = 1; revision <= 20_000; revision++) {
            int number = random.nextInt(200);
            if (random.nextInt(4) == 0) {
                ring.remove(key(number));
                newest.remove(number);
            } else {
                put(ring, number, revision);
                newest.put(number, revision);
            }
            int asked = random.nextInt(200);
            long found = revision(ring, asked);
            if (found != 0) {
                known++;
                assertThat(found).isEqualTo(newest.get(asked));
            }
        }
        assertThat(known).isPositive();
    }

    @Test
    void forgetsWhatWasNotWrittenForLong() {
        KeyRing ring = new KeyRing(20_000);
        for (int number = 0; number < 1000; number++) {
            put(ring, number, number + 1);
        }
        int known = 0;
        for (int number = 0; number < 1000; number++) {
            known += revision(ring, number) == 0 ? 0 : 1;
        }
        assertThat(revision(ring, 999)).isEqualTo(1000);
        assertThat(revision(ring, 0)).isZero();
        // Each takes a hundred bytes of value and more.
        assertThat(known).isBetween(1, 200);
    }

    @Test
    void aLargeRecordTakesNobodysPlace() {
        KeyRing ring = new KeyRing(20_000);
        put(ring, 1, 1);
        put(ring, 2, 2);
        ring.put(key(2), new KeyRing.Entry(3, new byte[10_000]));
        assertThat(revision(ring, 1)).isEqualTo(1);
        assertThat(revision(ring, 2)).isZero();
    }

    @Test
    void aReaderNeverSeesARecordHalfOverwritten() throws Exception {
        KeyRing ring = new KeyRing(20_000);
        var stop = new AtomicBoolean();
        var seen = new AtomicLong();
        var reader = CompletableFuture.runAsync(() -> {
            Random random = new Random(3);
            while (!stop.get()) {
                int number = random.nextInt(100);
                KeyRing.Entry entry = ring.find(key(number));
                if (entry != null) {
                    byte[] expected = new byte[VALUE_BYTES];
                    Arrays.fill(expected, (byte) entry.modRevision());
                    assertThat(entry.bytes()).isEqualTo(expected);
                    assertThat(entry.modRevision() % 100).isEqualTo(number);
                    seen.incrementAndGet();
                }
            }
        });
        for (long revision = 1; revision < 3_000_000 && !reader.isDone(); revision++) {
            byte[] value = new byte[VALUE_BYTES];
            Arrays.fill(value, (byte) revision);
            ring.put(key((int) (revision % 100)), new KeyRing.Entry(revision, value));
        }
        stop.set(true);
        reader.get(30, TimeUnit.SECONDS);
        assertThat(seen).hasPositiveValue();
    }
}
