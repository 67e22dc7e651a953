package io.jukung.chaos.workload;

import io.grpc.Status;
import io.jukung.chaos.history.Call;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells refusals, after which a request has no effect and never will, from failures of which nobody knows. */
public final class Refusals {

    private static final String SAID_BY_SERVER = "etcdserver: ";

    /**
     * Texts that etcd's clients repeat a write after, so that a server may say them only of one that had no effect
     * (kube-apiserver's {@code etcd3retry}; etcd says them before it proposes, or when Raft dropped the proposal).
     */
    private static final Set<String> NOT_PROPOSED = Set.of(
            "etcdserver: no leader",
            "etcdserver: leader changed",
            "raft proposal dropped",
            "etcdserver: raft proposal dropped",
            "etcdserver: too many requests",
            "etcdserver: not leader");

    private Refusals() {}

    public static Call.Result of(Status status) {
        var code = status.getCode().name();
        var text = status.getDescription() == null ? "" : status.getDescription();
        return definite(status, text) ? new Call.Result.Refused(code, text) : new Call.Result.Unknown(code, text);
    }

    private static boolean definite(Status status, String text) {
        if (NOT_PROPOSED.contains(text)) {
            return true;
        }
        return switch (status.getCode()) {
            // The same codes come from gRPC itself, as for an answer that is too large: only the server's own words
            // count.
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNAUTHENTICATED -> text.startsWith(SAID_BY_SERVER);
            case UNIMPLEMENTED -> true;
            case UNAVAILABLE -> neverSent(status.getCause());
            case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, DATA_LOSS -> false;
        };
    }

    /** No connection could be made: nothing was sent. */
    private static boolean neverSent(@Nullable Throwable cause) {
        for (var at = cause; at != null; at = at.getCause()) {
            if (at instanceof ConnectException || at instanceof NoRouteToHostException) {
                return true;
            }
        }
        return false;
    }
}
