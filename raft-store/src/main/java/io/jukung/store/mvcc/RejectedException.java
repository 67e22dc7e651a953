package io.jukung.store.mvcc;

/** A request was refused; part of the API, therefore without a stack trace. */
public final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Rejection reason;

    public RejectedException(Rejection reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** Which rule it broke. */
    public Rejection reason() {
        return reason;
    }
}
