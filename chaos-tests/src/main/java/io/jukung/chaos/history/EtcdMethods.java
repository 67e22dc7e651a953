package io.jukung.chaos.history;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.lock.LockGrpc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** etcd's gRPC methods by their names in a {@link Call}, as {@code KV/Txn}. */
final class EtcdMethods {

    private static final Map<String, Types> ALL = types(List.of(
            KVGrpc.getServiceDescriptor(),
            LeaseGrpc.getServiceDescriptor(),
            WatchGrpc.getServiceDescriptor(),
            ClusterGrpc.getServiceDescriptor(),
            MaintenanceGrpc.getServiceDescriptor(),
            AuthGrpc.getServiceDescriptor(),
            LockGrpc.getServiceDescriptor(),
            ElectionGrpc.getServiceDescriptor()));

    private EtcdMethods() {}

    /** Empty messages of a method's types. */
    record Types(Message request, Message response) {}

    /** @throws IllegalArgumentException if etcd has no such method */
    static Types of(String method) {
        var types = ALL.get(method);
        if (types == null) {
            throw new IllegalArgumentException("method '" + method + "': expected one of " + ALL.keySet());
        }
        return types;
    }

    private static Map<String, Types> types(List<ServiceDescriptor> services) {
        var types = new TreeMap<String, Types>();
        for (var service : services) {
            for (var method : service.getMethods()) {
                types.put(
                        name(method),
                        new Types(prototype(method.getRequestMarshaller()), prototype(method.getResponseMarshaller())));
            }
        }
        return types;
    }

    /** {@code KV/Txn} for {@code etcdserverpb.KV/Txn}. */
    private static String name(MethodDescriptor<?, ?> method) {
        var full = method.getFullMethodName();
        return full.substring(full.lastIndexOf('.') + 1);
    }

    private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
        if (marshaller instanceof PrototypeMarshaller<?> known && known.getMessagePrototype() instanceof Message type) {
            return type;
        }
        throw new IllegalStateException("a marshaller that is not of protobuf: " + marshaller);
    }
}
