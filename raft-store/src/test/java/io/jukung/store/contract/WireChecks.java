package io.jukung.store.contract;

import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.range;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.PutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is below the API: sizes, compression, metadata, streams, pings. */
final class WireChecks {

    private static final String TOPIC = "wire";
    private static final int MAX_REQUEST_BYTES = 1_572_864;
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;
    private static final int MANY_STREAMS = 250;
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> API_VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);
    /** Bytes as they are, whether or not they are text. */
    private static final Metadata.Key<byte[]> API_VERSION_BYTES =
            InternalMetadata.keyOf("client-api-version", new InternalMetadata.TrustedAsciiMarshaller<>() {
                @Override
                public byte[] toAsciiString(byte[] value) {
                    return value;
                }

                @Override
                public byte[] parseAsciiString(byte[] serialized) {
                    return serialized;
                }
            });

    private WireChecks() {}

    private static PutRequest big(int bytes) {
        return put("a", "").toBuilder()
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static <T> Metadata with(Metadata.Key<T> key, T value) {
        var metadata = new Metadata();
        metadata.put(key, value);
        return metadata;
    }

    private static void unknown(Server server, String service, String method) {
        var descriptor = KVGrpc.getRangeMethod().toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .build();
        try {
            ClientCalls.blockingUnaryCall(
                    server.channel(),
                    descriptor,
                    CallOptions.DEFAULT.withDeadlineAfter(Server.PATIENCE_SECONDS, TimeUnit.SECONDS),
                    range("a"));
            server.note(service + "/" + method + " -> answered");
        } catch (StatusRuntimeException e) {
            server.noteFailure(service + "/" + method, e.getStatus());
        }
    }

    static List<Check> all() {
        return List.of(
                new Check(TOPIC, "a request up to max-request-bytes", server -> {
                    server.ask(big(MAX_REQUEST_BYTES - 100));
                    server.ask(big(MAX_REQUEST_BYTES));
                    server.ask(big(MAX_REQUEST_BYTES + MESSAGE_OVERHEAD_BYTES - 100));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "a request at the edge of max-request-bytes", server -> {
                    // Key, value and their lengths take 3 + 4 bytes, the log adds 17 or 18 on a member of etcd's.
                    server.ask(big(MAX_REQUEST_BYTES - 7 - 19));
                    server.ask(big(MAX_REQUEST_BYTES - 7 - 16));
                    server.ask(big(MAX_REQUEST_BYTES - 7));
                }),
                new Check(TOPIC, "a message larger than gRPC takes", server -> {
                    server.ask(big(MAX_REQUEST_BYTES + MESSAGE_OVERHEAD_BYTES));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "an answer larger than a request may be", server -> {
                    for (var key : List.of("a", "b", "c", "d")) {
                        server.quietly(big(MAX_REQUEST_BYTES - 100).toBuilder()
                                .setKey(Server.key(key))
                                .build());
                    }
                    server.ask(range("a", "z"));
                }),
                new Check(TOPIC, "gzip is understood", server -> {
                    var response = KVGrpc.newBlockingStub(server.channel())
                            .withCompression("gzip")
                            .withDeadlineAfter(Server.PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .put(big(100_000));
                    server.note(Notes.text(response, server.base()));
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "hasleader is met while there is one", server -> {
                    server.ask(range("a"), with(HAS_LEADER, "true"));
                    server.ask(range("a"), with(HAS_LEADER, "false"));
                    server.ask(
                            LeaseGrantRequest.newBuilder().setID(1).setTTL(600).build(), with(HAS_LEADER, "true"));
                    try (var watch = server.watch(with(HAS_LEADER, "true"))) {
                        watch.create(Watching.of("a"));
                        server.given("a");
                        watch.next();
                    }
                }),
                new Check(TOPIC, "client-api-version", server -> {
                    server.ask(range("a"), with(API_VERSION, "3.5"));
                    server.ask(range("a"), with(API_VERSION, "nonsense"));
                    server.ask(range("a"), with(API_VERSION, ""));
                }),
                new Check(
                        TOPIC,
                        "client-api-version that is no text",
                        server -> server.ask(
                                range("a"), with(API_VERSION_BYTES, new byte[] {'3', (byte) 0xff, (byte) 0xfe}))),
                new Check(
                        TOPIC,
                        "a token is ignored while authentication is off",
                        server -> server.ask(
                                range("a"),
                                with(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), "nonsense"))),
                new Check(TOPIC, "an unknown method, an unknown service", server -> {
                    unknown(server, "etcdserverpb.KV", "Nonsense");
                    unknown(server, "etcdserverpb.Nonsense", "Range");
                }),
                new Check(
                        TOPIC,
                        "no server reflection",
                        server -> unknown(server, "grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo")),
                new Check(TOPIC, "a deadline that passed ends a watch", server -> {
                    try (var watch = server.watch(Duration.ofMillis(500))) {
                        watch.create(Watching.of("a"));
                        watch.end();
                    }
                    server.ask(range("a"));
                }),
                new Check(TOPIC, "many streams on one connection", server -> {
                    var streams = new ArrayList<Watching>();
                    try (var one = server.watch()) {
                        one.create(Watching.of("a"));
                        for (int i = 0; i < MANY_STREAMS; i++) {
                            var stream = server.watch();
                            streams.add(stream);
                            stream.createQuietly(Watching.of("a"));
                        }
                        server.note(MANY_STREAMS + " more created");
                        server.given("a");
                        one.next();
                    } finally {
                        streams.forEach(Watching::close);
                    }
                }),
                new Check(TOPIC, "how many streams a connection may have", server -> {
                    try (var connection = Http2.connect(server.address())) {
                        server.note(connection.maxConcurrentStreams() >= Integer.MAX_VALUE ? "no limit" : "limited");
                    }
                }),
                new Check(TOPIC, "pings too many, and without a call", server -> {
                    try (var connection = Http2.connect(server.address())) {
                        server.note(connection.pingUntilGone(10));
                    }
                }));
    }
}
