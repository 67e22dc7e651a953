package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.util.List;

/** Short forms of etcd's requests. */
public final class Requests {

    private Requests() {}

    public static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    public static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    public static PutRequest put(String key, String value, long lease) {
        return put(key, value).toBuilder().setLease(lease).build();
    }

    public static DeleteRangeRequest delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    public static DeleteRangeRequest delete(String key, String end) {
        return delete(key).toBuilder().setRangeEnd(bytes(end)).build();
    }

    public static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    public static RangeRequest range(String key, String end) {
        return range(key).toBuilder().setRangeEnd(bytes(end)).build();
    }

    public static RequestOp op(PutRequest request) {
        return RequestOp.newBuilder().setRequestPut(request).build();
    }

    public static RequestOp op(DeleteRangeRequest request) {
        return RequestOp.newBuilder().setRequestDeleteRange(request).build();
    }

    public static RequestOp op(RangeRequest request) {
        return RequestOp.newBuilder().setRequestRange(request).build();
    }

    public static RequestOp op(TxnRequest request) {
        return RequestOp.newBuilder().setRequestTxn(request).build();
    }

    public static TxnRequest txn(List<Compare> compares, List<RequestOp> success, List<RequestOp> failure) {
        return TxnRequest.newBuilder()
                .addAllCompare(compares)
                .addAllSuccess(success)
                .addAllFailure(failure)
                .build();
    }

    public static TxnRequest txn(RequestOp... ops) {
        return txn(List.of(), List.of(ops), List.of());
    }
}
