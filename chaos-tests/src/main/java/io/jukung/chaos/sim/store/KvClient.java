package io.jukung.chaos.sim.store;

import com.google.protobuf.ByteString;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Puts, deletes, reads and compares keys, one request after the other, at whichever member. */
final class KvClient {

    static final ByteString KEYS = ByteString.copyFromUtf8("k");
    static final ByteString KEYS_END = ByteString.copyFromUtf8("l");

    private final StoreWorld world;
    private final Machine machine;
    private final Writes writes;
    private final SplittableRandom random;
    private final Map<ByteString, Long> knownRevisions = new HashMap<>();
    private int left;

    KvClient(StoreWorld world) {
        this.world = world;
        machine = world.newClient();
        writes = new Writes(world, machine);
        random = world.kernel().random().split();
        left = world.plan().operations();
    }

    boolean isDone() {
        return left == 0;
    }

    Writes writes() {
        return writes;
    }

    void start() {
        machine.after(world.kernel().around(world.plan().thinkNanos()), this::next);
    }

    private void done() {
        left--;
        if (left > 0) {
            start();
        }
    }

    private ByteString key() {
        return ByteString.copyFromUtf8("k" + random.nextInt(world.plan().keys()));
    }

    private static ByteString value(long request) {
        return ByteString.copyFromUtf8("v" + request);
    }

