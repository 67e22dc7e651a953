package io.jukung.chaos.zoo;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.StoreState;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.storage.MemoryStore;
import java.util.List;

/** A member's state in memory, fed with one command an entry. */
final class SmallState {

    final MemoryStore store = new MemoryStore();
    StoreState state = StoreState.open(store, 1 << 20);
    private long index;

    /** As after a restart. */
    void reopen() {
        state = StoreState.open(store, 1 << 20);
    }

    ApplyResult apply(Command command) {
        return state.apply(1, ++index, List.of(command));
    }

    long index() {
        return index;
    }

    ApplyResult put(String key, String value) {
        return put(key, value, 0);
    }

    ApplyResult put(String key, String value, long lease) {
        return apply(new Command.Put(0, putOf(key, value, lease)));
    }

    static PutRequest putOf(String key, String value, long lease) {
        return PutRequest.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(value))
                .setLease(lease)
                .build();
    }

    ApplyResult delete(String key, String end) {
        return apply(new Command.DeleteRange(
                0,
                DeleteRangeRequest.newBuilder()
                        .setKey(bytes(key))
                        .setRangeEnd(bytes(end))
                        .build()));
    }

    ApplyResult grant(long id) {
        return apply(new Command.LeaseGrant(
                0, LeaseGrantRequest.newBuilder().setID(id).setTTL(10).build()));
    }

    ApplyResult revoke(long id) {
        return apply(new Command.LeaseRevoke(
                0, LeaseRevokeRequest.newBuilder().setID(id).build()));
    }

    ApplyResult compact(long revision) {
        var result = apply(new Command.Compact(
                0, CompactionRequest.newBuilder().setRevision(revision).build()));
        boolean more = true;
        while (more) {
            more = state.compactor().step(100);
        }
        return result;
    }

    ApplyResult txn(TxnRequest.Builder request) {
        return apply(new Command.Txn(0, request.build()));
    }

    static RequestOp putOp(String key, String value) {
        return RequestOp.newBuilder().setRequestPut(putOf(key, value, 0)).build();
    }

    static Compare compare(String key, Compare.CompareTarget target, long revision) {
        var compare = Compare.newBuilder().setKey(bytes(key)).setTarget(target);
        return (target == Compare.CompareTarget.MOD
                        ? compare.setModRevision(revision)
                        : compare.setCreateRevision(revision))
                .build();
    }

    RangeResponse range(String key, String end) throws RejectedException {
        return state.reads()
                .range(RangeRequest.newBuilder()
                        .setKey(bytes(key))
                        .setRangeEnd(bytes(end))
                        .build());
    }

    long count(String key, String end) throws RejectedException {
        return range(key, end).getCount();
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
