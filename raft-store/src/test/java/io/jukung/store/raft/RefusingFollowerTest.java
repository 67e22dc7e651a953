package io.jukung.store.raft;

import static io.jukung.store.raft.MemberUnderTest.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.testing.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader whose follower takes no entry for a while, and says that it wants the one that it was just sent. */
class RefusingFollowerTest {

    private static final int REFUSALS = 8;
    /** Of a leader that sends again at once, not even two come so far apart each time. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** The follower: what it was sent, and when. */
    private static final class Follower {

        private final List<Long> refusedAtNanos = Collections.synchronizedList(new ArrayList<>());

        CompletableFuture<byte[]> answer(long from, PeerMethod method, byte[] request) {
            try {
                return CompletableFuture.completedFuture(
                        switch (method) {
                            case REQUEST_VOTE -> vote(RequestVoteRequestProto.parseFrom(request));
                            case APPEND_ENTRIES -> append(AppendEntriesRequestProto.parseFrom(request));
                            default -> throw new IllegalArgumentException("not expected: " + method);
                        });
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private static RaftRpcReplyProto.Builder to(RaftRpcRequestProto request) {
            return RaftRpcReplyProto.newBuilder()
                    .setRequestorId(request.getRequestorId())
                    .setReplyId(request.getReplyId())
                    .setRaftGroupId(request.getRaftGroupId())
                    .setCallId(request.getCallId())
                    .setSuccess(true);
        }

        private static byte[] vote(RequestVoteRequestProto request) {
            return RequestVoteReplyProto.newBuilder()
                    .setServerReply(to(request.getServerRequest()))
                    .setTerm(request.getCandidateTerm())
                    .build()
                    .toByteArray();
        }

        private byte[] append(AppendEntriesRequestProto request) {
            var reply = AppendEntriesReplyProto.newBuilder()
                    .setServerReply(to(request.getServerRequest()))
                    .setTerm(request.getLeaderTerm())
                    .setIsHearbeat(request.getEntriesCount() == 0)
                    .setResult(AppendResult.SUCCESS);
            if (request.getEntriesCount() > 0) {
                long first = request.getEntries(0).getIndex();
                if (refusedAtNanos.size() < REFUSALS) {
                    refusedAtNanos.add(System.nanoTime());
                    reply.setResult(AppendResult.INCONSISTENCY).setNextIndex(first);
                } else {
                    long last = first + request.getEntriesCount() - 1;
                    reply.setNextIndex(last + 1).setMatchIndex(last);
                }
            }
            return reply.build().toByteArray();
        }
    }

    @Test
    void isNotSentTheSameAgainAtOnce(@TempDir Path directory) throws Exception {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
        var nowhere = InetSocketAddress.createUnresolved("127.0.0.1", 1);
        var follower = new Follower();
        try (var member = new MemberUnderTest(
                        directory, Duration.ofMillis(500), Map.of(1L, nowhere, 2L, here), new Echo());
                PeerTransport other = member.transport(2)) {
            other.listen(List.of(here), follower::answer);
            var log = member.log();
            await().atMost(PATIENCE).until(log::leads);
            assertThat(log.propose("taken in the end".getBytes(StandardCharsets.UTF_8))
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("taken in the end");
        }
        var at = follower.refusedAtNanos;
        assertThat(at).hasSize(REFUSALS);
        for (int i = 1; i < REFUSALS; i++) {
            assertThat(at.get(i) - at.get(i - 1))
                    .as("nanoseconds between refusals %d and %d", i - 1, i)
                    .isGreaterThanOrEqualTo(PAUSE.toNanos());
        }
    }
}
