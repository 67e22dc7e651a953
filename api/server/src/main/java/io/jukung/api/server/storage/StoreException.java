package io.jukung.api.server.storage;

/** Why the store did not answer as asked. */
public abstract sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The history at the revision asked for is gone. */
    public static final class Compacted extends StoreException {
        private static final long serialVersionUID = 1;

        public Compacted(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The revision asked for does not exist yet. */
    public static final class FutureRevision extends StoreException {
        private static final long serialVersionUID = 1;

        public FutureRevision(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The lease does not exist or has expired. */
    public static final class LeaseNotFound extends StoreException {
        private static final long serialVersionUID = 1;

        public LeaseNotFound(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The request is larger than the store takes. */
    public static final class TooLarge extends StoreException {
        private static final long serialVersionUID = 1;

        public TooLarge(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The store's disk or quota is full: it refuses what makes it grow, and goes on reading and deleting. */
    public static final class NoSpace extends StoreException {
        private static final long serialVersionUID = 1;

        public NoSpace(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** No answer in time, or no quorum; a write may or may not have taken effect. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
