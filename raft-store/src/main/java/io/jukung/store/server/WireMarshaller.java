package io.jukung.store.server;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.wire.WireMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands responses that are bytes already to the transport, which copies them into its buffers. */
final class WireMarshaller implements Marshaller<WireMessage> {

    private static final WireMarshaller RESPONSES = new WireMarshaller();

    private WireMarshaller() {}

    /** The same method for clients, but its handler answers in bytes. */
    static <Q> ServerMethodDefinition<Q, WireMessage> method(
            MethodDescriptor<Q, ?> method, ServerCallHandler<Q, WireMessage> handler) {
        return ServerMethodDefinition.create(
                method.toBuilder(method.getRequestMarshaller(), RESPONSES).build(), handler);
    }

    /** The service with some of its methods replaced by those of the same names. */
    static ServerServiceDefinition replace(
            ServerServiceDefinition service, ServerMethodDefinition<?, ?>... replacements) {
        Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
        service.getMethods()
                .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method));
        for (var replacement : replacements) {
            methods.put(replacement.getMethodDescriptor().getFullMethodName(), replacement);
        }
        var replaced =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        methods.values().forEach(replaced::addMethod);
        return replaced.build();
    }

    /** The message as an object: what a client in this process is given. */
    static <T> T parsed(WireMessage message, Parser<T> parser) {
        var bytes = new ByteArrayOutputStream(message.size());
        try {
            message.writeTo(bytes);
            return parser.parseFrom(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** A message that was not made as bytes. */
    static WireMessage of(MessageLite message) {
        return new WireMessage() {
            @Override
            public int size() {
                return message.getSerializedSize();
            }

            @Override
            public long keys() {
                return message instanceof RangeResponse range ? range.getCount() : -1;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                message.writeTo(out);
            }
        };
    }

    @Override
    public InputStream stream(WireMessage message) {
        return new Body(message);
    }

    @Override
    public WireMessage parse(InputStream stream) {
        throw new UnsupportedOperationException("responses are only sent");
    }

    private static final class Body extends InputStream implements KnownLength, Drainable {

        private final WireMessage message;
        private @Nullable InputStream read;
        private boolean drained;

        Body(WireMessage message) {
            this.message = message;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            message.writeTo(target);
            drained = true;
            return message.size();
        }

        @Override
        public int available() throws IOException {
            return drained ? 0 : read == null ? message.size() : read.available();
        }

        @Override
        public int read() throws IOException {
            return bytes().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return bytes().read(into, offset, length);
        }

        /** Only compressors and the like read; a connection is drained to. */
        private InputStream bytes() throws IOException {
            InputStream known = read;
            if (known == null) {
                var all = new ByteArrayOutputStream(message.size());
                message.writeTo(all);
                known = new ByteArrayInputStream(all.toByteArray());
                read = known;
            }
            return known;
        }
    }
}
