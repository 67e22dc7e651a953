package io.jukung.chaos.nemesis;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.Member;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** An operator with etcd's API, on whichever member answers. */
final class Admin {

    private static final int CALL_MILLIS = 3000;
    private static final int STATUS_MILLIS = 700;
    private static final int PAUSE_MILLIS = 200;

    private final Cluster cluster;

    Admin(Cluster cluster) {
        this.cluster = cluster;
    }

    /** One call; an answer, or a {@link StatusRuntimeException}. */
    private interface Call<R> {
        R on(Channel channel);
    }

    private static <S extends AbstractStub<S>> S within(S stub, int millis) {
        return stub.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
    }

    private <R> R on(String member, Call<R> call) {
        var address = cluster.client(member);
        var channel = Grpc.newChannelBuilderForAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .build();
        try {
            return call.on(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private List<String> awake() {
        return cluster.members().stream()
                .filter(member -> cluster.running(member) && !cluster.paused(member))
                .toList();
    }

    /** Asks one after the other, again and again, until one answers. */
    private <R> R any(String what, int seconds, Call<R> call) throws IOException, InterruptedException {
        return others("", what, seconds, call);
    }

    private <R> R others(String not, String what, int seconds, Call<R> call) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var said = "no member runs";
        do {
            for (var member : awake()) {
                if (member.equals(not)) {
                    continue;
                }
                try {
                    return on(member, call);
                } catch (StatusRuntimeException e) {
                    said = member + ": " + e.getStatus().getCode() + " "
                            + e.getStatus().getDescription();
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        } while (System.nanoTime() < end);
        throw new IOException(what + " is not done within " + seconds + " s; last: " + said);
    }

    /** Of all members that answer. */
    Map<String, StatusResponse> statuses() {
        var statuses = new TreeMap<String, StatusResponse>();
        for (var member : awake()) {
            try {
                statuses.put(
                        member,
                        on(
                                member,
                                channel -> within(MaintenanceGrpc.newBlockingStub(channel), STATUS_MILLIS)
                                        .status(StatusRequest.getDefaultInstance())));
            } catch (StatusRuntimeException e) {
                // It does not answer.
            }
        }
        return statuses;
    }

    /** Who leads, in its own words. */
    Optional<String> leader() {
        return statuses().entrySet().stream()
                .filter(status -> status.getValue().getLeader() != 0
                        && status.getValue().getLeader()
                                == status.getValue().getHeader().getMemberId())
                .max((one, other) -> Long.compare(
                        one.getValue().getRaftTerm(), other.getValue().getRaftTerm()))
                .map(Map.Entry::getKey);
    }

    /**
     * Waits until all but one have applied whatever any of them has in its log now.
     *
     * @return whether they did
     */
    boolean awaitOthersCaughtUp(String but, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var others = cluster.members().stream().filter(m -> !m.equals(but)).toList();
        long wanted = -1;
        while (System.nanoTime() < end) {
            var statuses = statuses();
            statuses.remove(but);
            if (statuses.keySet().containsAll(others)) {
                if (wanted < 0) {
                    wanted = statuses.values().stream()
                            .mapToLong(StatusResponse::getRaftIndex)
                            .max()
                            .orElse(0);
                }
                long mark = wanted;
                boolean led = statuses.values().stream().allMatch(status -> status.getLeader() != 0);
                if (led && statuses.values().stream().allMatch(status -> status.getRaftAppliedIndex() >= mark)) {
                    return true;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    List<Member> members(int seconds) throws IOException, InterruptedException {
        return any(
                "a list of the members",
                seconds,
                channel -> within(ClusterGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .memberList(MemberListRequest.newBuilder()
                                .setLinearizable(true)
                                .build())
                        .getMembersList());
    }

    MemberAddResponse addLearner(String peerUrl, int seconds) throws IOException, InterruptedException {
        return any(
                "MemberAdd of " + peerUrl,
                seconds,
                channel -> within(ClusterGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs(peerUrl)
                                .setIsLearner(true)
                                .build()));
    }

    /** With {@code name} the member itself, which is not asked. */
    void remove(String name, long id, int seconds) throws IOException, InterruptedException {
        others(name, "MemberRemove of " + name, seconds, channel -> {
            try {
                return within(ClusterGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build())
                        .getMembersCount();
            } catch (StatusRuntimeException e) {
                // An attempt before this one did it, though its answer was lost.
                if (String.valueOf(e.getStatus().getDescription()).contains("member not found")) {
                    return 0;
                }
                throw e;
            }
        });
    }

    void promote(long id, int seconds) throws IOException, InterruptedException {
        any("MemberPromote of " + Long.toHexString(id), seconds, channel -> {
            try {
                return within(ClusterGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .memberPromote(
                                MemberPromoteRequest.newBuilder().setID(id).build())
                        .getMembersCount();
            } catch (StatusRuntimeException e) {
                // Not "… which is in sync with leader": that one is to be asked again.
                if (String.valueOf(e.getStatus().getDescription()).endsWith("can only promote a learner member")) {
                    return 0;
                }
                throw e;
            }
        });
    }

    void moveLeader(String from, long to) {
        on(
                from,
                channel -> within(MaintenanceGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .moveLeader(
                                MoveLeaderRequest.newBuilder().setTargetID(to).build()));
    }

    /** The newest revision. */
    long revision(int seconds) throws IOException, InterruptedException {
        return any(
                "a read of the revision",
                seconds,
                channel -> within(KVGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .range(RangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("revision"))
                                .build())
                        .getHeader()
                        .getRevision());
    }

    /** Nothing if that is compacted already. */
    void compact(long revision, int seconds) throws IOException, InterruptedException {
        any("Compact at " + revision, seconds, channel -> {
            try {
                return within(KVGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .compact(CompactionRequest.newBuilder()
                                .setRevision(revision)
                                .build())
                        .getHeader()
                        .getRevision();
            } catch (StatusRuntimeException e) {
                if (String.valueOf(e.getStatus().getDescription()).contains("has been compacted")) {
                    return 0L;
                }
                throw e;
            }
        });
    }

    void defragment(String member) {
        on(
                member,
                channel -> within(MaintenanceGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .defragment(DefragmentRequest.getDefaultInstance()));
    }

    /** Takes back the alarms that a full disk raised. */
    void disarm(int seconds) throws IOException, InterruptedException {
        var raised = any(
                "a list of the alarms",
                seconds,
                channel -> within(MaintenanceGrpc.newBlockingStub(channel), CALL_MILLIS)
                        .alarm(AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.GET)
                                .build())
                        .getAlarmsList());
        var ids = new ArrayList<Long>();
        for (AlarmMember alarm : raised) {
            if (alarm.getAlarm() == AlarmType.NOSPACE) {
                ids.add(alarm.getMemberID());
            }
        }
        for (long id : ids) {
            any(
                    "disarming",
                    seconds,
                    channel -> within(MaintenanceGrpc.newBlockingStub(channel), CALL_MILLIS)
                            .alarm(AlarmRequest.newBuilder()
                                    .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                                    .setAlarm(AlarmType.NOSPACE)
                                    .setMemberID(id)
                                    .build()));
        }
    }
}
