package io.jukung.store.replication;

/** Why a proposal has no outcome, by what the proposer may conclude. */
public abstract sealed class ProposalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ProposalException(String message) {
        super(message, null, false, false);
    }

    /** It surely had and will have no effect: this member does not lead. */
    public static final class NotLeader extends ProposalException {
        private static final long serialVersionUID = 1L;

        public NotLeader(String message) {
            super(message);
        }
    }

    /** It surely had and will have no effect: too much waits already. */
    public static final class Overloaded extends ProposalException {
        private static final long serialVersionUID = 1L;

        public Overloaded(String message) {
            super(message);
        }
    }

    /** It may or may not take effect, now or later. */
    public static final class OutcomeUnknown extends ProposalException {
        private static final long serialVersionUID = 1L;

        public OutcomeUnknown(String message) {
            super(message);
        }
    }
}
