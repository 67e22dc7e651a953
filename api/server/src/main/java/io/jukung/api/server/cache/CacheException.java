package io.jukung.api.server.cache;

/** Why the cache cannot answer. */
public abstract sealed class CacheException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private CacheException(String message) {
        super(message, null, false, false);
    }

    /** The history kept begins after the revision asked for. */
    public static final class Expired extends CacheException {
        private static final long serialVersionUID = 1;

        public Expired(long asked, long oldest) {
            super("too old resource version: " + asked + " (" + oldest + ")");
        }
    }

    /** The cache did not reach the revision in time. */
    public static final class TooNew extends CacheException {
        private static final long serialVersionUID = 1;
        private final long asked;
        private final long current;

        public TooNew(long asked, long current) {
            super("revision " + asked + " is not reached: " + current);
            this.asked = asked;
            this.current = current;
        }

        public long asked() {
            return asked;
        }

        public long current() {
            return current;
        }
    }
}
