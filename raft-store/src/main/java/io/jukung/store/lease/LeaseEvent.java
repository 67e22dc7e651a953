package io.jukung.store.lease;

/** What an applied entry did to the leases; tells the leader's {@link ExpiryQueue}. */
public sealed interface LeaseEvent {

    /** A lease was granted. */
    record Granted(Lease lease) implements LeaseEvent {}

    /** A lease was revoked or has expired. */
    record Ended(long id) implements LeaseEvent {}
}
