package io.jukung.store.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.mvcc.StoreMark;
import org.junit.jupiter.api.Test;

class RecentDigestsTest {

    private static StoreMark mark(long index) {
        return new StoreMark(1, index, index, -1, 1000 + index);
    }

    private static RecentDigests upTo(long last) {
        var digests = new RecentDigests();
        for (long index = 0; index <= last; index++) {
            digests.add(mark(index));
        }
        return digests;
    }

    @Test
    void whatWasAppliedLatelyIsKnown() {
        var digests = upTo(10_000);
        assertThat(digests.at(10_000)).hasValue(11_000);
        assertThat(digests.at(10_000 - RecentDigests.KEPT + 1)).hasValue(11_001 - RecentDigests.KEPT);
    }

    @Test
    void whatIsTooOldOrNotAppliedYetIsNot() {
        var digests = upTo(10_000);
        assertThat(digests.at(10_001)).isEmpty();
        assertThat(digests.at(10_000 - RecentDigests.KEPT)).isEmpty();
        assertThat(digests.at(-1)).isEmpty();
        assertThat(new RecentDigests().at(0)).isEmpty();
    }

    @Test
    void theNewestIsSettledOnceNothingCameAfterIt() {
        assertThat(new RecentDigests().settled(null)).isNull();
        assertThat(upTo(70).settled(null)).isEqualTo(mark(70));
        assertThat(upTo(70).settled(mark(70))).isEqualTo(mark(70));
    }

    @Test
    void underLoadSettledIsWhatWasTheNewestBefore() {
        assertThat(upTo(70).settled(mark(40))).isEqualTo(mark(40));
    }

    @Test
    void underHeavyLoadSettledIsStillOneThatAllRemember() {
        assertThat(upTo(20_000).settled(mark(40))).isEqualTo(mark(20_000 - RecentDigests.KEPT / 2));
    }

    @Test
    void entriesWithoutADigestArePassedOver() {
        var digests = new RecentDigests();
        digests.add(mark(30));
        digests.add(mark(50));
        assertThat(digests.settled(mark(45))).isEqualTo(mark(30));
    }
}
