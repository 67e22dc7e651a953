package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** etcdctl's watch, and leases seen by it. */
@Needs(tools = "etcdctl")
class WatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A running {@code etcdctl watch}. */
    private record Watching(Process process, List<String> lines) implements AutoCloseable {
        static Watching start(Etcdctl etcdctl, String... arguments) throws IOException {
            var process = etcdctl.start(arguments);
            var lines = new CopyOnWriteArrayList<String>();
            Thread.startVirtualThread(() -> {
                try (BufferedReader out = process.inputReader()) {
                    out.lines().forEach(lines::add);
                } catch (IOException ended) {
                    lines.add("ended: " + ended);
                }
            });
            return new Watching(process, lines);
        }

        void expect(String... expected) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines).containsExactly(expected));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void historyThenNewEventsThenDeletes(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var etcdctl = new Etcdctl(cluster.endpoint(cluster.aFollower()));
            etcdctl.ok("put", "a", "1");
            long first = cluster.member(cluster.awaitLeader()).status().revision();
            try (var watching = Watching.start(etcdctl, "watch", "a", "--prefix", "--prev-kv", "--rev=" + first)) {
                watching.expect("PUT", "a", "1");
                etcdctl.ok("put", "a", "2");
                etcdctl.ok("put", "b", "not watched");
                etcdctl.ok("del", "a");
                watching.expect("PUT", "a", "1", "PUT", "a", "1", "a", "2", "DELETE", "a", "2", "a", "");
            }
        }
    }

    /** etcd's client gives a watch up that is cancelled, and goes on with one whose connection was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWatchGoesOnAfterItsMemberWasAway(boolean gracefully, @TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3)) {
            var member = cluster.aFollower();
            var etcdctl = new Etcdctl(cluster.endpoint(cluster.awaitLeader()));
            try (var watching = Watching.start(new Etcdctl(cluster.endpoint(member)), "watch", "a", "--rev=1")) {
                etcdctl.ok("put", "a", "1");
                watching.expect("PUT", "a", "1");
                if (gracefully) {
                    cluster.stop(member);
                } else {
                    cluster.crash(member);
                }
                etcdctl.ok("put", "a", "2");
                cluster.startMember(member);
                watching.expect("PUT", "a", "1", "PUT", "a", "2");
            }
        }
    }

    @Test
    void aWatchOfCompactedHistorySaysSo(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = new Etcdctl(cluster.endpoints());
            for (int i = 0; i < 5; i++) {
                etcdctl.ok("put", "a", "" + i);
            }
            etcdctl.ok("compaction", "4");
            var result = etcdctl.run("watch", "a", "--rev=2");
            assertThat(result.exit()).isNotZero();
            assertThat(result.err())
                    .contains("watch was canceled (etcdserver: mvcc: required revision has been compacted)");
        }
    }

    @Test
    void anExpiredLeaseTakesItsKeysWithIt(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var etcdctl = new Etcdctl(cluster.endpoints());
            // Long enough for three commands on a busy machine.
            var lease = etcdctl.ok("lease", "grant", "8").split(" ")[1];
            etcdctl.ok("put", "leased", "x", "--lease=" + lease);
            assertThat(etcdctl.ok("lease", "timetolive", lease, "--keys")).contains("attached keys([leased])");
            assertThat(etcdctl.ok("lease", "list")).contains(lease);
            assertThat(etcdctl.ok("lease", "keep-alive", "--once", lease)).contains("keepalived with TTL(8)");
            try (var watching = Watching.start(etcdctl, "watch", "leased", "--rev=1")) {
                watching.expect("PUT", "leased", "x", "DELETE", "leased", "");
            }
            assertThat(etcdctl.ok("lease", "timetolive", lease)).contains("already expired");
        }
    }
}
