package io.jukung.store.peer;

import org.jspecify.annotations.Nullable;

/** What one member may ask of another. The codes are the wire format: never reused, never changed. */
public enum PeerMethod {
    APPEND_ENTRIES(1, Lane.LOG),
    REQUEST_VOTE(2, Lane.CONTROL),
    START_ELECTION(3, Lane.CONTROL),
    INSTALL_SNAPSHOT(4, Lane.CONTROL),
    /** The callee's current Raft term; and, if it is asked for, what its state is after an entry of the log. */
    CURRENT_TERM(5, Lane.CONTROL),
    /** An index that covers every write acknowledged before the call; only the leader answers. */
    READ_INDEX(6, Lane.CONTROL),
    /** A command for the leader to propose. */
    PROPOSE(7, Lane.LOG),
    /** A lease to keep alive, only at the leader. */
    KEEP_ALIVE(8, Lane.CONTROL),
    /** What is left of a lease, only at the leader. */
    TIME_TO_LIVE(9, Lane.CONTROL),
    /** Makes a checkpoint and answers with its files. */
    CHECKPOINT_OPEN(10, Lane.CONTROL),
    /** One piece of a file of a checkpoint. */
    CHECKPOINT_READ(11, Lane.LOG),
    /** Done with a checkpoint. */
    CHECKPOINT_CLOSE(12, Lane.CONTROL),
    /** Who the members are; also answered to one that does not know yet who it is. */
    CLUSTER_MEMBERS(13, Lane.CONTROL),
    /** The callee's state differs from the majority's: it has to be replaced. */
    STATE_REBUILD(14, Lane.CONTROL),
    /** Which release the callee is; the first did not know the question. */
    RELEASE(20, Lane.CONTROL);

    private static final String UNKNOWN = "unknown peer method ";

    /** Whether a call failed because the callee, of an older release, does not know what it was asked. */
    public static boolean isUnknownTo(@Nullable Throwable failure) {
        return failure instanceof PeerException.Refused
                && String.valueOf(failure.getMessage()).startsWith(UNKNOWN);
    }

    /** Calls of one lane share a connection, so that bulk never delays a vote or a term confirmation. */
    enum Lane {
        LOG,
        CONTROL
    }

    private static final @Nullable PeerMethod[] BY_CODE = new PeerMethod[21];

    static {
        for (var method : values()) {
            BY_CODE[method.code] = method;
        }
    }

    private final int code;
    private final Lane lane;

    PeerMethod(int code, Lane lane) {
        this.code = code;
        this.lane = lane;
    }

    int code() {
        return code;
    }

    Lane lane() {
        return lane;
    }

    /**
     * The method of a code.
     *
     * @throws PeerException for a code this version does not know
     */
    static PeerMethod of(int code) throws PeerException {
        var method = code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
        if (method == null) {
            throw new PeerException.Refused(UNKNOWN + code);
        }
        return method;
    }
}
