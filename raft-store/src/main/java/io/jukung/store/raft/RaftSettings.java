package io.jukung.store.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * What of Ratis is set, all in one place.
 *
 * @param directory of the log
 * @param electionTimeout without a word from the leader, a follower stands after 0.6 to 2.4 of these: Ratis waits for a
 *     whole random time-out anew when the one that runs ends too soon after the last word
 * @param diskPatience for one write of the log, as it is now: a member whose disk takes longer does not stand
 * @param snapshotCount entries applied between two snapshots, as it is now
 * @param catchUpEntries entries kept behind a snapshot for members that lag a little
 * @param segmentBytes size of a log file: what a purge can free at a time
 * @param unsafeNoFsync whether entries are acknowledged that were never synced
 * @param maxEntryBytes of one log entry
 */
public record RaftSettings(
        Path directory,
        Duration electionTimeout,
        Supplier<Duration> diskPatience,
        LongSupplier snapshotCount,
        long catchUpEntries,
        long segmentBytes,
        boolean unsafeNoFsync,
        int maxEntryBytes) {

    /** How often it is looked whether a snapshot is due: Ratis itself reads its threshold once. */
    private static final long SNAPSHOT_LOOK = 1000;

    private static final TimeDuration ZERO = TimeDuration.valueOf(0, TimeUnit.MILLISECONDS);

    RaftProperties properties() {
        var properties = new RaftProperties();
        properties.set("raft.rpc.type", PeerRpcType.class.getName());
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));

        long timeout = electionTimeout.toMillis();
        RaftServerConfigKeys.Rpc.setTimeoutMin(
                properties, TimeDuration.valueOf(6 * timeout / 10, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(
                properties, TimeDuration.valueOf(12 * timeout / 10, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, TimeDuration.valueOf(timeout / 4, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, TimeDuration.valueOf(timeout, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, TimeDuration.valueOf(timeout, TimeUnit.MILLISECONDS));

        // Every commit would else cost one more entry, fsync and replication.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, ZERO);
        // Off, a re-sent entry is acknowledged before its fsync.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, true);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, unsafeNoFsync);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);

        // An entry is a whole group commit: see GroupCommit for its bound.
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(segmentBytes));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(Math.min(segmentBytes, 4 << 20)));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(maxEntryBytes + 4096L));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(maxEntryBytes));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(32 << 20));

        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        // RatisStateMachine reports what is durable less the entries to keep.
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(
                properties, Math.min(SNAPSHOT_LOOK, snapshotCount.getAsLong()) + catchUpEntries);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        // Ratis would keep entries always, also when the disk is nearly full.
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, 0);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        // Ratis writes a snapshot's chunks under the server's lock and without fsync: ours is pulled.
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);

        // (client, call) of proposals is remembered for retries we never make.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, TimeDuration.valueOf(2, TimeUnit.SECONDS));
        // A long pause is for us to judge: Ratis would close itself and stay closed.
        properties.setTimeDuration(RaftServerConfigKeys.CLOSE_THRESHOLD_KEY, TimeDuration.valueOf(1, TimeUnit.DAYS));
        return properties;
    }
}
