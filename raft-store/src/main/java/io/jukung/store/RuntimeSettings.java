package io.jukung.store;

import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.store.Space.CompactionMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What can be changed while a member runs: its flags, and over them what is set for the cluster.
 *
 * @param logLevel debug, info, warn or error; empty: what the process was started with
 */
public record RuntimeSettings(
        Space space, Limits limits, Connections connections, Consensus consensus, Slowness slowness, String logLevel) {

    private static final Set<String> LOG_LEVELS = Set.of("", "debug", "info", "warn", "error");

    public RuntimeSettings {
        StoreConfig.require(
                LOG_LEVELS.contains(logLevel), "log-level: must be debug, info, warn or error, is " + logLevel);
    }

    /**
     * A member's flags, with the settings in their place.
     *
     * @throws IllegalArgumentException naming a setting that is out of its range
     */
    public static RuntimeSettings of(StoreConfig flags, ClusterSettings set) {
        StoreConfig.require(
                set.hasAutoCompactionMode() == set.hasAutoCompactionRetention(),
                "auto-compaction-mode and auto-compaction-retention: are set together");
        var space = flags.space();
        var limits = flags.limits();
        var consensus = flags.consensus();
        var slowness = flags.slowness();
        return new RuntimeSettings(
                space.with(
                        set.hasQuotaBackendBytes() ? set.getQuotaBackendBytes() : space.quotaBackendBytes(),
                        set.hasAutoCompactionMode() ? mode(set.getAutoCompactionMode()) : space.compactionMode(),
                        set.hasAutoCompactionRetention()
                                ? set.getAutoCompactionRetention()
                                : space.compactionRetention()),
                new Limits(
                        set.hasMaxTxnOps() ? whole("max-txn-ops", set.getMaxTxnOps()) : limits.maxTxnOps(),
                        limits.maxRequestBytes(),
                        set.hasWatchProgressNotifyIntervalMillis()
                                ? Duration.ofMillis(set.getWatchProgressNotifyIntervalMillis())
                                : limits.watchProgressNotifyInterval()),
                set.hasMaxClientConnections()
                        ? flags.connections()
                                .withMaxClients(whole("max-client-connections", set.getMaxClientConnections()))
                        : flags.connections(),
                consensus.withSnapshots(
                        set.hasSnapshotCount() ? set.getSnapshotCount() : consensus.snapshotCount(),
                        consensus.snapshotCatchupEntries(),
                        consensus.walSegmentBytes()),
                new Slowness(
                        set.hasWarningApplyDurationMillis()
                                ? Duration.ofMillis(set.getWarningApplyDurationMillis())
                                : slowness.apply(),
                        set.hasWarningUnaryRequestDurationMillis()
                                ? Duration.ofMillis(set.getWarningUnaryRequestDurationMillis())
                                : slowness.unaryRequest(),
                        set.hasDiskStallThresholdMillis()
                                ? Duration.ofMillis(set.getDiskStallThresholdMillis())
                                : slowness.diskStall()),
                set.getLogLevel());
    }

    /** What one write to the log's disk may take before this member does not lead. */
    public Duration diskPatience() {
        return slowness.diskStall().isZero() ? consensus.electionTimeout() : slowness.diskStall();
    }

    /** The same as a message: every field that can be set. */
    public ClusterSettings message() {
        return ClusterSettings.newBuilder()
                .setQuotaBackendBytes(space.quotaBackendBytes())
                .setAutoCompactionMode(space.compactionMode().name().toLowerCase(Locale.ROOT))
                .setAutoCompactionRetention(space.compactionRetention())
                .setMaxTxnOps(limits.maxTxnOps())
                .setWatchProgressNotifyIntervalMillis(
                        limits.watchProgressNotifyInterval().toMillis())
                .setMaxClientConnections(connections.maxClients())
                .setSnapshotCount(consensus.snapshotCount())
                .setLogLevel(logLevel)
                .setWarningApplyDurationMillis(slowness.apply().toMillis())
                .setWarningUnaryRequestDurationMillis(slowness.unaryRequest().toMillis())
                .setDiskStallThresholdMillis(slowness.diskStall().toMillis())
                .build();
    }

    private static CompactionMode mode(String text) {
        return switch (text) {
            case "periodic" -> CompactionMode.PERIODIC;
            case "revision" -> CompactionMode.REVISION;
            default ->
                throw new IllegalArgumentException("auto-compaction-mode: must be periodic or revision, is " + text);
        };
    }

    private static int whole(String name, long value) {
        StoreConfig.require(value <= Integer.MAX_VALUE, name + ": is too large: " + value);
        return (int) value;
    }
}
