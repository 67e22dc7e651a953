package org.apache.ratis.server.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.raftlog.LogProtoUtils;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is becoming a voter and does not know it yet; of real Ratis, but for what carries its messages. */
class LearnerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RaftGroupId GROUP = RaftGroupId.randomId();
    private static final RaftPeerId SELF = RaftPeerId.valueOf("self");
    private static final RaftPeer OTHER =
            RaftPeer.newBuilder().setId(RaftPeerId.valueOf("other")).build();
    private static final RaftPeerId STRANGER = RaftPeerId.valueOf("stranger");

    private RaftServer server;
    private RaftServerImpl learner;

    /** Nobody is reached, and nobody calls. */
    public static final class Unconnected implements RpcType {

        @Override
        public String name() {
            return Unconnected.class.getName();
        }

        @Override
        public RpcFactory newFactory(Parameters parameters) {
            return new ServerFactory() {
                @Override
                public RpcType getRpcType() {
                    return Unconnected.this;
                }

                @Override
                public RaftServerRpc newRaftServerRpc(RaftServer of) {
                    return (RaftServerRpc) Proxy.newProxyInstance(
                            LearnerTest.class.getClassLoader(),
                            new Class<?>[] {RaftServerRpc.class},
                            (self, method, _) -> switch (method.getName()) {
                                case "requestVote" -> throw new IOException("not reached");
                                case "getRpcType" -> Unconnected.this;
                                default -> null;
                            });
                }
            };
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        var properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(50, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, TimeDuration.valueOf(50, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
        properties.set("raft.rpc.type", Unconnected.class.getName());
        var self = RaftPeer.newBuilder()
                .setId(SELF)
                .setStartupRole(RaftPeerRole.LISTENER)
                .build();
        server = RaftServer.newBuilder()
                .setServerId(SELF)
                .setGroup(RaftGroup.valueOf(GROUP, OTHER, self))
                .setStateMachine(new BaseStateMachine())
                .setProperties(properties)
                .setParameters(new Parameters())
                .build();
        server.start();
        learner = (RaftServerImpl) server.getDivision(GROUP);
        assertThat(learner.getInfo().isListener()).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private RequestVoteReplyProto asked(boolean preVote, RaftPeerId by, long term, long lastIndex) throws Exception {
        return learner.requestVote(RequestVoteRequestProto.newBuilder()
                .setServerRequest(
                        ClientProtoUtils.toRaftRpcRequestProtoBuilder(RaftGroupMemberId.valueOf(by, GROUP), SELF))
                .setPreVote(preVote)
                .setCandidateTerm(term)
                .setCandidateLastEntry(TermIndexProto.newBuilder().setTerm(1).setIndex(lastIndex))
                .build());
    }

    private static boolean given(RequestVoteReplyProto reply) {
        return reply.getServerReply().getSuccess();
    }

    @Test
    void votesForWhomItKnowsAsAVoter() throws Exception {
        assertThat(given(asked(true, OTHER.getId(), 5, 10))).isTrue();
        assertThat(learner.getInfo().isListener()).as("a question only").isTrue();
        assertThat(given(asked(false, OTHER.getId(), 5, 10))).isTrue();
        assertThat(learner.getState().getVotedFor()).isEqualTo(OTHER.getId());
    }

    @Test
    void votesForWhomItDoesNotKnow() throws Exception {
        assertThat(given(asked(true, STRANGER, 5, 10))).isTrue();
        assertThat(given(asked(false, STRANGER, 5, 10))).isTrue();
        assertThat(learner.getState().getVotedFor()).isEqualTo(STRANGER);
    }

    @Test
    void votesOnceATermAndForNobodyOfAnEarlierOne() throws Exception {
        assertThat(given(asked(false, OTHER.getId(), 5, 10))).isTrue();
        assertThat(given(asked(false, STRANGER, 5, 10))).isFalse();
        assertThat(given(asked(false, OTHER.getId(), 4, 10))).isFalse();
        assertThat(given(asked(false, OTHER.getId(), 5, 10))).as("asked again").isTrue();
    }

    @Test
    void doesNotVoteForWhoLacksWhatItHas() throws Exception {
        var entry = LogProtoUtils.toLogEntryProto(configuration(RaftPeerRole.LISTENER), 3L, 0);
        learner.getState().getLog().append(List.of(entry)).forEach(CompletableFuture::join);
        assertThat(given(asked(false, OTHER.getId(), 5, 10))).isFalse();
        assertThat(learner.getState().getVotedFor()).isNull();
        assertThat(learner.getState().getCurrentTerm()).as("the candidate's").isEqualTo(5);
    }

    private RaftConfigurationImpl configuration(RaftPeerRole role) {
        var self = RaftPeer.newBuilder().setId(SELF).setStartupRole(role).build();
        var builder = RaftConfigurationImpl.newBuilder().setLogEntryIndex(7);
        return role == RaftPeerRole.LISTENER
                ? builder.setConf(List.of(OTHER), List.of(self)).build()
                : builder.setConf(List.of(OTHER, self)).build();
    }

    private LogEntryProto promotion() {
        return LogProtoUtils.toLogEntryProto(configuration(RaftPeerRole.FOLLOWER), 1L, 7);
    }

    /** Ratis would have it stand for election, and close itself as it finds that it is no voter. */
    @Test
    void doesNotStandAfterItHasVoted() throws Exception {
        assertThat(given(asked(false, OTHER.getId(), 5, 10))).isTrue();
        assertThat(learner.getInfo().isFollower()).isTrue();
        await().during(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .until(() -> learner.getInfo().isFollower() && learner.getInfo().isAlive());

        learner.getState().updateConfiguration(List.of(promotion()));
        await().atMost(PATIENCE).until(() -> learner.getInfo().isCandidate());
    }

    /** Ratis waits there for a thread that waits for the lock it holds. */
    @Test
    void becomesAVoterWhileItsWaitForTheLeaderComesToAnEnd() throws Exception {
        var lock = learner;
        var promoted = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                synchronized (lock) {
                    await().atMost(PATIENCE).until(LearnerTest::waitsForTheLock);
                    learner.getState().updateConfiguration(List.of(promotion()));
                }
                promoted.complete(null);
            } catch (Throwable e) {
                promoted.completeExceptionally(e);
            }
        });

        assertThat(promoted).succeedsWithin(PATIENCE.multipliedBy(2));
        await().atMost(PATIENCE).until(() -> learner.getInfo().isCandidate());
    }

    private static boolean waitsForTheLock() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(SELF + "@")
                        && thread.getName().endsWith("FollowerState"))
                .map(Thread::getState)
                .collect(Collectors.toSet())
                .equals(Set.of(Thread.State.BLOCKED));
    }
}
