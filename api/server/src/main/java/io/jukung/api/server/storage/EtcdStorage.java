package io.jukung.api.server.storage;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The store behind a gRPC channel that speaks etcd v3: any etcd, or the embedded member in process. */
public final class EtcdStorage implements ObjectStorage {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    /** Lists come in one message; etcd itself bounds what it accepts, not what it answers. */
    private static final int MAX_ANSWER_BYTES = 512 * 1024 * 1024;

    private final KVGrpc.KVBlockingStub kv;
    private final LeaseGrpc.LeaseBlockingStub leases;
    private final LeaseGrpc.LeaseStub leaseStreams;
    private final WatchGrpc.WatchStub watches;

    public EtcdStorage(Channel channel) {
        this.kv = KVGrpc.newBlockingStub(channel).withMaxInboundMessageSize(MAX_ANSWER_BYTES);
        this.leases = LeaseGrpc.newBlockingStub(channel);
        this.leaseStreams = LeaseGrpc.newStub(channel);
        this.watches = WatchGrpc.newStub(channel).withMaxInboundMessageSize(MAX_ANSWER_BYTES);
    }

    @Override
    public Optional<StoredValue> get(String key) {
        var answer = read(
                () -> kv().range(RangeRequest.newBuilder().setKey(bytes(key)).build()));
        return answer.getKvsCount() == 0 ? Optional.empty() : Optional.of(stored(answer.getKvs(0)));
    }

    @Override
    public StorePage range(String start, String end, long limit, long revision) {
        var answer = read(() -> kv().range(RangeRequest.newBuilder()
                .setKey(bytes(start))
                .setRangeEnd(bytes(end))
                .setLimit(limit)
                .setRevision(revision)
                .build()));
        return new StorePage(
                answer.getKvsList().stream().map(EtcdStorage::stored).toList(),
                answer.getHeader().getRevision(),
                answer.getCount(),
                answer.getMore());
    }

    @Override
    public long currentRevision() {
        return read(() -> kv().range(RangeRequest.newBuilder()
                        .setKey(bytes("/jukung/revision"))
                        .setCountOnly(true)
                        .build()))
                .getHeader()
                .getRevision();
    }

    @Override
    public TransactionResult transact(List<Condition> conditions, List<Mutation> changes) {
        var keys = new LinkedHashSet<String>();
        var txn = TxnRequest.newBuilder();
        for (var condition : conditions) {
            txn.addCompare(compare(condition));
            keys.add(keyOf(condition));
        }
        changes.forEach(change -> txn.addSuccess(operation(change)));
        keys.forEach(key -> txn.addFailure(
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(bytes(key)))));
        var answer = attempt(() -> kv().txn(txn.build()), EtcdErrors::writeMayBeRepeated);
        var present = new HashMap<String, StoredValue>();
        if (!answer.getSucceeded()) {
            answer.getResponsesList().stream()
                    .map(ResponseOp::getResponseRange)
                    .flatMap(range -> range.getKvsList().stream())
                    .map(EtcdStorage::stored)
                    .forEach(value -> present.put(value.key(), value));
        }
        return new TransactionResult(answer.getSucceeded(), answer.getHeader().getRevision(), present);
    }

    @Override
    public StoreWatch watch(String prefix, long startRevision) {
        return EtcdWatch.open(watches, prefix, startRevision);
    }

    @Override
    public long grantLease(long seconds) {
        return attempt(
                        () -> leases.withDeadlineAfter(DEADLINE)
                                .leaseGrant(LeaseGrantRequest.newBuilder()
                                        .setTTL(seconds)
                                        .build()),
                        EtcdErrors::readMayBeRepeated)
                .getID();
    }

    @Override
    public void keepAlive(long lease) {
        var answer = new CompletableFuture<LeaseKeepAliveResponse>();
        var requests = leaseStreams
                .withDeadlineAfter(DEADLINE)
                .leaseKeepAlive(new StreamObserver<LeaseKeepAliveResponse>() {
                    @Override
                    public void onNext(LeaseKeepAliveResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(io.grpc.Status.UNAVAILABLE
                                .withDescription("no answer")
                                .asRuntimeException());
                    }
                });
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
        try {
            var ttl = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS).getTTL();
            requests.onCompleted();
            if (ttl <= 0) {
                var text = "etcdserver: requested lease not found";
                throw new StoreException.LeaseNotFound(
                        text, io.grpc.Status.NOT_FOUND.withDescription(text).asRuntimeException());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException error
                    ? EtcdErrors.translate(error)
                    : new StoreException.Unavailable("keep-alive failed", e);
        } catch (TimeoutException e) {
            throw new StoreException.Unavailable("keep-alive was not answered in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", e);
        }
    }

    @Override
    public void revokeLease(long lease) {
        try {
            attempt(
                    () -> leases.withDeadlineAfter(DEADLINE)
                            .leaseRevoke(
                                    LeaseRevokeRequest.newBuilder().setID(lease).build()),
                    EtcdErrors::readMayBeRepeated);
        } catch (StoreException.LeaseNotFound e) {
            // Expired before: its keys are gone already, as wanted.
            return;
        }
    }

    private KVGrpc.KVBlockingStub kv() {
        return kv.withDeadlineAfter(DEADLINE);
    }

    private static <T> T read(Supplier<T> call) {
        return attempt(call, EtcdErrors::readMayBeRepeated);
    }

    private static <T> T attempt(Supplier<T> call, Predicate<StatusRuntimeException> mayBeRepeated) {
        var pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                if (attempt == MAX_ATTEMPTS || !mayBeRepeated.test(e)) {
                    throw EtcdErrors.translate(e);
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", e);
            }
            pause = pause.multipliedBy(2);
        }
    }

    private static Compare compare(Condition condition) {
        return switch (condition) {
            case Condition.ModRevision(var key, var revision) ->
                Compare.newBuilder()
                        .setKey(bytes(key))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setModRevision(revision)
                        .build();
            case Condition.CreateRevision(var key, var revision) ->
                Compare.newBuilder()
                        .setKey(bytes(key))
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setCreateRevision(revision)
                        .build();
        };
    }

    private static String keyOf(Condition condition) {
        return switch (condition) {
            case Condition.ModRevision(var key, var ignored) -> key;
            case Condition.CreateRevision(var key, var ignored) -> key;
        };
    }

    private static RequestOp operation(Mutation change) {
        return switch (change) {
            case Mutation.Put(var key, var value, var lease) ->
                RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(bytes(key))
                                .setValue(ByteString.copyFrom(value))
                                .setLease(lease))
                        .build();
            case Mutation.Delete(var key) ->
                RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)))
                        .build();
        };
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static StoredValue stored(KeyValue value) {
        return new StoredValue(
                value.getKey().toStringUtf8(),
                value.getValue().toByteArray(),
                value.getCreateRevision(),
                value.getModRevision());
    }
}
