package io.jukung.chaos.history;

import com.google.protobuf.ByteString;
import io.jukung.chaos.edn.Edn;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.List;

/** Histories for tests. */
public final class Histories {

    private Histories() {}

    /** One operation of every kind there is, with calls of every result, a nested transaction and a watch. */
    public static History everything() {
        var invoke = new Op(0, 1, Phase.INVOKE, "write", Edn.of(3), 2000, null, List.of(), List.of());
        var kill =
                new Op(1, Op.NEMESIS, Phase.INFO, "kill", Edn.vector(Edn.of("n1")), 2001, null, List.of(), List.of());
        var put = put(3, 2);
        var txn = new Op(
                3, 2, Phase.INFO, "txn", Edn.vector(), 2010, "UNAVAILABLE: \"lost\"\nélan", List.of(txn()), List.of());
        var refused = new Op(
                4,
                0,
                Phase.FAIL,
                "grant",
                Edn.NIL,
                2011,
                "FAILED_PRECONDITION",
                List.of(
                        new Call(
                                "n2",
                                "Lease/LeaseGrant",
                                LeaseGrantRequest.newBuilder()
                                        .setID(5)
                                        .setTTL(-1)
                                        .build(),
                                new Call.Result.Refused("FAILED_PRECONDITION", "etcdserver: lease already exists"),
                                2002,
                                2003),
                        new Call(
                                "n2",
                                "KV/Range",
                                RangeRequest.getDefaultInstance(),
                                new Call.Result.Unknown("DEADLINE_EXCEEDED", ""),
                                2004,
                                2005)),
                List.of());
        var watch = new Op(5, 3, Phase.OK, "watch", Edn.vector(), 2012, null, List.of(), List.of(watch()));
        var other = new Op(
                6,
                4,
                Phase.OK,
                "odd",
                Edn.dict("a/b", new Edn.Symbol("x"), "c", new Edn.Real(0.25)),
                2013,
                null,
                List.of(),
                List.of());
        return new History(List.of(invoke, kill, put, txn, refused, watch, other));
    }

    static Op put(long value, long index) {
        var response = PutResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder()
                        .setClusterId(-1)
                        .setMemberId(7)
                        .setRevision(9)
                        .setRaftTerm(2))
                .setPrevKv(keyValue("k", ByteString.copyFrom(new byte[] {-1, 0})))
                .build();
        var request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFromUtf8(Long.toString(value)))
                .build();
        var call = new Call("n1", "KV/Put", request, new Call.Result.Answered(response), 2001, 2004);
        return new Op(index, 1, Phase.OK, "write", Edn.of(value), 2005, null, List.of(call), List.of());
    }

    static KeyValue keyValue(String key, ByteString value) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(value)
                .setCreateRevision(2)
                .setModRevision(4)
                .setVersion(3)
                .build();
    }

    private static Call txn() {
        var range = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setSortTarget(RangeRequest.SortTarget.MOD)
                .setLimit(10)
                .setSerializable(true);
        var inner = TxnRequest.newBuilder().addFailure(RequestOp.newBuilder().setRequestRange(range));
        var request = TxnRequest.newBuilder()
                // A field of a oneof is there even if it is zero.
                .addCompare(Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.NOT_EQUAL)
                        .setCreateRevision(0))
                .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
                .addFailure(RequestOp.newBuilder().setRequestRange(range))
                .build();
        var response = TxnResponse.newBuilder()
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder()
                        .setResponseRange(RangeResponse.newBuilder()
                                .addKvs(keyValue("k", ByteString.EMPTY))
                                .setMore(true)
                                .setCount(2)))
                .build();
        return new Call("n3", "KV/Txn", request, new Call.Result.Answered(response), 2006, 2009);
    }

    private static WatchStream watch() {
        var request = WatchCreateRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("a"))
                .setRangeEnd(ByteString.copyFrom(new byte[] {0}))
                .setStartRevision(3)
                .addFilters(WatchCreateRequest.FilterType.NODELETE)
                .setPrevKv(true)
                .build();
        var created = WatchResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(9))
                .setCreated(true)
                .setWatchId(-1)
                .build();
        var events = WatchResponse.newBuilder()
                .addEvents(Event.newBuilder().setKv(keyValue("k", ByteString.copyFromUtf8("𝄞"))))
                .addEvents(Event.newBuilder().setTypeValue(42).setKv(keyValue("k", ByteString.EMPTY)))
                .build();
        return new WatchStream(
                "w0",
                "n1",
                request,
                2001,
                List.of(new WatchStream.Received(2002, created), new WatchStream.Received(2003, events)),
                2011,
                "closed");
    }
}
