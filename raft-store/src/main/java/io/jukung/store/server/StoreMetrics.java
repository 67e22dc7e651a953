package io.jukung.store.server;

import io.jukung.store.Release;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.MembershipKeeper;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.space.DiskSpace;
import io.jukung.store.space.SpaceWatch;
import io.jukung.store.watch.WatchCounts;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** What a member says about itself under {@code /metrics}, in etcd's names where the thing is the same. */
public final class StoreMetrics {

    private static final Pattern GAUGES_CALLED_TOTAL =
            Pattern.compile("(?m)^(# TYPE etcd_(?:debugging_mvcc_(?:watch_stream|watcher|slow_watcher)"
                    + "|server_(?:proposals_(?:committed|applied)|snapshot_apply_in_progress))_total) counter$");

    private final PrometheusRegistry registry;
    private final CallbackMetrics metrics;

    public StoreMetrics(
            PrometheusRegistry registry,
            Release release,
            ReplicatedLog<?> log,
            MemberState state,
            GroupCommit groupCommit,
            long memberId,
            SpaceWatch space,
            SlowApplies slow) {
        this.registry = registry;
        this.metrics = new CallbackMetrics(registry);
        metrics.gauge(
                "etcd_server_has_leader",
                "Whether or not a leader exists. 1 is existence, 0 is not.",
                () -> log.leader() == 0 ? 0 : 1);
        metrics.gauge(
                "etcd_server_is_leader",
                "Whether or not this member is a leader. 1 if is, 0 otherwise.",
                () -> log.leads() ? 1 : 0);
        metrics.gauge(
                "etcd_server_is_learner",
                "Whether or not this member is a learner. 1 if is, 0 otherwise.",
                () -> state.peek().cluster().isLearner(memberId) ? 1 : 0);
        metrics.counter(
                "etcd_server_snapshot_apply_in_progress",
                "1 if the server is applying the incoming snapshot. 0 if none.",
                () -> state.isFetching() ? 1 : 0);
        metrics.gauge(
                "etcd_server_proposals_pending",
                "The current number of pending proposals to commit.",
                groupCommit::pending);
        metrics.gauge(
                "etcd_server_quota_backend_bytes",
                "Current backend storage quota size in bytes.",
                () -> space.rules().quotaBytes());
        perDisk(
                "jukung_store_disk_free_bytes",
                "Bytes free on a file system of the data directory.",
                space,
                DiskSpace::freeBytes);
        perDisk(
                "jukung_store_disk_reserve_bytes",
                "Bytes of it below which writes that grow the store are refused.",
                space,
                space.rules()::reserve);
        metrics.counter(
                "etcd_server_proposals_committed",
                "The total number of consensus proposals committed.",
                log::commitIndex);
        metrics.counter(
                "etcd_server_proposals_applied",
                "The total number of consensus proposals applied.",
                () -> state.progress().get());
        metrics.gauge(
                "etcd_mvcc_db_total_size_in_bytes",
                "Total size of the underlying database physically allocated in bytes.",
                () -> sizeOf(state));
        metrics.gauge(
                "etcd_mvcc_db_total_size_in_use_in_bytes",
                "Total size of the underlying database logically in use in bytes.",
                () -> sizeOf(state));
        metrics.gauge(
                "etcd_debugging_mvcc_current_revision",
                "The current revision of store.",
                () -> state.peek().revision());
        metrics.gauge(
                "etcd_debugging_mvcc_compact_revision",
                "The revision of the last compaction in store.",
                () -> state.peek().compactRevision());
        metrics.gauge(
                "etcd_debugging_auth_revision",
                "The current revision of auth store.",
                () -> state.peek().auth().revision());
        labelled(
                "etcd_server_id",
                "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
                "server_id",
                () -> Long.toHexString(memberId));
        labelled(
                "etcd_server_version",
                "Which version is running. 1 for 'server_version' label with current version.",
                "server_version",
                release::version);
        labelled(
                "etcd_cluster_version",
                "Which version is running. 1 for 'cluster_version' label with current cluster version",
                "cluster_version",
                () -> state.peek().cluster().version().shown());
        countLeaderChanges(log, state);
        watchers(state);
        ApplyMetrics.register(registry, state, log::leads, slow);
        ProcessMetrics.register(registry);
    }

