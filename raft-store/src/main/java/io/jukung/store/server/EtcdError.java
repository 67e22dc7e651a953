package io.jukung.store.server;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.platform.grpc.CallMetrics;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.replication.ProposalException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
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
    /** etcd has no limit, and no word for it. */
    TOO_MANY_LEASES(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: too many leases"),
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),
    MEMBER_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
    PEER_URL_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
    MEMBER_BAD_URLS(Status.Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
    NOT_ENOUGH_STARTED(
            Status.Code.FAILED_PRECONDITION, "etcdserver: re-configuration failed due to not enough started members"),
    MEMBER_NOT_LEARNER(Status.Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
    LEARNER_NOT_READY(
            Status.Code.FAILED_PRECONDITION,
            "etcdserver: can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(Status.Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
    UNHEALTHY(Status.Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),
    NOT_FOR_LEARNER(Status.Code.UNAVAILABLE, "etcdserver: rpc not supported for learner"),
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    BAD_LEADER_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
    /** Ours: etcd has no request that waits for the last member to be upgraded. */
    FORMAT_TOO_OLD(
            Status.Code.FAILED_PRECONDITION,
            "jukung: not all members run a release yet that knows this request; upgrade the others first"),
    CORRUPT(Status.Code.DATA_LOSS, "etcdserver: corrupt cluster"),
    NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
    LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed"),
    STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped"),
    TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out"),
    TIMEOUT_LEADER_FAILURE(
            Status.Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
    TIMEOUT_WAIT_APPLIED(
            Status.Code.UNAVAILABLE, "etcdserver: request timed out, waiting for the applied index took too long"),
    ROOT_USER_MISSING(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
    ROOT_ROLE_MISSING(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
    USER_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
    USER_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
    USER_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
    ROLE_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
    ROLE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
    ROLE_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
    ROLE_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
    PERMISSION_NOT_GIVEN(Status.Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
    PERMISSION_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
    INVALID_AUTH_MANAGEMENT(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
    SETTINGS_CHANGED(Status.Code.ABORTED, "jukung: settings were changed by somebody else at the same time; try again"),
    AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    AUTH_FAILED(Status.Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
    /** These three with etcd's code and text, which it has not thought of naming. */
    NO_PASSWORD_USER(Status.Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),
    PASSWORD_TOO_LONG(Status.Code.UNKNOWN, "bcrypt: password length exceeds 72 bytes"),
    VERIFY_ONLY_KEY(Status.Code.UNKNOWN, "auth: token signing attempted with verify-only key"),
    AUTH_OLD_REVISION(Status.Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
    PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    INVALID_AUTH_TOKEN(Status.Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
    CLUSTER_VERSION_UNAVAILABLE(
            Status.Code.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),
    WRONG_DOWNGRADE_FORMAT(Status.Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
    INVALID_DOWNGRADE_TARGET(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
    DOWNGRADE_IN_PROCESS(Status.Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
    NO_INFLIGHT_DOWNGRADE(Status.Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),
    UNKNOWN_METHOD(Status.Code.UNKNOWN, "etcdserver: unknown method");

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

    /** Whether a failure is this one. */
    boolean is(Throwable failure) {
        return text.equals(translate(failure).getStatus().getDescription());
    }

    /** As Go's gRPC prints the error: what stands in a watch response, which has no code. */
    String goText() {
        return "rpc error: code = " + CallMetrics.goName(code) + " desc = " + text;
    }

    /** What a client is told about a rejection. */
    public static EtcdError of(Rejection rejection) {
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
            case ROOT_USER_MISSING -> ROOT_USER_MISSING;
            case ROOT_ROLE_MISSING -> ROOT_ROLE_MISSING;
            case USER_EMPTY -> USER_EMPTY;
            case USER_EXISTS -> USER_EXISTS;
            case USER_NOT_FOUND -> USER_NOT_FOUND;
            case ROLE_EMPTY -> ROLE_EMPTY;
            case ROLE_EXISTS -> ROLE_EXISTS;
            case ROLE_NOT_FOUND -> ROLE_NOT_FOUND;
            case ROLE_NOT_GRANTED -> ROLE_NOT_GRANTED;
            case PERMISSION_NOT_GIVEN -> PERMISSION_NOT_GIVEN;
            case PERMISSION_NOT_GRANTED -> PERMISSION_NOT_GRANTED;
            case INVALID_AUTH_MANAGEMENT -> INVALID_AUTH_MANAGEMENT;
            case AUTH_NOT_ENABLED -> AUTH_NOT_ENABLED;
            case AUTH_FAILED -> AUTH_FAILED;
            case NO_PASSWORD_USER -> NO_PASSWORD_USER;
            case AUTH_OLD_REVISION -> AUTH_OLD_REVISION;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case STALE_TERM -> LEADER_CHANGED;
            case SETTINGS_CHANGED -> SETTINGS_CHANGED;
            case MEMBER_EXISTS -> MEMBER_EXISTS;
            case PEER_URL_EXISTS -> PEER_URL_EXISTS;
            case MEMBER_NOT_FOUND -> MEMBER_NOT_FOUND;
            case MEMBER_NOT_LEARNER -> MEMBER_NOT_LEARNER;
            case TOO_MANY_LEARNERS -> TOO_MANY_LEARNERS;
            case LEARNER_NOT_READY -> LEARNER_NOT_READY;
            case NOT_ENOUGH_STARTED -> NOT_ENOUGH_STARTED;
            case UNHEALTHY -> UNHEALTHY;
            case FORMAT_TOO_OLD -> FORMAT_TOO_OLD;
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
            case RejectedExecutionException tooMany -> TOO_MANY_REQUESTS.asException();
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
