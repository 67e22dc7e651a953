package io.jukung.store.auth;

/** What applying a change means for those who have tokens. */
public sealed interface AuthEvent {

    /**
     * A user has a token now.
     *
     * @param tokenHash of its secret part
     * @param index the Raft index that is its other part
     */
    record TokenIssued(String user, String tokenHash, long index) implements AuthEvent {}

    /** The user's tokens are over: it is gone, or its password is another. */
    record LoggedOut(String user) implements AuthEvent {}

    /** All tokens are over: authentication was switched off. */
    record AllLoggedOut() implements AuthEvent {}
}
