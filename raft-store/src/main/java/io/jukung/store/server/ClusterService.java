package io.jukung.store.server;

import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.Member;
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
import io.jukung.store.auth.Authorizer;
import io.jukung.store.member.Membership;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** etcd's Cluster service, as far as the membership is what the cluster was founded with. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Requests requests;
    private final Membership membership;

    ClusterService(Requests requests, Membership membership) {
        this.requests = requests;
        this.membership = membership;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        var when = request.getLinearizable() ? requests.barrier() : CompletableFuture.<Void>completedFuture(null);
        var permitted = requests.permit(Caller.current(), Authorizer::identified);
        Requests.answer(permitted.thenCompose(may -> when).thenApply(passed -> list()), observer);
    }

    private MemberListResponse list() {
        // Member RPCs carry no revision.
        var response =
                MemberListResponse.newBuilder().setHeader(requests.headers().at(0));
        var known = requests.state().peek().cluster().members();
        for (var founder : membership.members().values()) {
            var member = Member.newBuilder()
                    .setID(founder.id())
                    .addAllPeerURLs(
                            founder.peerUrls().stream().map(URI::toString).toList());
            // As in etcd, the name is empty until the member has started.
            var attributes = known.get(founder.id());
            if (attributes != null) {
                member.setName(attributes.name()).addAllClientURLs(attributes.clientUrls());
            }
            response.addMembers(member);
        }
        return response.build();
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
        fixed(observer);
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        fixed(observer);
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
        fixed(observer);
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
        fixed(observer);
    }

    private void fixed(StreamObserver<?> observer) {
        requests.permit(Caller.current(), Authorizer::admin)
                .whenComplete((may, failure) -> observer.onError(
                        failure == null ? EtcdError.MEMBERSHIP_FIXED.asException() : EtcdError.translate(failure)));
    }
}
