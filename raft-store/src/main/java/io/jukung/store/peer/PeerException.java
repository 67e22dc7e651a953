package io.jukung.store.peer;

import java.io.IOException;

/** Why a call to another member did not succeed, by what the caller may conclude from it. */
public abstract sealed class PeerException extends IOException {

    private PeerException(String message) {
        super(message);
    }

    /** The request was never sent: it surely had no effect. */
    public static final class NotSent extends PeerException {
        public NotSent(String message) {
            super(message);
        }
    }

    /** The request was sent and no reply came: it may have had its effect. */
    public static final class NoReply extends PeerException {
        public NoReply(String message) {
            super(message);
        }
    }

    /** The callee knows that this member was removed from the cluster for good; the request was not sent. */
    public static final class Removed extends PeerException {
        public Removed(String message) {
            super(message);
        }
    }

    /** The callee answered that it could not do it. */
    public static final class Refused extends PeerException {
        public Refused(String message) {
            super(message);
        }
    }
}
