package io.jukung.node.cri;

import io.grpc.Status;

/** A call that the container runtime refused or did not answer. The message is the runtime's own. */
public final class CriException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Status.Code code;

    public CriException(Status status, Throwable cause) {
        super(message(status), cause);
        this.code = status.getCode();
    }

    private static String message(Status status) {
        var failure = status.getCause();
        // What gRPC says of a socket that cannot be connected to is "io exception".
        if (status.getCode() == Status.Code.UNAVAILABLE && failure != null && failure.getMessage() != null) {
            return failure.getMessage();
        }
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    public Status.Code code() {
        return code;
    }

    /** The runtime has no such sandbox, container or image. */
    public boolean notFound() {
        return code == Status.Code.NOT_FOUND;
    }

    /** The runtime could not be reached. */
    public boolean unreachable() {
        return code == Status.Code.UNAVAILABLE;
    }

    public boolean timedOut() {
        return code == Status.Code.DEADLINE_EXCEEDED;
    }
}
