package io.jukung.store.replication;

import java.util.concurrent.CompletableFuture;

/**
 * What a {@link ReplicatedLog} drives, always from one thread except where said.
 *
 * @param <R> what applying an entry gives
 */
public interface StateMachine<R> {

    /** The last entry whose effect would survive a crash now; any thread. Replay starts after it. */
    LogPosition durable();

    /** Applies a committed entry. An exception is a fault: the member stops. */
    R apply(LogPosition position, byte[] entry);

    /** Everything up to here is applied; also told for entries that are the log's own. Must be quick. */
    void applied(LogPosition position);

    /** Starts to make what is applied durable, in the background; {@link #durable()} tells when it is. */
    void persist();

    /**
     * The leader no longer has the entries this member needs: fetches the leader's state. Any thread;
     * the state in use is not touched yet. Where one was fetched before, this begins when that is installed or dropped.
     */
    CompletableFuture<LogPosition> fetchSnapshot(long leader);

    /** Puts the state fetched in use; no entry is applied meanwhile. */
    void installSnapshot();

    /** The state fetched is of no use. Any thread. */
    void dropSnapshot();

    /**
     * The last entry in a copy of the state that another member takes or has just taken: that one needs the entries behind it from the
     * log. {@link Long#MAX_VALUE}: nobody takes one. Any thread.
     */
    long neededAfter();

    /** A new leader is known, or this member stopped leading. Any thread, must be quick. */
    void leadershipChanged();

    /** The log cannot be written or an entry not be applied: the member must stop at once. Any thread. */
    void fault(String what, Throwable cause);
}
