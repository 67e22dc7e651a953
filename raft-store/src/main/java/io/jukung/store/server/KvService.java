package io.jukung.store.server;

import com.google.protobuf.MessageLite;
import io.grpc.Attributes;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RangeStreamResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.Limits;
import io.jukung.store.apply.Command;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.RequestRules;
import io.jukung.store.space.SpaceWatch;
import io.jukung.store.wire.WireMessage;
import java.util.function.Function;
import java.util.function.Supplier;

/** etcd's KV service. */
final class KvService extends KVGrpc.KVImplBase {

    private final Requests requests;
    private final ResponseMemory memory;
    private final SpaceWatch space;
    private final Supplier<Limits> limits;

    KvService(Requests requests, ResponseMemory memory, SpaceWatch space, Supplier<Limits> limits) {
        this.requests = requests;
        this.memory = memory;
        this.space = space;
        this.limits = limits;
    }

    @FunctionalInterface
    private interface Check {
        void run() throws RejectedException;
    }

    /** Whether the request passed; else it is answered. */
    private static boolean passes(Check check, StreamObserver<?> observer) {
        try {
            check.run();
            return true;
        } catch (RejectedException e) {
            observer.onError(EtcdError.of(e.reason()).asException());
            return false;
        }
    }

    private <R extends MessageLite> void write(
            Command command, MessageLite request, Class<R> response, StreamObserver<R> observer) {
        var caller = Caller.current();
        if (RequestSize.of(request) > limits.get().maxRequestBytes()) {
            observer.onError(EtcdError.REQUEST_TOO_LARGE.asException());
            return;
        }
        Requests.answer(
                space.admit(command).thenCompose(admitted -> requests.commit(caller, command, response)), observer);
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        if (passes(() -> RequestRules.check(request), observer)) {
            Requests.answer(requests.range(Caller.current(), request), observer);
        }
    }

    /** The service for connections: ranges go from storage to the connection as bytes. In the process, objects are passed on. */
    ServerServiceDefinition onWire() {
        ServerCallHandler<RangeRequest, WireMessage> range =
                (call, headers) -> ServerCalls.<RangeRequest, WireMessage>asyncUnaryCall((request, observer) ->
                                range(request, (ServerCallStreamObserver<WireMessage>) observer, call.getAttributes()))
                        .startCall(call, headers);
        ServerCallHandler<RangeRequest, WireMessage> rangeStream =
                ServerCalls.asyncServerStreamingCall((request, observer) ->
                        rangeStream(request, (ServerCallStreamObserver<WireMessage>) observer, Function.identity()));
        return WireMarshaller.replace(
                bindService(),
                WireMarshaller.method(KVGrpc.getRangeMethod(), range),
                WireMarshaller.method(KVGrpc.getRangeStreamMethod(), rangeStream));
    }

    private void range(
            RangeRequest request, ServerCallStreamObserver<WireMessage> observer, Attributes connectionAttributes) {
        if (!passes(() -> RequestRules.check(request), observer)) {
            return;
        }
        var connection = connectionAttributes.get(ClientPort.CONNECTION);
        var flush = connectionAttributes.get(ClientPort.FLUSH);
        if (connection == null || flush == null || request.getRangeEnd().isEmpty() || request.getCountOnly()) {
            Requests.answer(requests.rangeOnWire(Caller.current(), request), observer);
        } else {
            new RangeAnswer(requests, memory, Caller.current(), request, observer, connection, flush).start();
        }
    }

    private <T> void rangeStream(
            RangeRequest request, ServerCallStreamObserver<T> observer, Function<WireMessage, T> form) {
        if (!passes(() -> RequestRules.check(request), observer)) {
            return;
        }
        if (!RangeStreaming.supports(request)) {
            observer.onError(RangeStreaming.UNSUPPORTED.asRuntimeException());
            return;
        }
        var stream = new RangeStreaming<>(
                requests,
                Caller.current(),
                request,
                observer,
                form,
                limits.get().maxRequestBytes());
        requests.beginRange(request).whenComplete((passed, failure) -> {
            if (failure == null) {
                stream.start();
            } else {
                observer.onError(EtcdError.translate(failure));
            }
        });
    }

    @Override
    public void rangeStream(RangeRequest request, StreamObserver<RangeStreamResponse> observer) {
        rangeStream(
                request,
                (ServerCallStreamObserver<RangeStreamResponse>) observer,
                piece -> WireMarshaller.parsed(piece, RangeStreamResponse.parser()));
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        if (passes(() -> RequestRules.check(request), observer)) {
            write(new Command.Put(0, request), request, PutResponse.class, observer);
        }
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
        if (passes(() -> RequestRules.check(request), observer)) {
            write(new Command.DeleteRange(0, request), request, DeleteRangeResponse.class, observer);
        }
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
        if (!passes(() -> RequestRules.check(request, limits.get().maxTxnOps()), observer)) {
            return;
        }
        if (!RequestRules.isReadOnly(request)) {
            write(new Command.Txn(0, request), request, TxnResponse.class, observer);
            return;
        }
        Requests.Read<TxnResponse> read =
                held -> requests.headers().fill(held.state().reads().readOnlyTxn(request));
        var caller = Caller.current();
        Access access = authorizer -> authorizer.txn(request);
        Requests.answer(
                RequestRules.isSerializable(request)
                        ? requests.serializable(caller, access, read)
                        : requests.linearizable(caller, access, read),
                observer);
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
        var committed = requests.commit(Caller.current(), new Command.Compact(0, request), CompactionResponse.class);
        Requests.answer(
                request.getPhysical()
                        ? committed.thenCompose(
                                response -> requests.state().compacted().thenApply(removed -> response))
                        : committed,
                observer);
    }
}
