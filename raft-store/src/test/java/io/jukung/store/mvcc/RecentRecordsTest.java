package io.jukung.store.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentRecordsTest {

    private static final int VALUE_BYTES = 100;

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(UTF_8);
    }

    private static void put(RecentRecords records, int number, long revision) {
        records.put(key(number), new RecentRecords.Entry(revision, new byte[VALUE_BYTES]));
    }

    private static long revision(RecentRecords records, int number) {
        RecentRecords.Entry entry = records.find(ByteString.copyFrom(key(number)));
        return entry == null ? 0 : entry.modRevision();
    }

    @Test
    void whatItKnowsIsTheNewestVersion() {
        RecentRecords records = new RecentRecords(20_000);
        Map<Integer, Long> newest = new HashMap<>();
        Random random = new Random(7);
        int known = 0;
        for (long revision = 1; revision <= 20_000; revision++) {
            int number = random.nextInt(200);
            if (random.nextInt(4) == 0) {
                records.remove(ByteString.copyFrom(key(number)));
                newest.remove(number);
            } else {
                put(records, number, revision);
                newest.put(number, revision);
            }
            int asked = random.nextInt(200);
            long found = revision(records, asked);
            if (found != 0) {
                known++;
                assertThat(found).isEqualTo(newest.get(asked));
            }
        }
        assertThat(known).isPositive();
    }

    @Test
    void forgetsWhatWasNotWrittenForLong() {
        RecentRecords records = new RecentRecords(20_000);
        for (int number = 0; number < 1000; number++) {
            put(records, number, number + 1);
        }
        int known = 0;
        for (int number = 0; number < 1000; number++) {
            known += revision(records, number) == 0 ? 0 : 1;
        }
        assertThat(revision(records, 999)).isEqualTo(1000);
        assertThat(revision(records, 0)).isZero();
        // Each takes a hundred bytes of value and more.
        assertThat(known).isBetween(1, 200);
    }

    @Test
    void aLargeRecordTakesNobodysPlace() {
        RecentRecords records = new RecentRecords(20_000);
        put(records, 1, 1);
        put(records, 2, 2);
        records.put(key(2), new RecentRecords.Entry(3, new byte[10_000]));
        assertThat(revision(records, 1)).isEqualTo(1);
        assertThat(revision(records, 2)).isZero();
    }
}
