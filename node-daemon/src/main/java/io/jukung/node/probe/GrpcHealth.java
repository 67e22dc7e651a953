package io.jukung.node.probe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One question to the gRPC health service {@code grpc.health.v1.Health/Check}. */
final class GrpcHealth {

    /** The answer's enum, by number. */
    private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    private static final int SERVING = 1;

    private static final MethodDescriptor<String, Integer> CHECK = MethodDescriptor.<String, Integer>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new ServiceName())
            .setResponseMarshaller(new ServingStatus())
            .build();

    private GrpcHealth() {}

    static HandlerRunner.Result ask(String host, int port, String service, Duration timeout) {
        var channel = NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .userAgent("kube-probe/1.36")
                .build();
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
            int status = ClientCalls.blockingUnaryCall(channel, CHECK, options, service);
            return status == SERVING
                    ? new HandlerRunner.Result(true, "")
                    : new HandlerRunner.Result(
                            false,
                            "service unhealthy (responded with \""
                                    + (status < STATUSES.size() ? STATUSES.get(status) : status)
                                    + "\")");
        } catch (StatusRuntimeException e) {
            return new HandlerRunner.Result(false, message(e.getStatus(), host + ":" + port, timeout));
        } finally {
            channel.shutdownNow();
        }
    }

    private static String message(Status status, String address, Duration timeout) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                "timeout: failed to connect service \"" + address + "\" within " + timeout.toSeconds() + "s";
            case UNIMPLEMENTED ->
                "this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                        + status.getDescription();
            default -> "health rpc probe failed: " + status.getCode() + " " + status.getDescription();
        };
    }

    /** {@code HealthCheckRequest}: field 1, a string. */
    private static final class ServiceName implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String service) {
            try {
                var bytes = new ByteArrayOutputStream();
                var out = CodedOutputStream.newInstance(bytes);
                if (!service.isEmpty()) {
                    out.writeString(1, service);
                }
                out.flush();
                return new ByteArrayInputStream(bytes.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String parse(InputStream stream) {
            throw new UnsupportedOperationException("only the client's side is here");
        }
    }

    /** {@code HealthCheckResponse}: field 1, an enum. */
    private static final class ServingStatus implements MethodDescriptor.Marshaller<Integer> {

        @Override
        public InputStream stream(Integer status) {
            throw new UnsupportedOperationException("only the client's side is here");
        }

        @Override
        public Integer parse(InputStream stream) {
            try {
                var in = CodedInputStream.newInstance(stream);
                int status = 0;
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (tag >>> 3 == 1) {
                        status = in.readEnum();
                    } else {
                        in.skipField(tag);
                    }
                }
                return status;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
