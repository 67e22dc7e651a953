package io.jukung.store.server;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers calls of what is not there in the words of Go's gRPC, as etcd's clients know them. */
final class UnknownMethods extends HandlerRegistry {

    private static final Marshaller<InputStream> UNREAD = new Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    };

    private final Set<String> services;

    /** @param known the services there are */
    UnknownMethods(List<ServerServiceDefinition> known) {
        services = known.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        var method = MethodDescriptor.newBuilder(UNREAD, UNREAD)
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(name)
                .build();
        var status = Status.UNIMPLEMENTED.withDescription(text(name));
        return ServerMethodDefinition.create(method, (call, headers) -> {
            call.close(status, new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    private String text(String name) {
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return "malformed method name: \"/" + name + '"';
        }
        var service = name.substring(0, slash);
        return services.contains(service)
                ? "unknown method " + name.substring(slash + 1) + " for service " + service
                : "unknown service " + service;
    }
}
