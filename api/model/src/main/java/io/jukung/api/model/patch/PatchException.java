package io.jukung.api.model.patch;

/** A patch that cannot be applied; the object stays as it is. */
public final class PatchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Cause reason;

    public PatchException(Cause reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }

    /** What is wrong, with the HTTP status that Kubernetes answers. */
    public enum Cause {
        /** The document is not a patch of its kind. */
        MALFORMED(400),
        /** The patch does not fit the object, or a test of it failed. */
        NOT_APPLICABLE(422),
        /** The patch would make the object too large. */
        TOO_LARGE(413),
        /** A directive that Kubernetes answers with a plain error. */
        UNSUPPORTED(500);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }
}
