package io.jukung.store.raft;

import static io.jukung.store.raft.MemberUnderTest.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.store.peer.PeerMethod;
import io.jukung.store.replication.LogPosition;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that copies the state of a leader who is none any more when that is done. */
class CopiedStateTest {

    private final CompletableFuture<LogPosition> copied = new CompletableFuture<>();
    private final AtomicBoolean inUse = new AtomicBoolean();
    private MemberUnderTest member;
    private RatisLog<String> log;

    /** Has a copy when the test says so. */
    private final class Copying extends Echo {

        private LogPosition durable = super.durable();

        @Override
        public LogPosition durable() {
            return durable;
        }

        @Override
        public CompletableFuture<LogPosition> fetchSnapshot(long leader) {
            return copied;
        }

        @Override
        public void installSnapshot() {
            durable = copied.join();
            inUse.set(true);
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        var nowhere = InetSocketAddress.createUnresolved("127.0.0.1", 1);
        member = new MemberUnderTest(
                directory,
                // Nobody stands for election meanwhile.
                PATIENCE.multipliedBy(4),
                Map.of(1L, nowhere, 2L, nowhere, 3L, nowhere),
                new Copying());
        log = member.log();
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private InstallSnapshotResult told(long leader, long term) throws Exception {
        var notification = InstallSnapshotRequestProto.NotificationProto.newBuilder()
                .setFirstAvailableTermIndex(
                        TermIndexProto.newBuilder().setTerm(1).setIndex(8));
        var reply = log.handle(
                        PeerMethod.INSTALL_SNAPSHOT,
                        InstallSnapshotRequestProto.newBuilder()
                                .setServerRequest(MemberUnderTest.from(leader))
                                .setLeaderTerm(term)
                                .setNotification(notification)
                                .build()
                                .toByteArray())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return InstallSnapshotReplyProto.parseFrom(reply).getResult();
    }

    private AppendEntriesReplyProto heardOf(long leader, long term) throws Exception {
        var reply = log.handle(
                        PeerMethod.APPEND_ENTRIES,
                        AppendEntriesRequestProto.newBuilder()
                                .setServerRequest(MemberUnderTest.from(leader))
                                .setLeaderTerm(term)
                                .build()
                                .toByteArray())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return AppendEntriesReplyProto.parseFrom(reply);
    }

    /** Found by a soak: Ratis waited for the next word of a snapshot, which the new leader had no reason to give. */
    @Test
    void isPutInUseUnderTheNextLeader() throws Exception {
        assertThat(told(2, 1)).isEqualTo(InstallSnapshotResult.IN_PROGRESS);
        heardOf(3, 2);
        assertThat(inUse).as("before it is there").isFalse();

        copied.complete(new LogPosition(1, 10));
        await().atMost(PATIENCE).until(() -> {
            heardOf(3, 2);
            return inUse.get();
        });
        await().atMost(PATIENCE).until(() -> heardOf(3, 2).getNextIndex() == 11);
        assertThat(log.leader()).isEqualTo(3);
    }

    @Test
    void isPutInUseAsItsLeaderTellsOfItAgain() throws Exception {
        assertThat(told(2, 1)).isEqualTo(InstallSnapshotResult.IN_PROGRESS);
        copied.complete(new LogPosition(1, 10));
        await().atMost(PATIENCE).until(() -> told(2, 1) != InstallSnapshotResult.IN_PROGRESS);
        assertThat(inUse).isTrue();
    }
}
