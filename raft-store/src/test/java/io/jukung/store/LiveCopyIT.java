package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.migrate.Backup;
import io.jukung.store.migrate.ChangeFeed;
import io.jukung.store.migrate.Migration;
import io.jukung.store.migrate.PointInTime;
import io.jukung.store.migrate.SourceAccess;
import io.jukung.store.migrate.SourceStore;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a running etcd: what it holds moves to us while it is written, each change at its revision. */
@Needs(tools = {"etcd", "etcdctl"})
class LiveCopyIT {

    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);

    @TempDir
    private Path directory;

    private RealEtcd etcd;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;
    private long lease;

    @BeforeEach
    void aSource() throws Exception {
        etcd = RealEtcd.start(directory.resolve("etcd"));
        channel = NettyChannelBuilder.forTarget(etcd.endpoint()).usePlaintext().build();
        kv = KVGrpc.newBlockingStub(channel);
        lease = LeaseGrpc.newBlockingStub(channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(5000).build())
                .getID();
    }

    @AfterEach
    void noSource() {
        channel.shutdownNow();
        etcd.close();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    /** Writes of every kind; the newest revision afterwards. */
    private long write(int round) {
        for (int i = 0; i < 30; i++) {
            kv.put(put("key/" + i % 7, round + "." + i));
        }
        kv.put(put("leased/" + round, "x").toBuilder().setLease(lease).build());
        kv.deleteRange(DeleteRangeRequest.newBuilder()
                .setKey(bytes("key/3"))
                .setRangeEnd(bytes("key/5"))
                .build());
        return kv.txn(TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put("b", "later")))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put("a", "than")))
                        .build())
                .getHeader()
                .getRevision();
    }

    /** The lease's keys, which etcd gives in no order. */
    private List<String> attached(Etcdctl etcdctl) {
        return Pattern.compile("leased/\\d+")
                .matcher(etcdctl.ok("lease", "timetolive", Long.toHexString(lease), "--keys"))
                .results()
                .map(MatchResult::group)
                .sorted()
                .toList();
    }

    private static List<KeyValue> at(KVGrpc.KVBlockingStub store, long revision) {
        return store.range(RangeRequest.newBuilder()
                        .setKey(EVERYTHING)
                        .setRangeEnd(EVERYTHING)
                        .setRevision(revision)
                        .build())
                .getKvsList();
    }

    private static KVGrpc.KVBlockingStub kv(TestCluster cluster, String name) {
        return KVGrpc.newBlockingStub(cluster.member(name).inProcessChannel());
    }

    private SourceStore source() {
        return new SourceStore(SourceAccess.withoutLogin(channel));
    }

    private static RestoredMember newMember(TestCluster cluster, String name) {
        var config = cluster.config(name);
        return new RestoredMember(
                name, config.dataDir(), config.bootstrap(), config.endpoints().advertisePeer());
    }

    private static final class CutWhen implements Migration.Watcher {
        private final BooleanSupplier when;
        private volatile long copied;

        CutWhen(BooleanSupplier when) {
            this.when = when;
        }

        @Override
        public void progress(long here, long there) {
            copied = here;
        }

        @Override
        public boolean cut(Duration idle) {
            return when.getAsBoolean();
        }

        @Override
        public void notAtRest(long there) {}
    }

    @Test
    void threeOfUsTakeOverWhileItIsWritten() throws Exception {
        write(1);
        long newest;
        try (var cluster = TestCluster.prepare(directory.resolve("ours"), 3);
                var copies = Executors.newVirtualThreadPerTaskExecutor()) {
            var stopped = new AtomicBoolean();
            List<Future<StoreMark>> marks = new ArrayList<>();
            List<CutWhen> watchers = new ArrayList<>();
            for (var name : cluster.names()) {
                var watcher = new CutWhen(stopped::get);
                watchers.add(watcher);
                marks.add(copies.submit(() -> newMember(cluster, name).migrate(source(), null, watcher)));
            }
            newest = write(2);
            for (var watcher : watchers) {
                long copied = newest;
                await().atMost(Duration.ofSeconds(60)).until(() -> watcher.copied >= copied);
            }
            new Etcdctl(etcd.endpoint()).ok("compact", Long.toString(newest - 10));
            newest = write(3);
            stopped.set(true);
            for (var mark : marks) {
                assertThat(mark.get()).isEqualTo(marks.getFirst().get());
            }
            cluster.startAll();
            var theirs = new Etcdctl(etcd.endpoint());
            for (var name : cluster.names()) {
                var ours = new Etcdctl(cluster.endpoint(name));
                assertThat(ours.ok("endpoint", "hashkv").replaceFirst(".*, ", ""))
                        .isEqualTo(theirs.ok("endpoint", "hashkv").replaceFirst(".*, ", ""));
                assertThat(attached(ours)).isEqualTo(attached(theirs)).hasSize(3);
                for (long revision = newest - 20; revision <= newest; revision += 5) {
                    assertThat(at(kv(cluster, name), revision)).isEqualTo(at(kv, revision));
                }
            }
            assertThat(kv(cluster, "m1").put(put("next", "one")).getHeader().getRevision())
                    .isEqualTo(newest + 1);
        }
    }

    private static final class Until implements Backup.Watcher {
        private final long revision;
        private int snapshots;
        private long saved;

        Until(long revision) {
            this.revision = revision;
        }

        @Override
        public void snapshot(Path file, long at) {
            snapshots++;
        }

        @Override
        public void progress(long here, long there) {
            saved = here;
        }

        @Override
        public boolean stop(boolean caughtUp) {
            return caughtUp && saved >= revision;
        }
    }

    @Test
    void aBackupGivesBackEachRevision() throws Exception {
        var backup = directory.resolve("backup");
        long first = write(1);
        var full = new Until(first);
        new Backup(source(), backup, full).run();
        assertThat(full.snapshots).isEqualTo(1);
        long second = write(2);
        var changes = new Until(second);
        new Backup(source(), backup, changes).run();
        assertThat(changes.snapshots).isZero();
        // What a crash leaves: half a record.
        try (var files = Files.newDirectoryStream(backup, "changes-*")) {
            Files.write(files.iterator().next(), new byte[] {0, 0, 1, 0, 9}, StandardOpenOption.APPEND);
        }
        long third = write(3);
        new Backup(source(), backup, new Until(third)).run();
        for (long revision : new long[] {first, first + 17, second, second + 20, third}) {
            try (var cluster = TestCluster.prepare(directory.resolve("at-" + revision), 1)) {
                assertThat(newMember(cluster, "m1")
                                .restore(new PointInTime(backup, revision))
                                .revision())
                        .isEqualTo(revision);
                cluster.startAll();
                assertThat(at(kv(cluster, "m1"), 0)).isEqualTo(at(kv, revision));
                assertThat(at(kv(cluster, "m1"), first - 1)).isEqualTo(at(kv, first - 1));
            }
        }
        try (var cluster = TestCluster.prepare(directory.resolve("none"), 1)) {
            assertThatThrownBy(() -> newMember(cluster, "m1").restore(new PointInTime(backup, third + 1)))
                    .hasMessageContaining("ends with revision " + third);
            assertThatThrownBy(() -> newMember(cluster, "m1").restore(new PointInTime(backup, first - 1)))
                    .hasMessageContaining("begins with revision " + first);
            assertThat(cluster.config("m1").dataDir()).doesNotExist();
        }
    }

    @Test
    void aMigrationGoesOnFromABackup() throws Exception {
        var kept = directory.resolve("backup");
        var over = LeaseGrpc.newBlockingStub(channel)
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(5000).build())
                .getID();
        new Backup(source(), kept, new Until(write(1))).run();
        kv.put(put("over", "x").toBuilder().setLease(over).build());
        long saved = write(2);
        new Backup(source(), kept, new Until(saved)).run();
        new Etcdctl(etcd.endpoint()).ok("lease", "revoke", Long.toHexString(over));
        new Etcdctl(etcd.endpoint()).ok("compact", Long.toString(saved - 10));
        long newest = write(3);
        try (var cluster = TestCluster.prepare(directory.resolve("ours"), 3)) {
            var backup = new PointInTime(kept, PointInTime.NEWEST);
            var begun = newMember(cluster, "m1").migrate(source(), backup, new CutWhen(() -> true));
            assertThat(begun.revision()).isEqualTo(newest);
            assertThat(newMember(cluster, "m2").migrate(source(), null, new CutWhen(() -> true)))
                    .isEqualTo(begun);

            new Etcdctl(etcd.endpoint()).ok("compact", Long.toString(newest));
            assertThatThrownBy(() -> newMember(cluster, "m3").migrate(source(), backup, new CutWhen(() -> true)))
                    .isInstanceOf(ChangeFeed.CompactedException.class);
            assertThat(cluster.config("m3").dataDir()).doesNotExist();
        }
    }

    @Test
    void aBackupOfAnotherStoreIsRefused() throws Exception {
        var kept = directory.resolve("backup");
        new Backup(source(), kept, new Until(write(1))).run();
        try (var other = RealEtcd.start(directory.resolve("other"));
                var cluster = TestCluster.prepare(directory.resolve("ours"), 1)) {
            var elsewhere = NettyChannelBuilder.forTarget(other.endpoint())
                    .usePlaintext()
                    .build();
            try {
                var source = new SourceStore(SourceAccess.withoutLogin(elsewhere));
                var backup = new PointInTime(kept, PointInTime.NEWEST);
                assertThatThrownBy(() -> newMember(cluster, "m1").migrate(source, backup, new CutWhen(() -> true)))
                        .hasMessageContaining("it is not a backup of this source");
            } finally {
                elsewhere.shutdownNow();
            }
        }
    }
}
