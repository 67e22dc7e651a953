package io.jukung.store.auth;

/** For whom something is done. */
public sealed interface Requester {

    /** A client without credentials: all that it needs to be while authentication is off, nobody while it is on. */
    Requester ANONYMOUS = new Anonymous();

    /** The member itself. */
    Requester MEMBER = new Member();

    /** Without credentials. */
    record Anonymous() implements Requester {}

    /** The member itself, or who runs in its process: may do everything. */
    record Member() implements Requester {}

    /**
     * A user.
     *
     * @param name the user need not exist any more
     * @param authRevision under which it was established who this is
     */
    record User(String name, long authRevision) implements Requester {}
}
