package io.jukung.store.server;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Answers a request that is no message as Go's gRPC does. gRPC for Java would end the call with "Application error", as if the
 * fault were ours, and fill the log with the exception.
 */
final class Unmarshalling {

    private static final Status TOO_LARGE =
            Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message after decompression larger than max");

    private Unmarshalling() {}

    /** The service with all of its methods guarded. */
    static ServerServiceDefinition guarded(ServerServiceDefinition service) {
        var guarded =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        service.getMethods().forEach(method -> guarded.addMethod(guarded(method)));
        return guarded.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> guarded(ServerMethodDefinition<Q, R> method) {
        var descriptor = method.getMethodDescriptor();
        var requests = (PrototypeMarshaller<Q>) descriptor.getRequestMarshaller();
        var prototype = (Message) Objects.requireNonNull(requests.getMessagePrototype());
        var malformed = requests.getMessageClass().cast(prototype.toBuilder().build());
        var tooLarge = requests.getMessageClass().cast(prototype.toBuilder().build());
        var handler = method.getServerCallHandler();
        var refusal = Status.INTERNAL.withDescription("grpc: error unmarshalling request: it is no "
                + requests.getMessageClass().getSimpleName());
        return ServerMethodDefinition.create(
                descriptor.toBuilder(new Requests<>(requests, malformed, tooLarge), descriptor.getResponseMarshaller())
                        .build(),
                (call, headers) -> new Guard<>(call, handler.startCall(call, headers), malformed, refusal, tooLarge));
    }

    /**
     * Reads requests.
     *
     * @param malformed stands for what cannot be read; told by its identity
     * @param tooLarge so for what turned out too large as it was decompressed
     */
    private record Requests<Q>(Marshaller<Q> marshaller, Q malformed, Q tooLarge) implements Marshaller<Q> {

        @Override
        public InputStream stream(Q value) {
            return marshaller.stream(value);
        }

        @Override
        public Q parse(InputStream stream) {
            try {
                return marshaller.parse(stream);
            } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? tooLarge : malformed;
            }
        }
    }

    private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, ?> call;
        private final Q malformed;
        private final Status refusal;
        private final Q tooLarge;
        private boolean refused;

        Guard(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener, Q malformed, Status refusal, Q tooLarge) {
            super(listener);
            this.call = call;
            this.malformed = malformed;
            this.refusal = refusal;
            this.tooLarge = tooLarge;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the very objects that stand for it
        public void onMessage(Q message) {
            if (message == malformed) {
                refused = true;
                call.close(refusal, new Metadata());
            } else if (message == tooLarge) {
                refused = true;
                call.close(TOO_LARGE, new Metadata());
            } else if (!refused) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
