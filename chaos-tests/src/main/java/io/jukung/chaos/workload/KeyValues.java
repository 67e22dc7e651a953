package io.jukung.chaos.workload;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;

/** Parts of requests. */
public final class KeyValues {

    private KeyValues() {}

    public static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    public static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    public static RangeRequest.Builder prefix(String prefix) {
        return RangeRequest.newBuilder().setKey(bytes(prefix)).setRangeEnd(end(prefix));
    }

    /** The first key after all that begin so; the prefix does not end in 0xff. */
    public static ByteString end(String prefix) {
        var bytes = bytes(prefix).toByteArray();
        bytes[bytes.length - 1]++;
        return ByteString.copyFrom(bytes);
    }

    public static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    public static RequestOp op(RangeRequest request) {
        return RequestOp.newBuilder().setRequestRange(request).build();
    }

    public static RequestOp op(PutRequest request) {
        return RequestOp.newBuilder().setRequestPut(request).build();
    }

    public static RequestOp op(DeleteRangeRequest request) {
        return RequestOp.newBuilder().setRequestDeleteRange(request).build();
    }

    public static RequestOp delete(String key) {
        return op(DeleteRangeRequest.newBuilder().setKey(bytes(key)).build());
    }

    /** True if the key was last changed at that revision; with 0 if it does not exist. */
    public static Compare unchanged(String key, long modRevision) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(modRevision)
                .build();
    }

    /** True if the key exists and came into being at that revision. */
    public static Compare createdAt(ByteString key, long createRevision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(createRevision)
                .build();
    }

    public static Compare valueIs(String key, String value) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(bytes(value))
                .build();
    }
}
