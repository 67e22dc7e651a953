package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.store.backup.Restore;
import io.jukung.store.backup.SnapshotStatus;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots go from us to a real etcd and from a real etcd to us, and nothing changes on the way. */
@Needs(tools = {"etcd", "etcdctl", "etcdutl"})
class SnapshotCircleIT {

    @TempDir
    private Path directory;

    /** A history with everything that leaves a mark: transactions, deletions, leases, a compaction. */
    private static void fill(Etcdctl etcdctl) {
        for (int i = 0; i < 40; i++) {
            etcdctl.ok("put", "key/" + i % 13, "value " + i);
        }
        assertThat(etcdctl.runWithInput("\nput tx/1 one\nput tx/2 two\ndel key/3\nput tx/3 three\n\n\n", "txn", "-i")
                        .exit())
                .isZero();
        etcdctl.ok("del", "key/5");
        etcdctl.ok("compact", "30");
        etcdctl.ok("del", "key/1", "key/2");
        assertThat(etcdctl.runWithInput("\nput tx/2 zwei\nput tx/1 eins\n\n\n", "txn", "-i")
                        .exit())
                .isZero();
        etcdctl.ok("put", "key/5", "born again");
        etcdctl.ok("compact", "44");
        etcdctl.ok("put", "last", "of all");
    }

    /** Everything a client can see, header fields of the cluster apart. */
    private static List<String> seen(Etcdctl etcdctl) {
        var seen = new ArrayList<String>();
        for (int revision = 42; revision <= 48; revision++) {
            seen.add(etcdctl.run("get", "", "--from-key", "--rev=" + revision, "-w", "json")
                    .out()
                    .replaceFirst("\"header\":\\{[^}]*\\}", ""));
        }
        seen.add(etcdctl.ok("get", "", "--from-key", "-w", "fields")
                .replaceAll("\"(Cluster|Member)ID\".*\n|\"RaftTerm\".*\n", ""));
        seen.add(etcdctl.ok("lease", "list"));
        for (var user : etcdctl.ok("user", "list").lines().toList()) {
            seen.add(etcdctl.ok("user", "get", user, "--detail"));
        }
        return seen;
    }

    private static String hash(Etcdctl etcdctl) {
        return etcdctl.ok("endpoint", "hashkv").replaceFirst(".*, ", "");
    }

    private String etcdutl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(RealTools.get("etcdutl").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(directory.resolve("etcdutl.log").toFile())
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out.strip();
    }

    private void restore(Path snapshot, boolean skipHashCheck, TestCluster cluster) throws Exception {
        for (var name : cluster.names()) {
            var config = cluster.config(name);
            new RestoredMember(
                            name,
                            config.dataDir(),
                            config.bootstrap(),
                            config.endpoints().advertisePeer())
                    .restore(snapshot, skipHashCheck, Restore.Options.EXACT);
        }
    }

    @Test
    void fromUsToEtcdAndBack() throws Exception {
        var ours = directory.resolve("ours.db");
        List<String> seen;
        String hash;
        try (var cluster = TestCluster.start(directory.resolve("ours"), 1)) {
            var etcdctl = new Etcdctl(cluster.endpoints());
            fill(etcdctl);
            etcdctl.ok("lease", "grant", "3000");
            var lease = etcdctl.ok("lease", "list").lines().skip(1).findFirst().orElseThrow();
            etcdctl.ok("put", "leased", "with lease", "--lease=" + lease);
            seen = seen(etcdctl);
            hash = hash(etcdctl);
            etcdctl.ok("snapshot", "save", ours.toString());
            var log = new ArrayList<String>();
            LogDump.write(cluster.config("m1").dataDir(), log::add);
            assertThat(log)
                    .anyMatch(line -> line.matches("\\{\"term\":\\d+,\"index\":\\d+,\"request\":\\{"
                            + "\"put\":\\{\"key\":\"bGFzdA==\",\"value\":\"b2YgYWxs\"}}}"));
        }
        var status = SnapshotStatus.of(ours);
        assertThat(etcdutl("snapshot", "status", ours.toString(), "-w", "json"))
                .isEqualTo("{\"hash\":%s,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d}"
                        .formatted(
                                Integer.toUnsignedString(status.hash()),
                                status.revision(),
                                status.totalKeys(),
                                status.totalSize()));
        var etcdDirectory = directory.resolve("etcd");
        etcdutl("snapshot", "restore", ours.toString(), "--data-dir", etcdDirectory.toString());
        var theirs = directory.resolve("theirs.db");
        try (var etcd = RealEtcd.start(etcdDirectory)) {
            var etcdctl = new Etcdctl(etcd.endpoint());
            assertThat(seen(etcdctl)).isEqualTo(seen);
            assertThat(hash(etcdctl)).isEqualTo(hash);
            etcdctl.ok("snapshot", "save", theirs.toString());
        }
        // The etcd is stopped: what it leaves in its directory, three of us take over.
        try (var cluster = TestCluster.prepare(directory.resolve("restored"), 3)) {
            restore(etcdDirectory.resolve("member/snap/db"), true, cluster);
            cluster.startAll();
            for (var name : cluster.names()) {
                var etcdctl = new Etcdctl(cluster.endpoint(name));
                assertThat(seen(etcdctl)).isEqualTo(seen);
                assertThat(hash(etcdctl)).isEqualTo(hash);
            }
            assertThat(new Kv(cluster.member("m1")).put("next", "one")).isEqualTo(49);
        }
    }

    @Test
    void fromEtcdToThreeOfUs() throws Exception {
        var snapshot = directory.resolve("theirs.db");
        List<String> seen;
        String hash;
        try (var etcd = RealEtcd.start(directory.resolve("etcd"))) {
            var etcdctl = new Etcdctl(etcd.endpoint());
            fill(etcdctl);
            etcdctl.ok("role", "add", "reader");
            etcdctl.ok("role", "grant-permission", "reader", "read", "key/", "key0");
            etcdctl.ok("user", "add", "alice:secret");
            etcdctl.ok("user", "grant-role", "alice", "reader");
            seen = seen(etcdctl);
            hash = hash(etcdctl);
            etcdctl.ok("snapshot", "save", snapshot.toString());
        }
        try (var cluster = TestCluster.prepare(directory.resolve("ours"), 3)) {
            restore(snapshot, false, cluster);
            cluster.startAll();
            var etcdctl = new Etcdctl(cluster.endpoints().split(",")[0]);
            assertThat(seen(etcdctl)).isEqualTo(seen);
            assertThat(hash(etcdctl)).isEqualTo(hash);
            // One that is new cannot be caught up by the log, which does not hold what was restored.
            var url = cluster.newMember("m4");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> etcdctl.run("member", "add", "m4", "--peer-urls=" + url)
                                    .exit()
                            == 0);
            cluster.startMember("m4");
            cluster.awaitReady();
            var fourth = new Etcdctl(cluster.endpoint("m4"));
            assertThat(seen(fourth)).isEqualTo(seen);
            assertThat(hash(fourth)).isEqualTo(hash);
        }
    }
}
