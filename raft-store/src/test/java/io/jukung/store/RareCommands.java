package io.jukung.store;

import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.AuthDisableRequest;
import io.jukung.proto.etcd.AuthEnableRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthenticateRequest;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.LeaseCheckpoint;
import io.jukung.proto.etcd.LeaseCheckpointRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings commands into a cluster's log that {@link GoldenData} does not: those that need more than one member, a member's own,
 * and one that no release has proposed yet. What the data says is the same afterwards.
 */
record RareCommands(TestCluster cluster, String leader) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LEASE = 7;

    private Channel channel() {
        return cluster.member(leader).inProcessChannel();
    }

    void write() throws Exception {
        promote();
        raiseSpaceAlarm();
        authenticate();
        checkpointLease();
    }

    private void promote() throws Exception {
        var members = ClusterGrpc.newBlockingStub(channel());
        var peer = cluster.newMember("m4");
        long added = members.memberAdd(MemberAddRequest.newBuilder()
                        .addPeerURLs(peer)
                        .setIsLearner(true)
                        .build())
                .getMember()
                .getID();
        cluster.startMember("m4");
        // Refused until it has caught up.
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> members.memberPromote(
                                MemberPromoteRequest.newBuilder().setID(added).build())
                        .hasHeader());
        cluster.awaitReady();
    }

    /** By a quota that all data is above, for a while. */
    private void raiseSpaceAlarm() {
        var settings = SettingsGrpc.newBlockingStub(channel());
        settings.set(SetSettingsRequest.newBuilder()
                .setSet(ClusterSettings.newBuilder().setQuotaBackendBytes(1))
                .build());
        await().atMost(PATIENCE).until(() -> ownAlarms() == cluster.names().size());
        settings.set(
                SetSettingsRequest.newBuilder().addUnset("quota-backend-bytes").build());
        await().atMost(PATIENCE).until(() -> ownAlarms() == 0);
    }

    private long ownAlarms() {
        return MaintenanceGrpc.newBlockingStub(channel())
                .alarm(AlarmRequest.newBuilder().setAlarm(AlarmType.NOSPACE).build())
                .getAlarmsList()
                .stream()
                .filter(alarm -> cluster.names().stream()
                        .anyMatch(name -> cluster.member(name).status().memberId() == alarm.getMemberID()))
                .count();
    }

    private void authenticate() {
        var auth = AuthGrpc.newBlockingStub(channel());
        auth.authenticate(AuthenticateRequest.newBuilder()
                .setName("alice")
                .setPassword("secret of alice")
                .build());
        auth.authDisable(AuthDisableRequest.getDefaultInstance());
        auth.authEnable(AuthEnableRequest.getDefaultInstance());
    }

    /** As another member would forward it. */
    private void checkpointLease() throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        var status = cluster.member(leader).status();
        try (var peers = new PeerTransport(
                new PeerIdentity(
                        status.clusterId(), cluster.member("m4").status().memberId()),
                loops,
                (EventLoop) loops.next(),
                null,
                null)) {
            var url = cluster.config(leader).endpoints().listenPeer().getFirst();
            peers.setAddress(status.memberId(), InetSocketAddress.createUnresolved(url.getHost(), url.getPort()));
            var checkpoint = new Command.LeaseCheckpoint(
                    0,
                    LeaseCheckpointRequest.newBuilder()
                            .addCheckpoints(
                                    LeaseCheckpoint.newBuilder().setID(LEASE).setRemainingTTL(900_000))
                            .build());
            peers.call(status.memberId(), PeerMethod.PROPOSE, CommandCodec.encode(List.of(checkpoint)), PATIENCE)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
