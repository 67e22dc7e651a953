package io.jukung.store.server;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.replication.ProposalException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Every error a client may get, with etcd's code and text: clients compare both. "leader changed" and "no
 * leader" make kube-apiserver write again, so for a write they mean: surely without effect.
 */
public enum EtcdError {
    EMPTY_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPS(Status.Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    INVALID_SORT_OPTION(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    REQUEST_TOO_LARGE(Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    COMPACTED(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    LEASE_TTL_TOO_LARGE(Status.Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    NO_SPACE(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    /** etcd sends this one with code Unknown. */
    TOO_MANY_REQUESTS(Status.Code.UNKNOWN, "etcdserver: too many requests"),
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    BAD_LEADER_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
    CORRUPT(Status.Code.DATA_LOSS, "etcdserver: corrupt cluster"),
    NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
    LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed"),
    STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped"),
    TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out"),
    TIMEOUT_LEADER_FAILURE(
            Status.Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
    TIMEOUT_WAIT_APPLIED(
            Status.Code.UNAVAILABLE, "etcdserver: request timed out, waiting for the applied index took too long"),
    WATCH_CANCELED(Status.Code.CANCELLED, "etcdserver: watch canceled"),
    AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    MEMBERSHIP_FIXED(Status.Code.UNIMPLEMENTED, "etcdserver: this release does not change the membership of a cluster"),
    DOWNGRADE_UNSUPPORTED(Status.Code.UNIMPLEMENTED, "etcdserver: this release does not support downgrades"),
    SNAPSHOT_UNSUPPORTED(Status.Code.UNIMPLEMENTED, "etcdserver: this release does not stream snapshots");

    private final Status.Code code;
    private final String text;

    EtcdError(Status.Code code, String text) {
        this.code = code;
        this.text = text;
    }

    public Status status() {
        return code.toStatus().withDescription(text);
    }

    public StatusRuntimeException asException() {
        return status().asRuntimeException();
    }

    static EtcdError of(Rejection rejection) {
        return switch (rejection) {
            case EMPTY_KEY -> EMPTY_KEY;
            case KEY_NOT_FOUND -> KEY_NOT_FOUND;
            case VALUE_PROVIDED -> VALUE_PROVIDED;
            case LEASE_PROVIDED -> LEASE_PROVIDED;
            case TOO_MANY_OPS -> TOO_MANY_OPS;
            case DUPLICATE_KEY -> DUPLICATE_KEY;
            case INVALID_SORT_OPTION -> INVALID_SORT_OPTION;
            case COMPACTED -> COMPACTED;
            case FUTURE_REVISION -> FUTURE_REVISION;
            case LEASE_NOT_FOUND -> LEASE_NOT_FOUND;
            case LEASE_EXISTS -> LEASE_EXISTS;
            case LEASE_TTL_TOO_LARGE -> LEASE_TTL_TOO_LARGE;
            case NO_SPACE -> NO_SPACE;
            case CORRUPT -> CORRUPT;
            case STALE_TERM -> LEADER_CHANGED;
        };
    }

    /** What a client is told about a failure. */
    static StatusRuntimeException translate(@Nullable Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException already -> already;
            case CompletionException wrapped when wrapped.getCause() != null -> translate(wrapped.getCause());
            case io.jukung.store.mvcc.RejectedException rejected ->
                of(rejected.reason()).asException();
            case ProposalException.NotLeader notLeader -> NO_LEADER.asException();
            case ProposalException.Overloaded overloaded -> TOO_MANY_REQUESTS.asException();
            case ProposalException.OutcomeUnknown unknown ->
                ("request timed out".equals(unknown.getMessage()) ? TIMEOUT : TIMEOUT_LEADER_FAILURE).asException();
            case TimeoutException late ->
                ("waiting for the applied index".equals(late.getMessage()) ? TIMEOUT_WAIT_APPLIED : TIMEOUT)
                        .asException();
            case null -> STOPPED.asException();
            default ->
                Status.UNKNOWN
                        .withDescription("etcdserver: " + failure)
                        .withCause(failure)
                        .asRuntimeException();
        };
    }
}
