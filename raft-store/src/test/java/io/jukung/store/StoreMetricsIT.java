package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The families of etcd's metrics: each is here, of the same type, or in the list of those that are not, with the reason. */
@Needs(tools = {"etcd", "etcdctl"})
class StoreMetricsIT {

    /** Of a thing we do not have; docs/etcd-compatibility.md says why. */
    private static final Set<String> ABSENT = Set.of(
            // bbolt's pages, and its defragmentation
            "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
            "etcd_debugging_disk_backend_commit_spill_duration_seconds",
            "etcd_debugging_disk_backend_commit_write_duration_seconds",
            "etcd_disk_backend_defrag_duration_seconds",
            "etcd_disk_defrag_inflight",
            "etcd_mvcc_db_open_read_transactions",
            // an index in memory
            "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
            "etcd_debugging_mvcc_keys_total",
            "etcd_debugging_mvcc_pending_events_total",
            // not counted yet
            "etcd_disk_wal_write_bytes_total",
            "etcd_disk_wal_write_duration_seconds",
            "etcd_server_heartbeat_send_failures_total",
            // files of etcd's snapshots
            "etcd_debugging_snap_save_marshalling_duration_seconds",
            "etcd_debugging_snap_save_total_duration_seconds",
            "etcd_snap_db_fsync_duration_seconds",
            "etcd_snap_db_save_total_duration_seconds",
            "etcd_snap_fsync_duration_seconds",
            // the v2 store, and etcd's gRPC proxy
            "etcd_debugging_store_expires_total",
            "etcd_debugging_store_reads_total",
            "etcd_debugging_store_watch_requests_total",
            "etcd_debugging_store_watchers",
            "etcd_debugging_store_writes_total",
            "etcd_grpc_proxy_cache_hits_total",
            "etcd_grpc_proxy_cache_keys_total",
            "etcd_grpc_proxy_cache_misses_total",
            "etcd_grpc_proxy_events_coalescing_total",
            "etcd_grpc_proxy_watchers_coalescing_total",
            // Go
            "etcd_server_go_version");

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    private static Map<String, String> types(String endpoint) {
        return TYPE.matcher(new Http("http://" + endpoint).get("/metrics").body())
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    @Test
    void familiesAreEtcds(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            for (var endpoint : new String[] {etcd.endpoint(), cluster.endpoint("m1")}) {
                new Etcdctl(endpoint).ok("put", "a", "1");
                new Http("http://" + endpoint).get("/readyz");
            }
            var theirs = types(etcd.endpoint());
            theirs.keySet().removeIf(name -> name.startsWith("go_") || name.startsWith("promhttp_"));
            var ours = types(cluster.endpoint("m1"));
            var missing = new TreeSet<>(theirs.keySet());
            missing.removeAll(ours.keySet());
            assertThat(missing).isEqualTo(new TreeSet<>(ABSENT));
            var otherType = theirs.keySet().stream()
                    .filter(name -> ours.containsKey(name) && !theirs.get(name).equals(ours.get(name)))
                    .toList();
            assertThat(otherType).isEmpty();
        }
    }

    @Test
    void whatHappensIsCounted(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var endpoint = cluster.endpoint("m1");
            var etcdctl = new Etcdctl(endpoint);
            etcdctl.ok("put", "a", "12345");
            etcdctl.ok("get", "a");
            etcdctl.ok("del", "a");
            etcdctl.ok("lease", "grant", "100");
            var watch = etcdctl.start("watch", "a", "--rev=2");
            try (var reader = watch.inputReader()) {
                assertThat(reader.readLine()).isEqualTo("PUT");
                var http = new Http("http://" + endpoint);
                http.get("/health");
                http.get("/livez");
                var metrics = http.get("/metrics").body();
                assertThat(value(metrics, "etcd_mvcc_put_total")).isEqualTo(1);
                assertThat(value(metrics, "etcd_mvcc_delete_total")).isEqualTo(1);
                assertThat(value(metrics, "etcd_mvcc_range_total")).isEqualTo(1);
                assertThat(value(metrics, "etcd_debugging_mvcc_total_put_size_in_bytes"))
                        .isEqualTo(6);
                assertThat(value(metrics, "etcd_debugging_lease_granted_total")).isEqualTo(1);
                assertThat(value(metrics, "etcd_debugging_lease_ttl_total_sum")).isEqualTo(100);
                assertThat(value(metrics, "etcd_debugging_mvcc_watcher_total")).isEqualTo(1);
                assertThat(value(metrics, "etcd_debugging_mvcc_watch_stream_total"))
                        .isEqualTo(1);
                assertThat(value(metrics, "etcd_debugging_mvcc_slow_watcher_total"))
                        .isZero();
                assertThat(value(metrics, "etcd_debugging_mvcc_events_total")).isEqualTo(2);
                assertThat(value(metrics, "etcd_disk_wal_fsync_duration_seconds_count"))
                        .isPositive();
                assertThat(value(metrics, "etcd_disk_backend_commit_duration_seconds_count"))
                        .isPositive();
                assertThat(value(metrics, "etcd_network_client_grpc_received_bytes_total"))
                        .isPositive();
                assertThat(value(metrics, "etcd_network_client_grpc_sent_bytes_total"))
                        .isPositive();
                assertThat(value(metrics, "etcd_server_health_success")).isEqualTo(1);
                assertThat(value(metrics, "process_open_fds")).isPositive();
                assertThat(metrics)
                        .contains(
                                "etcd_server_apply_duration_seconds_count{op=\"Put\",success=\"true\",version=\"v3\"}"
                                        + " 1",
                                "etcd_server_healthcheck{name=\"serializable_read\",type=\"livez\"} 1.0",
                                "grpc_server_started_total{grpc_method=\"Campaign\",grpc_service=\"v3electionpb.Election\"",
                                "jvm_memory_used_bytes",
                                "etcd_server_client_requests_total{client_api_version=\"3.5\",type=\"unary\"}");
                assertThat(value(metrics, "etcd_server_snapshot_apply_in_progress_total"))
                        .isZero();
                assertThat(value(metrics, "process_virtual_memory_max_bytes")).isPositive();
            } finally {
                watch.destroyForcibly();
            }
        }
    }

    @Test
    void maintenanceIsTimed(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = new Etcdctl(cluster.endpoint("m1"));
            etcdctl.ok("put", "a", "1");
            etcdctl.ok("put", "a", "2");
            etcdctl.ok("put", "b", "1");
            etcdctl.ok("compaction", "4", "--physical");
            etcdctl.ok("endpoint", "hashkv");
            etcdctl.ok("snapshot", "save", directory.resolve("snapshot.db").toString());
            var metrics =
                    new Http("http://" + cluster.endpoint("m1")).get("/metrics").body();
            assertThat(value(metrics, "etcd_debugging_mvcc_db_compaction_keys_total"))
                    .isEqualTo(1);
            assertThat(value(metrics, "etcd_debugging_mvcc_db_compaction_last")).isPositive();
            assertThat(value(metrics, "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count"))
                    .isEqualTo(1);
            assertThat(value(metrics, "etcd_mvcc_hash_rev_duration_seconds_count"))
                    .isEqualTo(1);
            assertThat(value(metrics, "etcd_disk_backend_snapshot_duration_seconds_count"))
                    .isEqualTo(1);
        }
    }
}