    private void countLeaderChanges(ReplicatedLog<?> log, MemberState state) {
        var changes = Counter.builder()
                .name("etcd_server_leader_changes_seen")
                .help("The number of leader changes seen.")
                .withoutExemplars()
                .register(registry);
        state.onLeadershipChange(new Runnable() {
            private long last;

            @Override
            public synchronized void run() {
                long now = log.leader();
                if (now != 0 && now != last) {
                    last = now;
                    changes.inc();
                }
            }
        });
    }

    /** Adds what larger responses hold. */
    public void countResponses(ResponseMemory memory) {
        metrics.gauge(
                "jukung_store_response_memory_bytes",
                "Memory reserved for larger range responses on their way.",
                memory::used);
        metrics.gauge(
                "jukung_store_response_memory_limit_bytes",
                "The most of it there may be; requests beyond it wait.",
                memory::capacity);
        metrics.gauge(
                "jukung_store_response_memory_waiting",
                "Range requests that wait for memory for their response.",
                memory::waiting);
    }

    /** Adds the changes of members that are under way here. */
    public void countMemberChanges(MembershipKeeper membership) {
        metrics.gauge(
                "jukung_store_member_changes_waiting",
                "Changes of members that this member, as the leader, has not got into the log yet.",
                membership::changesWaiting);
        metrics.gauge(
                "jukung_store_member_answers_held_back",
                "Answers to changes of members that wait for the log's configuration to follow.",
                membership::answersHeldBack);
    }

    private static long sizeOf(MemberState state) {
        try (var held = state.hold()) {
            return held.sizeBytes();
        }
    }

    private void perDisk(String name, String help, SpaceWatch space, ToDoubleFunction<DiskSpace> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("file_system")
                .callback(callback ->
                        space.reading().disks().forEach(disk -> callback.call(value.applyAsDouble(disk), disk.name())))
                .register(registry);
    }

    private void labelled(String name, String help, String label, Supplier<String> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback -> callback.call(1, value.get()))
                .register(registry);
    }

    /** What requests and leases count themselves. */
    public void countRequests(Requests requests, LeaseKeeper leases) {
        metrics.counter(
                "etcd_server_proposals_failed",
                "The total number of failed proposals seen.",
                requests::failedProposals);
        metrics.counter(
                "etcd_server_read_indexes_failed",
                "The total number of failed read indexes seen.",
                requests::failedBarriers);
        metrics.counter(
                "etcd_server_slow_read_indexes",
                "The total number of pending read indexes not in sync with leader's or timed out read index requests.",
                requests::slowBarriers);
        metrics.counter("etcd_mvcc_range", "Total number of ranges seen by this member.", requests::ranges);
        metrics.counter("etcd_debugging_mvcc_range", "Total number of ranges seen by this member.", requests::ranges);
        metrics.counter(
                "etcd_debugging_lease_renewed", "The number of renewed leases seen by the leader.", leases::renewals);
    }

    private void watchers(MemberState state) {
        watching(state, "etcd_debugging_mvcc_watch_stream", "Total number of watch streams.", WatchCounts::streams);
        watching(state, "etcd_debugging_mvcc_watcher", "Total number of watchers.", WatchCounts::watchers);
        watching(
                state,
                "etcd_debugging_mvcc_slow_watcher",
                "Total number of unsynced slow watchers.",
                WatchCounts::behind);
        watching(
                state,
                "etcd_debugging_mvcc_events",
                "Total number of events sent by this member.",
                WatchCounts::eventsSent);
    }

    private void watching(MemberState state, String name, String help, ToLongFunction<WatchCounts> value) {
        metrics.counter(name, help, () -> {
            try (var held = state.hold()) {
                return value.applyAsLong(held.hub().counts());
            }
        });
    }

    /**
     * In Prometheus' text format, with etcd's names: the library will name no gauge {@code _total}, and every counter so. The former
     * are kept as counters and shown as what they are.
     */
    public byte[] text() {
        var out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return GAUGES_CALLED_TOTAL
                .matcher(out.toString(StandardCharsets.UTF_8))
                .replaceAll("$1 gauge")
                .replace("etcd_server_learner_promote_successes_total", "etcd_server_learner_promote_successes")
                .replace("etcd_server_health_success_total", "etcd_server_health_success")
                .replace("etcd_server_health_failures_total", "etcd_server_health_failures")
                .getBytes(StandardCharsets.UTF_8);
    }
}
