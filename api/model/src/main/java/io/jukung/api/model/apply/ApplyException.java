package io.jukung.api.model.apply;

/** An applied configuration that cannot be taken; the message and the HTTP status are Kubernetes'. */
public final class ApplyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;

    ApplyException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** A configuration that does not fit the schema, which Kubernetes answers with 500. */
    ApplyException(String message) {
        this(500, message);
    }

    public int code() {
        return code;
    }
}
