package io.jukung.chaos.workload;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.chaos.history.Call;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests about leases. */
final class Leases {

    private Leases() {}

    /** The identity is ours, so that a grant of unknown outcome can be told from others. */
    static void grant(Session session, long id, int ttl) throws NotAnswered {
        session.call(
                LeaseGrpc.getLeaseGrantMethod(),
                LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
    }

    static void revoke(Session session, long id) throws NotAnswered {
        session.call(
                LeaseGrpc.getLeaseRevokeMethod(),
                LeaseRevokeRequest.newBuilder().setID(id).build());
    }

    /** One request on a stream of its own; the remaining seconds, 0 if there is no such lease. */
    static long keepAlive(Session session, long id, Duration within) throws NotAnswered, InterruptedException {
        var member = session.member();
        var request = LeaseKeepAliveRequest.newBuilder().setID(id).build();
        var answer = new CompletableFuture<LeaseKeepAliveResponse>();
        long begun = session.clock().nanos();
        var call = session.channel()
                .newCall(
                        LeaseGrpc.getLeaseKeepAliveMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS));
        var requests = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<LeaseKeepAliveResponse>() {
            @Override
            public void onNext(LeaseKeepAliveResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(Status.UNAVAILABLE
                        .withDescription("the stream ended without an answer")
                        .asRuntimeException());
            }
        });
        requests.onNext(request);
        try {
            var response = answer.get(within.toMillis() + 500, TimeUnit.MILLISECONDS);
            remember(session, member, request, new Call.Result.Answered(response), begun);
            return response.getTTL();
        } catch (ExecutionException e) {
            var status = e.getCause() instanceof StatusRuntimeException failed ? failed.getStatus() : Status.UNKNOWN;
            throw failed(session, member, request, status, begun);
        } catch (TimeoutException e) {
            throw failed(session, member, request, Status.DEADLINE_EXCEEDED, begun);
        } finally {
            call.cancel("answered", null);
        }
    }

    private static NotAnswered failed(Session session, String member, Message request, Status status, long begun) {
        var result = Refusals.of(status);
        remember(session, member, request, result, begun);
        session.troubled(status);
        return new NotAnswered(result, true);
    }

    private static void remember(Session session, String member, Message request, Call.Result result, long begun) {
        session.remember(member, LeaseGrpc.getLeaseKeepAliveMethod(), request, result, begun);
    }
}
