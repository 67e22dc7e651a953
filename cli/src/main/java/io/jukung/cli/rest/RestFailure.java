package io.jukung.cli.rest;

import io.jukung.api.model.tree.ObjectValue;

/** The server refused a call: its Kubernetes Status. */
public final class RestFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final transient ObjectValue status;

    RestFailure(int code, ObjectValue status) {
        super(status.text("message").isEmpty() ? "HTTP " + code : status.text("message"));
        this.code = code;
        this.status = status;
    }

    public int code() {
        return code;
    }

    /** Kubernetes' reason, for example {@code NotFound}; "" without a Status. */
    public String reason() {
        return status.text("reason");
    }
}
