package io.jukung.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Member;
import io.jukung.store.apply.RandomRequests;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.lease.Lease;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.RequestRules;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.MemoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot holds is what a restore brings back. */
class SnapshotRoundTripTest {

    private static void write(Member member, Path file) throws IOException {
        try (var state = member.state().freeze();
                FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            EtcdSnapshot.write(state, channel, new Scratch(Path.of("/nowhere")));
        }
    }

    private static Member restore(Path file, Restore.Options options) throws IOException {
        try (BoltFile database = BoltFile.open(file)) {
            MemoryStore store = new MemoryStore();
            Restore.into(store, database, options, new Scratch(Path.of("/nowhere")));
            return new Member(store);
        }
    }

    private static List<Lease> leases(Member member) {
        return member.state().leases().all().stream()
                .sorted(Comparator.comparingLong(Lease::id))
                .toList();
    }

    private static Command command(com.google.protobuf.Message request) {
        return switch (request) {
            case PutRequest put -> new Command.Put(0, put);
            case DeleteRangeRequest delete -> new Command.DeleteRange(0, delete);
            case TxnRequest txn -> new Command.Txn(0, txn);
            case CompactionRequest compaction -> new Command.Compact(0, compaction);
            case LeaseGrantRequest grant -> new Command.LeaseGrant(0, grant);
            case LeaseRevokeRequest revoke -> new Command.LeaseRevoke(0, revoke);
            default -> throw new IllegalArgumentException("no command: " + request);
        };
    }

    @Property(tries = 100)
    void anyStateComesBackWhole(@ForAll long seed) throws IOException, RejectedException {
        Member member = new Member();
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < 120; i++) {
            var request = requests.next(member.state().revision());
            if (request instanceof RangeRequest || !isLegal(request)) {
                continue;
            }
            member.outcome(command(request));
        }
        member.cleanUp();
        Path file = Files.createTempFile("snapshot", ".db");
        try {
            write(member, file);
            Member restored = restore(file, Restore.Options.EXACT);
            Member again = restore(file, Restore.Options.EXACT);
            StoreMark mark = restored.state().mark();
            assertThat(mark).isEqualTo(again.state().mark());
            assertThat(mark.revision()).isEqualTo(member.state().revision());
            assertThat(mark.compactRevision()).isEqualTo(member.state().compactRevision());
            assertThat(leases(restored)).isEqualTo(leases(member));
            for (Lease lease : leases(member)) {
                assertThat(restored.state().leases().keys(lease.id()))
                        .isEqualTo(member.state().leases().keys(lease.id()));
            }
            RangeRequest everything = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("\0"))
                    .setRangeEnd(ByteString.copyFromUtf8("\0"))
                    .build();
            for (long at = Math.max(1, mark.compactRevision()); at <= mark.revision(); at++) {
                RangeRequest then = everything.toBuilder().setRevision(at).build();
                assertThat(restored.range(then)).isEqualTo(member.range(then));
                assertThat(restored.hashKv(at)).isEqualTo(member.hashKv(at));
            }
            // Of the compact revision itself a database keeps only what a key was at its end.
            long from = Math.max(1, mark.compactRevision() + 1);
            assertThat(restored.state().history().read(from, key -> true, 10_000, 1 << 20).changes().stream()
                            .map(change ->
                                    change.revision() + " " + change.changes().size())
                            .toList())
                    .isEqualTo(member.state().history().read(from, key -> true, 10_000, 1 << 20).changes().stream()
                            .map(change ->
                                    change.revision() + " " + change.changes().size())
                            .toList());
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isLegal(com.google.protobuf.Message request) {
        try {
            switch (request) {
                case PutRequest put -> RequestRules.check(put);
                case DeleteRangeRequest delete -> RequestRules.check(delete);
                case TxnRequest txn -> RequestRules.check(txn, 128);
                default -> {}
            }
            return true;
        } catch (RejectedException e) {
            return false;
        }
    }

    @TempDir
    private Path directory;

    private Path file = Path.of("");
    private Member member = new Member();

    @BeforeEach
    void aState() {
        file = directory.resolve("snapshot.db");
        member = new Member();
    }

    @Test
    void anEmptyStateComesBackEmpty() throws IOException {
        write(member, file);
        Member restored = restore(file, Restore.Options.EXACT);
        assertThat(restored.state().revision()).isEqualTo(1);
        assertThat(restored.state().compactRevision()).isEqualTo(-1);
        assertThat(restored.state().lastApplied().index()).isZero();
    }

    @Test
    void alarmsComeBack() throws IOException {
        member.entry(new Command.Alarm(
                0,
                AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                        .setAlarm(AlarmType.NOSPACE)
                        .setMemberID(-5)
                        .build()));
        write(member, file);
        assertThat(restore(file, Restore.Options.EXACT).state().alarms())
                .isEqualTo(member.state().alarms());
    }

    @Test
    void bumpingTheRevisionCompactsWhatWas() throws IOException, RejectedException {
        member.put("a", "1");
        member.put("a", "2");
        write(member, file);
        Member restored = restore(file, new Restore.Options(1000, true));
        assertThat(restored.state().revision()).isEqualTo(1003);
        assertThat(restored.state().compactRevision()).isEqualTo(1003);
        restored.cleanUp();
        assertThat(restored.put("a", "3").getHeader().getRevision()).isEqualTo(1004);
        // And once more through a file: no entry is left at the newest revision but the new one.
        write(restored, file);
        assertThat(restore(file, Restore.Options.EXACT).hashKv(0)).isEqualTo(restored.hashKv(0));
    }

    @Test
    void oddOptionsAreRefused() {
        assertThatThrownBy(() -> new Restore.Options(5, false)).hasMessageContaining("--mark-compacted is required");
        assertThatThrownBy(() -> new Restore.Options(0, true)).hasMessageContaining("needs --bump-revision");
        assertThatThrownBy(() -> new Restore.Options(-1, true)).hasMessageContaining("--bump-revision=-1");
    }

    @Test
    void aFileWithoutOrWithAnotherHashIsRefused() throws IOException {
        write(member, file);
        assertThatThrownBy(() -> SnapshotFile.open(file, false))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("snapshot missing hash but --skip-hash-check=false");
        Files.write(file, new byte[32], StandardOpenOption.APPEND);
        assertThatThrownBy(() -> SnapshotFile.open(file, false))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("the snapshot's hash is wrong");
        SnapshotFile.open(file, true).close();
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var writer = new io.jukung.store.bbolt.BoltWriter(channel);
            writer.bucket("things").close();
            writer.finish();
        }
        assertThatThrownBy(() -> restore(file, Restore.Options.EXACT))
                .hasMessageContaining("not etcd's: it has no bucket \"key\", only [things]");
    }

    @Test
    void sortingGoesThroughFilesWhenItMust() throws IOException {
        try (RevisionSort sort = new RevisionSort(new Scratch(directory), 500)) {
            for (int i = 0; i < 200; i++) {
                sort.add(new RevisionSort.Item(
                        i * 37 % 200 / 4, i * 37 % 200 % 4, false, ByteString.copyFrom(new byte[] {(byte) i})));
            }
            var places = new java.util.ArrayList<Long>();
            sort.drain(item -> places.add(item.revision() * 4 + item.sub()));
            assertThat(places).hasSize(200).isSorted().doesNotHaveDuplicates();
        }
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
