package io.jukung.store.apply;

import io.jukung.store.Release;

/**
 * What the members have in common.
 *
 * @param version the lowest release all members run, {@code major.minor.0}; empty: not known yet
 * @param format of the entries that are written to the log, read by all members
 * @param downgrade the version that members may be taken back to; empty: none
 */
public record ClusterVersion(String version, int format, String downgrade) {

    /** Before a leader has asked. */
    public static final ClusterVersion UNKNOWN = new ClusterVersion("", CommandCodec.FIRST_FORMAT, "");

    public boolean known() {
        return !version.isEmpty();
    }

    /** As clients are told it: until it is known, that of the first release. */
    public String shown() {
        return known() ? version : Release.FIRST.clusterVersion();
    }

    public boolean downgrading() {
        return !downgrade.isEmpty();
    }

    ClusterVersion raised(String newVersion, int newFormat) {
        return new ClusterVersion(newVersion, Math.max(CommandCodec.FIRST_FORMAT, newFormat), downgrade);
    }

    ClusterVersion withDowngrade(String target) {
        return new ClusterVersion(version, format, target);
    }
}
