package io.jukung.store.auth;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What a requester may do under one state of users and roles: the one place where it is decided, for reads before they are
 * answered and for writes as they are applied. A method returns, or throws why not.
 *
 * <p>As etcd, with three holes of etcd 3.5 closed: an open range of a watch is a range and not a key, and a put within a
 * transaction needs READ for its previous value and WRITE to the other keys of its lease, as it does outside of one.
 */
public final class Authorizer {

    private final AuthState auth;
    private final Requester requester;
    private final LongFunction<List<ByteString>> leaseKeys;

    /**
     * Judges by one state.
     *
     * @param leaseKeys the keys on a lease; none if it does not exist
     */
    public Authorizer(AuthState auth, Requester requester, LongFunction<List<ByteString>> leaseKeys) {
        this.auth = auth;
        this.requester = requester;
        this.leaseKeys = leaseKeys;
    }

    /** Whether everything is allowed. */
    private boolean isUnlimited() {
        return !auth.enabled()
                || switch (requester) {
                    case Requester.Anonymous anonymous -> false;
                    case Requester.Member member -> true;
                    case Requester.User user -> false;
                };
    }

    /** Must be somebody: for what concerns no key. */
    public void identified() throws RejectedException {
        if (!isUnlimited()) {
            name();
        }
    }

    /**
     * Must have the role root. As in etcd it does not matter under which revision the user was established: a root
     * whose own change made a token old can go on.
     */
    public void admin() throws RejectedException {
        if (!isUnlimited() && !known().isRoot()) {
            throw new RejectedException(Rejection.PERMISSION_DENIED);
        }
    }

    /** The user, whose name may have outlived it where only root is asked for. */
    private User known() throws RejectedException {
        return auth.user(name()).orElseThrow(() -> new RejectedException(Rejection.USER_NOT_FOUND));
    }

    private boolean isAdmin() {
        return isUnlimited()
                || switch (requester) {
                    case Requester.Anonymous anonymous -> false;
                    case Requester.Member member -> true;
                    case Requester.User user ->
                        auth.user(user.name()).map(User::isRoot).orElse(false);
                };
    }

    private String name() throws RejectedException {
        return switch (requester) {
            case Requester.Anonymous anonymous -> throw new RejectedException(Rejection.USER_EMPTY);
            case Requester.Member member -> throw new IllegalStateException("the member is no user");
            case Requester.User user -> user.name();
        };
    }

    /** The user, who must have been established under the revision of now, or none who may anything. */
    private User current() throws RejectedException {
        String name = name();
        unchanged();
        return auth.user(name).orElseThrow(() -> new RejectedException(Rejection.PERMISSION_DENIED));
    }

    /** No user or role may have changed since it was established who this is. */
    public void unchanged() throws RejectedException {
        if (auth.enabled() && requester instanceof Requester.User user && user.authRevision() < auth.revision()) {
            throw new RejectedException(Rejection.AUTH_OLD_REVISION);
        }
    }

    private void read(KeyRange range) throws RejectedException {
        if (!isUnlimited()) {
            User user = current();
            if (!user.isRoot() && !auth.mayRead(user, range)) {
                throw new RejectedException(Rejection.PERMISSION_DENIED);
            }
        }
    }

    private void write(KeyRange range) throws RejectedException {
        if (!isUnlimited()) {
            User user = current();
            if (!user.isRoot() && !auth.mayWrite(user, range)) {
                throw new RejectedException(Rejection.PERMISSION_DENIED);
            }
        }
    }

    private static KeyRange key(ByteString key) {
        return KeyRange.of(key, ByteString.EMPTY);
    }

    /** READ of the range, whatever is asked about it. */
    public void range(RangeRequest request) throws RejectedException {
        read(KeyRange.of(request.getKey(), request.getRangeEnd()));
    }

    /** READ of what is watched. */
    public void watch(KeyRange range) throws RejectedException {
        read(range);
    }

    /** WRITE of the key and of all other keys on its lease, which could not be revoked else; READ for the previous value. */
    public void put(PutRequest request) throws RejectedException {
        write(key(request.getKey()));
        if (request.getLease() != 0) {
            writeKeysOf(request.getLease());
        }
        if (request.getPrevKv()) {
            read(key(request.getKey()));
        }
    }

    /** WRITE of the range; READ for the previous values. */
    public void deleteRange(DeleteRangeRequest request) throws RejectedException {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        write(range);
        if (request.getPrevKv()) {
            read(range);
        }
    }

    /** What all comparisons and both branches need, at every depth: also of what will not be run. */
    public void txn(TxnRequest request) throws RejectedException {
        for (Compare compare : request.getCompareList()) {
            read(KeyRange.of(compare.getKey(), compare.getRangeEnd()));
        }
        for (RequestOp op : request.getSuccessList()) {
            op(op);
        }
        for (RequestOp op : request.getFailureList()) {
            op(op);
        }
    }

    private void op(RequestOp op) throws RejectedException {
        switch (op.getRequestCase()) {
            case REQUEST_RANGE -> range(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> deleteRange(op.getRequestDeleteRange());
            case REQUEST_TXN -> txn(op.getRequestTxn());
            case REQUEST_NOT_SET -> {
                // Reaches no key, and is refused as such.
            }
        }
    }

    /** WRITE of every key on a lease: to end it, to keep it alive, to put another key on it. */
    public void writeKeysOf(long lease) throws RejectedException {
        identified();
        if (!isAdmin()) {
            for (ByteString key : leaseKeys.apply(lease)) {
                write(key(key));
            }
        }
    }

    /** READ of every key on a lease: to be told which they are. */
    public void readKeysOf(long lease) throws RejectedException {
        identified();
        if (!isAdmin()) {
            for (ByteString key : leaseKeys.apply(lease)) {
                read(key(key));
            }
        }
    }

    /** Root, or the user itself. */
    public void userGet(String name) throws RejectedException {
        if (!isAdmin() && !name().equals(name)) {
            throw new RejectedException(Rejection.PERMISSION_DENIED);
        }
    }

    /** Root, or who has the role. */
    public void roleGet(String role) throws RejectedException {
        if (!isAdmin() && !known().has(role)) {
            throw new RejectedException(Rejection.PERMISSION_DENIED);
        }
    }
}
