package io.jukung.store.apply;

import com.google.protobuf.Message;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.backup.HashKv;
import io.jukung.store.backup.Scratch;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.storage.MemoryStore;
import io.jukung.store.storage.OrderedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A member's state with a log of its own: one entry a command unless said otherwise. */
public final class Member {

    public static final long TERM = 1;
    /** So few that records are forgotten in the tests too. */
    private static final int RECENT_BYTES = 20_000;

    private final OrderedStore store;
    private final StoreState state;
    private long index;

    public Member() {
        this(new MemoryStore());
    }

    public Member(OrderedStore store) {
        this.store = store;
        state = StoreState.open(store, RECENT_BYTES);
        index = state.lastApplied().index();
    }

    public StoreState state() {
        return state;
    }

    /** The same disk after a restart. */
    public Member restarted() {
        return new Member(store);
    }

    public ApplyResult entry(Command... commands) {
        return state.apply(TERM, ++index, List.of(commands));
    }

    public Outcome outcome(Command command) {
        return entry(command).outcomes().getFirst();
    }

    private Message applied(Command command) throws RejectedException {
        return switch (outcome(command)) {
            case Outcome.Applied(Message response) -> response;
            case Outcome.Rejected(Rejection reason) -> throw new RejectedException(reason);
        };
    }

    public PutResponse put(PutRequest request) throws RejectedException {
        return (PutResponse) applied(new Command.Put(0, request));
    }

    public PutResponse put(String key, String value) throws RejectedException {
        return put(Requests.put(key, value));
    }

    public DeleteRangeResponse delete(DeleteRangeRequest request) throws RejectedException {
        return (DeleteRangeResponse) applied(new Command.DeleteRange(0, request));
    }

    public DeleteRangeResponse delete(String key) throws RejectedException {
        return delete(Requests.delete(key));
    }

    public TxnResponse txn(TxnRequest request) throws RejectedException {
        return (TxnResponse) applied(new Command.Txn(0, request));
    }

    public Message compact(long revision) throws RejectedException {
        return applied(new Command.Compact(
                0, CompactionRequest.newBuilder().setRevision(revision).build()));
    }

    /** Compacts and removes what is gone from the disk. */
    public void compactPhysically(long revision) throws RejectedException {
        compact(revision);
        cleanUp();
    }

    public void cleanUp() {
        boolean more = true;
        while (more) {
            more = state.compactor().step(2);
        }
    }

    public Message grant(long id, long ttl) throws RejectedException {
        return applied(new Command.LeaseGrant(
                0, LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build()));
    }

    public Message revoke(long id) throws RejectedException {
        return applied(new Command.LeaseRevoke(
                0, LeaseRevokeRequest.newBuilder().setID(id).build()));
    }

    /** What HashKV answers; the states of tests fit into memory. */
    public HashKv hashKv(long revision) throws RejectedException {
        try {
            return HashKv.of(state.reads().retained(revision), new Scratch(Path.of("/nowhere")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all that is on the disk. */
    public long hash() {
        try (var frozen = state.freeze()) {
            return frozen.hash(() -> {});
        }
    }

    public RangeResponse range(RangeRequest request) throws RejectedException {
        return state.reads().range(request);
    }
}