    private void next() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> put();
            case 3 -> delete();
            case 4, 5 -> swap(key(), false);
            case 6 -> several();
            default -> read();
        }
    }

    private void put() {
        var key = key();
        writes.send(
                world.anyMember(),
                id -> new Command.Put(
                        id,
                        PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(value(id))
                                .setPrevKv(id % 2 == 0)
                                .build()),
                PutResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {
                    if (end instanceof Writes.End.Done<PutResponse> done) {
                        knownRevisions.put(key, done.response().getHeader().getRevision());
                    }
                    done();
                });
    }

    private void delete() {
        var request = DeleteRangeRequest.newBuilder().setPrevKv(random.nextBoolean());
        if (random.nextInt(6) == 0) {
            request.setKey(KEYS).setRangeEnd(KEYS_END);
        } else {
            request.setKey(key());
        }
        writes.send(
                world.anyMember(),
                id -> new Command.DeleteRange(id, request.build()),
                DeleteRangeResponse.class,
                response -> response.getHeader().getRevision(),
                end -> done());
    }

    /** Changes a key if it is as it was seen last. Sent again where nobody knows what became of it: that must do no harm. */
    private void swap(ByteString key, boolean again) {
        long expected = knownRevisions.getOrDefault(key, 0L);
        var get =
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key));
        writes.send(
                world.anyMember(),
                id -> new Command.Txn(
                        id,
                        TxnRequest.newBuilder()
                                .addCompare(Compare.newBuilder()
                                        .setKey(key)
                                        .setTarget(Compare.CompareTarget.MOD)
                                        .setResult(Compare.CompareResult.EQUAL)
                                        .setModRevision(expected))
                                .addSuccess(RequestOp.newBuilder()
                                        .setRequestPut(PutRequest.newBuilder()
                                                .setKey(key)
                                                .setValue(value(id))))
                                .addFailure(get)
                                .build()),
                TxnResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {
                    switch (end) {
                        case Writes.End.Done<TxnResponse>(TxnResponse response) -> {
                            learn(key, response);
                            if (again && !response.getSucceeded()) {
                                world.situations().met(Situation.DUPLICATE_SUBMIT_HARMLESS);
                            }
                        }
                        case Writes.End.Unknown<TxnResponse> unknown
                        when !again && random.nextBoolean() -> {
                            swap(key, true);
                            return;
                        }
                        case Writes.End.Refused<TxnResponse> refused -> {}
                        case Writes.End.Never<TxnResponse> never -> {}
                        case Writes.End.Unknown<TxnResponse> unknown -> {}
                    }
                    done();
                });
    }

    private void learn(ByteString key, TxnResponse response) {
        if (response.getSucceeded()) {
            knownRevisions.put(key, response.getHeader().getRevision());
        } else {
            var found = response.getResponses(0).getResponseRange();
            knownRevisions.put(
                    key, found.getKvsCount() == 0 ? 0L : found.getKvs(0).getModRevision());
        }
    }

    /** Changes several keys at once, or deletes some and puts others. */
    private void several() {
        int first = random.nextInt(world.plan().keys());
        int count = 1 + random.nextInt(Math.min(4, world.plan().keys()));
        boolean reads = random.nextBoolean();
        writes.send(
                world.anyMember(),
                id -> {
                    var txn = TxnRequest.newBuilder();
                    for (int i = 0; i < count; i++) {
                        var key = ByteString.copyFromUtf8(
                                "k" + (first + i) % world.plan().keys());
                        txn.addSuccess(
                                (id + i) % 4 == 0
                                        ? RequestOp.newBuilder()
                                                .setRequestDeleteRange(DeleteRangeRequest.newBuilder()
                                                        .setKey(key)
                                                        .setPrevKv(true))
                                        : RequestOp.newBuilder()
                                                .setRequestPut(PutRequest.newBuilder()
                                                        .setKey(key)
                                                        .setValue(value(id))
                                                        .setPrevKv(true)));
                    }
                    if (reads) {
                        txn.addSuccess(RequestOp.newBuilder()
                                .setRequestRange(
                                        RangeRequest.newBuilder().setKey(KEYS).setRangeEnd(KEYS_END)));
                    }
                    return new Command.Txn(id, txn.build());
                },
                TxnResponse.class,
                response -> response.getHeader().getRevision(),
                end -> done());
    }

    private void read() {
        var request = RangeRequest.newBuilder();
        if (random.nextBoolean()) {
            request.setKey(key());
        } else {
            request.setKey(KEYS).setRangeEnd(KEYS_END);
            if (random.nextInt(3) == 0) {
                request.setLimit(1 + random.nextInt(3));
            }
        }
        request.setSerializable(random.nextInt(4) == 0);
        if (random.nextInt(4) == 0) {
            request.setRevision(Math.max(1, world.truth().observed() - random.nextInt(20)));
        }
        new Read(request.build(), world.anyMember(), world.truth().observed()).send();
    }

    /** A read and what must be true of its answer. */
    private final class Read {
        private final RangeRequest request;
        private final SimMember member;
        private final long observed;
        private boolean lagged;

        Read(RangeRequest request, SimMember member, long observed) {
            this.request = request;
            this.member = member;
            this.observed = observed;
        }

        void send() {
            world.<RangeResponse>call(
                    machine,
                    member,
                    world.plan().raft().electionTimeout() * 6,
                    process -> {
                        lagged = process.state().peek().revision() < observed;
                        return process.range(request, world.flaw());
                    },
                    this::check);
        }

        private void check(@Nullable RangeResponse response, @Nullable Throwable failure) {
            if (response != null) {
                checkAnswer(response);
            } else if (failure instanceof RejectedException refused) {
                checkRefusal(refused.reason());
            }
            done();
        }

        private void checkAnswer(RangeResponse response) {
            var kernel = world.kernel();
            long at = response.getHeader().getRevision();
            kernel.trace("c%d reads at m%d: revision %d", machine.id(), member.id(), at);
            kernel.require(
                    request.getSerializable() || at >= observed,
                    "stale read",
                    "m%d answers a linearizable read at revision %d, but %d had been seen before",
                    member.id(),
                    at,
                    observed);
            kernel.require(at <= world.truth().model().revision(), "revisions", "revision %d is not there yet", at);
            if (lagged && !request.getSerializable()) {
                world.situations().met(Situation.LATE_READ_AT_FOLLOWER);
            }
            world.truth().observe(at);
            long of = request.getRevision() > 0 ? request.getRevision() : at;
            var expected = world.truth().model().range(request.getKey(), request.getRangeEnd(), of);
            boolean more = request.getLimit() > 0 && expected.size() > request.getLimit();
            var shown = more ? expected.subList(0, (int) request.getLimit()) : expected;
            kernel.require(
                    response.getKvsList().equals(shown)
                            && response.getCount() == expected.size()
                            && response.getMore() == more,
                    "answers as the model",
                    "m%d reads %s at revision %d as %s, the model %s",
                    member.id(),
                    request,
                    of,
                    response,
                    expected);
            if (!request.getRangeEnd().isEmpty() || response.getKvsCount() == 0) {
                return;
            }
            knownRevisions.put(request.getKey(), response.getKvs(0).getModRevision());
        }

        private void checkRefusal(Rejection reason) {
            if (reason == Rejection.COMPACTED) {
                world.situations().met(Situation.COMPACTED_READ_REFUSED);
            }
            boolean right = reason == Rejection.COMPACTED
                    ? request.getRevision() > 0
                            && request.getRevision() < world.truth().model().compactRevision()
                    : reason == Rejection.FUTURE_REVISION && request.getSerializable();
            world.kernel()
                    .require(
                            right,
                            "refused for a reason",
                            "m%d refuses to read %s: %s; compacted is %d",
                            member.id(),
                            request,
                            reason,
                            world.truth().model().compactRevision());
        }
    }
}
