package io.jukung.api.server.pki;

/** A certificate or key file is missing, broken, expired or belongs to another authority; the message names it. */
public final class PkiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PkiException(String message) {
        super(message);
    }

    public PkiException(String message, Throwable cause) {
        super(message, cause);
    }
}
