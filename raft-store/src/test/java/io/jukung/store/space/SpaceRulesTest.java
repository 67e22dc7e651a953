package io.jukung.store.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceRulesTest {

    private static final int MAX_REQUEST = 2;

    /** A disk of 1000, and 100 of it in reserve: short below 100, ample from 125. */
    private static final SpaceRules RESERVE = new SpaceRules(100, 0, MAX_REQUEST);

    /** Short above 1000, ample up to 900. */
    private static final SpaceRules QUOTA = new SpaceRules(0, 1000, MAX_REQUEST);

    private static SpaceReading disk(long free, long unflushed) {
        return new SpaceReading(List.of(new DiskSpace("/data (disk)", 1000, free)), unflushed, 0);
    }

    private static SpaceReading data(long size) {
        return new SpaceReading(List.of(new DiskSpace("/data (disk)", 1000, 1)), 0, size);
    }

    @ParameterizedTest
    @CsvSource({
        // free, unflushed, alarm, step
        "900, 0, OFF, KEEP",
        "100, 0, OFF, KEEP",
        "99, 0, OFF, RAISE",
        "130, 31, OFF, RAISE",
        "99, 0, OWN, KEEP",
        "110, 0, OWN, KEEP",
        "124, 0, OWN, KEEP",
        "125, 0, OWN, DISARM",
        "155, 31, OWN, KEEP",
        "900, 0, OWN, DISARM",
        "0, 0, OPERATORS, KEEP",
        "900, 0, OPERATORS, KEEP",
    })
    void theAlarmFollowsTheDisk(long free, long unflushed, AlarmState alarm, SpaceStep step) {
        assertThat(RESERVE.next(disk(free, unflushed), alarm)).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({
        "0, OFF, KEEP",
        "1000, OFF, KEEP",
        "1001, OFF, RAISE",
        "1001, OWN, KEEP",
        "901, OWN, KEEP",
        "900, OWN, DISARM",
        "0, OPERATORS, KEEP",
    })
    void theAlarmFollowsTheQuota(long size, AlarmState alarm, SpaceStep step) {
        assertThat(QUOTA.next(data(size), alarm)).isEqualTo(step);
    }

    @Test
    void aWriteIsReckonedTwiceOnTheDiskAndOnceInTheQuota() {
        assertThat(RESERVE.admit(disk(120, 0), 10)).isTrue();
        assertThat(RESERVE.admit(disk(120, 0), 11)).isFalse();
        assertThat(QUOTA.admit(data(990), 10)).isTrue();
        assertThat(QUOTA.admit(data(990), 11)).isFalse();
    }

    @Test
    void oneFullFileSystemOfTwoIsEnough() {
        var reading =
                new SpaceReading(List.of(new DiskSpace("/a", 1000, 900), new DiskSpace("/b (tmpfs)", 1000, 50)), 0, 0);
        assertThat(RESERVE.next(reading, AlarmState.OFF)).isEqualTo(SpaceStep.RAISE);
        assertThat(RESERVE.shortage(reading))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("the file system /b (tmpfs) has", "free space on it"));
    }

    @Test
    void ofASmallDiskHalfIsKeptAtMost() {
        var rules = new SpaceRules(1L << 30, 0, 1_572_864);
        var small = new DiskSpace("/small", 64 << 20, 44 << 20);
        assertThat(rules.reserve(small)).isEqualTo(32 << 20);
        assertThat(rules.isAmple(new SpaceReading(List.of(small), 0, 0))).isTrue();
        assertThat(rules.reserve(new DiskSpace("/large", 1L << 40, 0))).isEqualTo(1L << 30);
    }

    /** Else it would be refused, the alarm taken back, and the same asked again, for ever. */
    @Test
    void whatWasTooLargeForAWriteIsNotAmple() {
        var rules = new SpaceRules(64 << 20, 64 << 20, 4 << 20);
        long free = rules.reserve(new DiskSpace("/a", 1L << 30, 0)) + (7 << 20);
        var disk = new SpaceReading(List.of(new DiskSpace("/a", 1L << 30, free)), 0, 0);
        assertThat(rules.admit(disk, 4 << 20)).isFalse();
        assertThat(rules.isAmple(disk)).isFalse();
        var data = new SpaceReading(List.of(), 0, 61 << 20);
        assertThat(rules.admit(data, 4 << 20)).isFalse();
        assertThat(rules.isAmple(data)).isFalse();
    }

    @Test
    void withoutReserveAndQuotaNothingIsShort() {
        var rules = new SpaceRules(0, 0, MAX_REQUEST);
        var full = disk(0, 500);
        assertThat(rules.admit(full, 1000)).isTrue();
        assertThat(rules.next(full, AlarmState.OFF)).isEqualTo(SpaceStep.KEEP);
        assertThat(rules.next(full, AlarmState.OWN)).isEqualTo(SpaceStep.DISARM);
        assertThat(rules.shortage(full)).isEmpty();
    }

    @Test
    void aShortageNamesWhatIsScarce() {
        assertThat(QUOTA.shortage(data(950)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("quota-backend-bytes", "compact"));
        assertThat(RESERVE.shortage(disk(900, 0))).isEmpty();
    }
}
