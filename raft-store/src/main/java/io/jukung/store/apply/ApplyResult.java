package io.jukung.store.apply;

import io.jukung.store.auth.AuthEvent;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.List;

/**
 * What applying one entry brought.
 *
 * @param outcomes one a command, in the commands' order; empty if the entry had been applied before
 * @param changes by revision, ascending: for the watch hub
 * @param leaseEvents for the leader's expiry queue
 * @param authEvents for the member's table of tokens
 */
public record ApplyResult(
        List<Outcome> outcomes,
        List<RevisionChanges> changes,
        List<LeaseEvent> leaseEvents,
        List<AuthEvent> authEvents) {

    static final ApplyResult NOTHING = new ApplyResult(List.of(), List.of(), List.of(), List.of());

    public ApplyResult {
        outcomes = List.copyOf(outcomes);
        changes = List.copyOf(changes);
        leaseEvents = List.copyOf(leaseEvents);
        authEvents = List.copyOf(authEvents);
    }
}
