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

    /** The line that people see, as kubectl words it. */
    public String sentence() {
        if (code == 401) {
            return "error: You must be logged in to the server (Unauthorized): the kubeconfig's token or certificate is"
                    + " not accepted, for example because it expired";
        }
        return reason().isEmpty()
                ? "Error from server: " + getMessage()
                : "Error from server (" + reason() + "): " + getMessage();
    }

    public int code() {
        return code;
    }

    /** Kubernetes' reason, for example {@code NotFound}; "" without a Status. */
    public String reason() {
        return status.text("reason");
    }
}
