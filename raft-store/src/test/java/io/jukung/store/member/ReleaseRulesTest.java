package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.Release;
import io.jukung.store.apply.ClusterVersion;
import io.jukung.store.apply.Command;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseRulesTest {

    private static final Release OLD = new Release("3.6.14", 1, 1);
    private static final Release NEW = new Release("3.7.2", 2, 1);
    private static final Release TENTH = new Release("3.10.0", 3, 2);

    private static Optional<Command> next(ClusterVersion now, @Nullable Release... members) {
        List<Optional<Release>> answers = Arrays.stream(members)
                .<Optional<Release>>map(Optional::ofNullable)
                .toList();
        return ReleaseRules.next(now, NEW, answers);
    }

    private static Optional<Command> set(String version, int format) {
        return Optional.of(new Command.ClusterVersionSet(0, version, format));
    }

    @Test
    void theVersionIsThatOfTheLowestMemberOnceAllHaveTold() {
        assertThat(next(ClusterVersion.UNKNOWN, NEW, OLD, TENTH)).isEqualTo(set("3.6.0", 1));
        assertThat(next(ClusterVersion.UNKNOWN, NEW, TENTH)).isEqualTo(set("3.7.0", 2));
        assertThat(next(ClusterVersion.UNKNOWN, NEW, null)).isEmpty();
        assertThat(next(ClusterVersion.UNKNOWN)).isEmpty();
        var mixed = new ClusterVersion("3.6.0", 1, "");
        assertThat(next(mixed, NEW, OLD)).isEmpty();
        assertThat(next(mixed, NEW, null)).isEmpty();
        assertThat(next(mixed, NEW, NEW)).isEqualTo(set("3.7.0", 2));
        assertThat(next(mixed, OLD, new Release("3.6.20", 2, 1))).isEmpty();
        assertThat(next(mixed, new Release("3.6.20", 2, 1))).isEqualTo(set("3.6.0", 2));
    }

    @Test
    void itNeverFallsUnlessADowngradeIsAskedFor() {
        assertThat(next(new ClusterVersion("3.7.0", 2, ""), NEW, OLD)).isEmpty();
        assertThat(next(new ClusterVersion("3.10.0", 3, ""), NEW)).isEmpty();
        var asked = new ClusterVersion("3.7.0", 2, "3.6.0");
        assertThat(next(asked, NEW, NEW)).isEqualTo(set("3.6.0", 1));
        assertThat(next(asked, NEW, null)).isEmpty();
    }

    @Test
    void aDowngradeEndsWhenAllMembersRunItsRelease() {
        var under = new ClusterVersion("3.6.0", 1, "3.6.0");
        assertThat(next(under, NEW, OLD)).isEmpty();
        assertThat(next(under, OLD, null)).isEmpty();
        assertThat(next(under, OLD, OLD)).contains(new Command.DowngradeInfoSet(0, ""));
    }

    @Test
    void aStateOfANewerReleaseIsRefused() {
        assertThat(ReleaseRules.refusal(ClusterVersion.UNKNOWN, OLD)).isEmpty();
        assertThat(ReleaseRules.refusal(new ClusterVersion("3.6.0", 1, ""), OLD))
                .isEmpty();
        assertThat(ReleaseRules.refusal(new ClusterVersion("3.6.0", 1, ""), TENTH))
                .isEmpty();
        assertThat(ReleaseRules.refusal(new ClusterVersion("3.7.0", 2, ""), OLD).orElseThrow())
                .contains("version 3.7.0 and format 2", "this release, 3.6.14, reads up to format 1");
        assertThat(ReleaseRules.refusal(new ClusterVersion("3.6.0", 2, ""), OLD))
                .isPresent();
        assertThat(ReleaseRules.refusal(new ClusterVersion("3.10.0", 1, ""), NEW))
                .isPresent();
    }
}
