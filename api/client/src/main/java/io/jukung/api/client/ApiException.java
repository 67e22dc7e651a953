package io.jukung.api.client;

import io.jukung.api.model.tree.ObjectValue;

/**
 * Why a call failed, as the server's Kubernetes Status says, or that the server could not be reached.
 */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;
    private final transient ObjectValue status;

    /**
     * @param code HTTP status code; 503 for an unreachable server
     * @param reason Kubernetes' reason, for example {@code NotFound}
     * @param status the whole Status object; empty where there was none
     */
    public ApiException(int code, String reason, String message, ObjectValue status) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.status = status;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public ObjectValue status() {
        return status;
    }

    public boolean notFound() {
        return code == 404;
    }

    public boolean conflict() {
        return reason.equals("Conflict");
    }

    public boolean alreadyExists() {
        return reason.equals("AlreadyExists");
    }

    /** The revision asked for is compacted: list anew. */
    public boolean expired() {
        return code == 410;
    }

    /** Whether the same call may succeed later without change. */
    public boolean unavailable() {
        return code == 503 || code == 504 || code == 429;
    }
}
