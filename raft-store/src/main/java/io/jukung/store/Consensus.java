package io.jukung.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the log is replicated and kept.
 *
 * @param heartbeatInterval how often the leader is heard when nothing happens; informative, three tenths of the
 *     election timeout is what is kept
 * @param electionTimeout 50 ms to 50 s; a follower that hears nothing stands for election after 0.6 to 2.4 of these
 * @param snapshotCount log entries applied between snapshots
 * @param snapshotCatchupEntries log entries kept behind a snapshot for members that lag
 * @param walSegmentBytes size above which a log file is closed and another begun, 16 KiB to 1 GiB; the log is deleted by whole
 *     files, so a member that lags by less than one never needs a snapshot
 * @param walDir where the log is kept, for a disk of its own; null: in the data directory
 * @param unsafeNoFsync whether nothing is waited for until it is on disk: what was acknowledged can be lost
 */
public record Consensus(
        Duration heartbeatInterval,
        Duration electionTimeout,
        long snapshotCount,
        long snapshotCatchupEntries,
        long walSegmentBytes,
        @Nullable Path walDir,
        boolean unsafeNoFsync)
        implements StoreConfig.Part {

    /** etcd's. */
    public static final Consensus DEFAULT =
            new Consensus(Duration.ofMillis(100), Duration.ofMillis(1000), 10_000, 5_000, 16 << 20, null, false);

    public Consensus {
        StoreConfig.require(
                electionTimeout.toMillis() >= 50 && electionTimeout.toMillis() <= 50_000,
                "election-timeout: must be 50 to 50000 ms, is " + electionTimeout.toMillis());
        StoreConfig.require(
                electionTimeout.compareTo(heartbeatInterval.multipliedBy(5)) >= 0,
                "election-timeout: must be at least five times heartbeat-interval (" + heartbeatInterval.toMillis()
                        + " ms), is " + electionTimeout.toMillis() + " ms");
        StoreConfig.require(snapshotCount > 0, "snapshot-count: must be positive, is " + snapshotCount);
        StoreConfig.require(snapshotCatchupEntries >= 0, "snapshot-catchup-entries: must not be negative");
        StoreConfig.require(
                walSegmentBytes >= 16 << 10 && walSegmentBytes <= 1 << 30,
                "wal-segment-bytes: must be 16384 to 1073741824, is " + walSegmentBytes);
    }

    /** How long a request may take before it fails, etcd's: five seconds for a disk, and two elections. */
    public Duration requestTimeout() {
        return Duration.ofSeconds(5).plus(electionTimeout.multipliedBy(2));
    }

    /** Snapshots every {@code count} log entries, keeping {@code catchup} behind them in files of {@code segment} bytes. */
    public Consensus withSnapshots(long count, long catchup, long segment) {
        return new Consensus(heartbeatInterval, electionTimeout, count, catchup, segment, walDir, unsafeNoFsync);
    }
}
