package io.jukung.store.member;

import io.jukung.store.Release;
import io.jukung.store.apply.ClusterVersion;
import io.jukung.store.apply.Command;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * When the cluster's version changes, as in etcd 3.6: up to that of the lowest member once all have told theirs; down by
 * one minor version when an operator has asked for a downgrade, which ends by itself when all members run that release.
 */
final class ReleaseRules {

    /** Versions as numbers. */
    static final Comparator<String> BY_NUMBER = (one, other) -> Arrays.compare(numbers(one), numbers(other));

    private ReleaseRules() {}

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * What the leader has to propose now.
     *
     * @param self the leader's release
     * @param members what each member says; one that does not answer is empty
     */
    static Optional<Command> next(ClusterVersion now, Release self, Collection<Optional<Release>> members) {
        if (members.isEmpty() || members.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        var releases = members.stream().flatMap(Optional::stream).toList();
        int format = releases.stream().mapToInt(Release::format).min().orElseThrow();
        if (now.downgrading()) {
            var target = now.downgrade();
            if (releases.stream().allMatch(release -> release.clusterVersion().equals(target))) {
                return Optional.of(new Command.DowngradeInfoSet(0, ""));
            }
            return now.version().equals(target)
                    ? Optional.empty()
                    : Optional.of(new Command.ClusterVersionSet(0, target, Math.min(format, self.formatBefore())));
        }
        var lowest =
                releases.stream().map(Release::clusterVersion).min(BY_NUMBER).orElseThrow();
        boolean rises = !now.known() || BY_NUMBER.compare(lowest, now.version()) > 0;
        boolean same = now.known() && lowest.equals(now.version());
        return rises || (same && format > now.format())
                ? Optional.of(new Command.ClusterVersionSet(0, lowest, format))
                : Optional.empty();
    }

    /** Why a release cannot work on a state, as the end of a sentence; empty if it can. */
    static Optional<String> refusal(ClusterVersion state, Release release) {
        if (state.format() <= release.format()
                && (!state.known() || BY_NUMBER.compare(state.version(), release.clusterVersion()) <= 0)) {
            return Optional.empty();
        }
        return Optional.of("is of a cluster at version %s and format %d; this release, %s, reads up to format %d: "
                        .formatted(state.version(), state.format(), release.version(), release.format())
                + "start it with the release that wrote it, or downgrade the cluster first");
    }
}
