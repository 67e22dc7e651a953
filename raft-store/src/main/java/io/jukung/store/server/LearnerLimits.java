package io.jukung.store.server;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.RangeRequest;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** As etcd's, a member without a vote answers its status, serializable reads and snapshots; health checks too. */
final class LearnerLimits implements ServerInterceptor {

    private static final String RANGE = KVGrpc.getRangeMethod().getFullMethodName();
    private static final Set<String> ALLOWED = Set.of(
            MaintenanceGrpc.getStatusMethod().getFullMethodName(),
            MaintenanceGrpc.getSnapshotMethod().getFullMethodName());

    private final BooleanSupplier isLearner;

    LearnerLimits(BooleanSupplier isLearner) {
        this.isLearner = isLearner;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var method = call.getMethodDescriptor();
        if (!isLearner.getAsBoolean()
                || ALLOWED.contains(method.getFullMethodName())
                || "grpc.health.v1.Health".equals(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        if (!RANGE.equals(method.getFullMethodName())) {
            call.close(EtcdError.NOT_FOR_LEARNER.status(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (message instanceof RangeRequest range && !range.getSerializable()) {
                    refused = true;
                    call.close(EtcdError.NOT_FOR_LEARNER.status(), new Metadata());
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
