package io.jukung.store.server;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.MemberAddRequest;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.MemberListResponse;
import io.jukung.proto.etcd.MemberPromoteRequest;
import io.jukung.proto.etcd.MemberPromoteResponse;
import io.jukung.proto.etcd.MemberRemoveRequest;
import io.jukung.proto.etcd.MemberRemoveResponse;
import io.jukung.proto.etcd.MemberUpdateRequest;
import io.jukung.proto.etcd.MemberUpdateResponse;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.MemberMessages;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.Membership;
import io.jukung.store.member.MembershipKeeper;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * etcd's Cluster service. A change is checked on the leader, wherever it was asked for, and answered once the list of
 * members has changed and the log's configuration has followed ({@link MembershipKeeper#followed}); for a new member that
 * does so when it has started and caught up.
 */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Requests requests;
    private final MembershipKeeper members;
    private final int maxLearners;
    private final RandomGenerator random;

    ClusterService(Requests requests, MembershipKeeper members, int maxLearners, RandomGenerator random) {
        this.requests = requests;
        this.members = members;
        this.maxLearners = maxLearners;
        this.random = random;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        var when = request.getLinearizable() ? requests.barrier() : CompletableFuture.<Void>completedFuture(null);
        var permitted = requests.permit(Caller.current(), Authorizer::identified);
        Requests.answer(
                permitted
                        .thenCompose(may -> when)
                        .thenApply(passed -> MemberListResponse.newBuilder()
                                // Member RPCs carry no revision.
                                .setHeader(requests.headers().at(0))
                                .addAllMembers(MemberMessages.of(members.members()))
                                .build()),
                observer);
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
        if (!areUrls(request.getPeerURLsList())) {
            observer.onError(EtcdError.MEMBER_BAD_URLS.asException());
            return;
        }
        // etcd hashes the time: the same URLs may come back as a new member.
        long id = Membership.id(request.getPeerURLsList(), Long.toHexString(random.nextLong()));
        var member = ClusterMember.added(id, sorted(request.getPeerURLsList()), request.getIsLearner());
        change(new Command.MemberAdd(0, member, maxLearners), MemberAddResponse.class, observer);
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        change(new Command.MemberRemove(0, request.getID()), MemberRemoveResponse.class, observer);
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
        if (!areUrls(request.getPeerURLsList())) {
            observer.onError(EtcdError.MEMBER_BAD_URLS.asException());
            return;
        }
        change(
                new Command.MemberUpdate(0, request.getID(), sorted(request.getPeerURLsList())),
                MemberUpdateResponse.class,
                observer);
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
        change(new Command.MemberPromote(0, request.getID()), MemberPromoteResponse.class, observer);
    }

    private <R extends MessageLite> void change(
            Command.Reconfiguration command, Class<R> response, StreamObserver<R> observer) {
        Requests.answer(
                requests.permit(Caller.current(), Authorizer::admin)
                        .thenCompose(may -> requests.commit(Requester.ANONYMOUS, command, response))
                        .thenCompose(reply -> members.followed(command).thenApply(done -> reply)),
                observer);
    }

    private static List<String> sorted(List<String> urls) {
        return urls.stream().sorted().toList();
    }

    private static boolean areUrls(List<String> urls) {
        return !urls.isEmpty() && urls.stream().allMatch(ClusterService::isUrl);
    }

    private static boolean isUrl(String text) {
        try {
            var url = URI.create(text);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getPort() > 0
                    && (url.getPath() == null || url.getPath().isEmpty());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
