package io.jukung.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthenticateRequest;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What a server answers to calls of several users, written down so that two servers can be compared. */
final class AuthTranscript implements AutoCloseable {

    /** The services as one user sees them. */
    record Stubs(
            AuthGrpc.AuthBlockingStub auth,
            KVGrpc.KVBlockingStub kv,
            LeaseGrpc.LeaseBlockingStub lease,
            ClusterGrpc.ClusterBlockingStub cluster,
            MaintenanceGrpc.MaintenanceBlockingStub maintenance,
            WatchGrpc.WatchStub watch,
            LeaseGrpc.LeaseStub leaseStream) {}

    static final String NOBODY = "-";

    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final int PATIENCE_SECONDS = 20;

    private final ManagedChannel channel;
    private final Map<String, String> tokens = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    AuthTranscript(String endpoint) {
        channel = Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                .build();
    }

    List<String> lines() {
        return lines;
    }

    private <S extends AbstractStub<S>> S as(String user, S stub) {
        var limited = stub.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var token = tokens.get(user);
        if (token == null) {
            return limited;
        }
        var headers = new Metadata();
        headers.put(TOKEN, token);
        return limited.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private Stubs stubs(String user) {
        return new Stubs(
                as(user, AuthGrpc.newBlockingStub(channel)),
                as(user, KVGrpc.newBlockingStub(channel)),
                as(user, LeaseGrpc.newBlockingStub(channel)),
                as(user, ClusterGrpc.newBlockingStub(channel)),
                as(user, MaintenanceGrpc.newBlockingStub(channel)),
                as(user, WatchGrpc.newStub(channel)),
                as(user, LeaseGrpc.newStub(channel)));
    }

    /** What a member gives for a password. */
    static String tokenFrom(String endpoint, String user, String password) {
        try (var at = new AuthTranscript(endpoint)) {
            at.login(user, password);
            var token = at.tokens.get(user);
            if (token == null) {
                throw new AssertionError(at.lines().toString());
            }
            return token;
        }
    }

    /** What so many logins with a wrong password give, all sent at once over one connection. */
    static List<String> loginsAtOnce(String endpoint, int count) {
        try (var at = new AuthTranscript(endpoint)) {
            var stub = AuthGrpc.newFutureStub(at.channel).withDeadlineAfter(60, TimeUnit.SECONDS);
            var pending = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                pending.add(stub.authenticate(AuthenticateRequest.newBuilder()
                        .setName("root")
                        .setPassword("guess" + i)
                        .build()));
            }
            return pending.stream().map(AuthTranscript::outcome).toList();
        }
    }

    private static String outcome(Future<?> call) {
        try {
            return "ok: " + call.get();
        } catch (ExecutionException e) {
            var status = Status.fromThrowable(e);
            return status.getCode() + ": " + status.getDescription();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Calls of this user carry this token from now on. */
    void use(String user, String token) {
        tokens.put(user, token);
    }

    /** Gets a token, which later calls of the user carry. */
    void login(String user, String password) {
        call(user + " logs in", NOBODY, stubs -> {
            var response = stubs.auth()
                    .authenticate(AuthenticateRequest.newBuilder()
                            .setName(user)
                            .setPassword(password)
                            .build());
            tokens.put(user, response.getToken());
            return response.toBuilder().clearToken().build();
        });
    }

    /** Notes what a call gave: the response with only the revision in its header, or code and text. */
    void call(String what, String user, Function<Stubs, Message> call) {
        String result;
        try {
            result = text(call.apply(stubs(user)));
        } catch (StatusRuntimeException e) {
            result = e.getStatus().getCode() + ": " + e.getStatus().getDescription();
        }
        lines.add(user + "| " + what + " -> " + result);
    }

    private static String text(Message response) {
        var builder = response.toBuilder();
        var header = response.getDescriptorForType().findFieldByName("header");
        if (header != null && builder.hasField(header)) {
            var inner = ((Message) builder.getField(header)).toBuilder();
            for (var name : List.of("cluster_id", "member_id", "raft_term")) {
                inner.clearField(inner.getDescriptorForType().findFieldByName(name));
            }
            builder.setField(header, inner.build());
        }
        return TextFormat.printer().emittingSingleLine(true).printToString(builder.build());
    }

    /** The first answer to a watcher's creation. */
    void watch(String user, String key, String end) {
        this.<WatchResponse>streamed("watch " + printable(key) + " " + printable(end), user, (stubs, observer) -> {
            var requests = stubs.watch().watch(observer);
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8(key))
                            .setRangeEnd(ByteString.copyFromUtf8(end)))
                    .build());
        });
    }

    /** The first answer to a keep-alive. */
    void keepAlive(String user, long id) {
        this.<LeaseKeepAliveResponse>streamed("keep alive " + id, user, (stubs, observer) -> {
            var requests = stubs.leaseStream().leaseKeepAlive(observer);
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
        });
    }

    private <R extends Message> void streamed(String what, String user, BiConsumer<Stubs, StreamObserver<R>> open) {
        var answers = new LinkedBlockingQueue<Object>();
        var context = io.grpc.Context.current().withCancellation();
        context.run(() -> open.accept(stubs(user), new StreamObserver<R>() {
            @Override
            public void onNext(R response) {
                answers.add(response);
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(failure);
            }

            @Override
            public void onCompleted() {
                answers.add("completed");
            }
        }));
        call(what, user, stubs -> switch (next(answers)) {
            case StatusRuntimeException failure -> throw failure;
            case Message response -> response;
            default -> WatchResponse.getDefaultInstance();
        });
        context.cancel(null);
    }

    private static Object next(LinkedBlockingQueue<Object> answers) {
        try {
            var answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return answer == null ? "nothing" : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String printable(String key) {
        return key.isEmpty() ? "\"\"" : key.replace("\0", "\\0");
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
