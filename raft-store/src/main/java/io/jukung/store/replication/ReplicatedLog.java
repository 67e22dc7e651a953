package io.jukung.store.replication;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Consensus on a sequence of entries. All methods from any thread.
 *
 * @param <R> what applying an entry gives
 */
public interface ReplicatedLog<R> extends AutoCloseable {

    /** Joins the cluster: replays, votes, may lead. */
    void start() throws IOException;

    /**
     * Appends an entry; only succeeds on the leader. Completed on the thread that applies, with what
     * applying gave; fails with a {@link ProposalException}.
     */
    CompletableFuture<R> propose(byte[] entry);

    /** The newest term this member knows. */
    long term();

    /** Leads, and has applied an entry of its own term: what was acknowledged before is known to it. */
    boolean leads();

    /** The leader's member id; 0 if none is known. */
    long leader();

    long commitIndex();

    /** Tells a member how far the log is committed, at once: it waits for that. Others hear of it soon. */
    void tellCommit(long member);

    long lastIndex();

    /** Who takes part as far as this member knows. */
    Configuration configuration();

    /** Whether this member knows that {@link #configuration} is committed: no election undoes it any more. */
    boolean isConfigurationCommitted();

    /**
     * Changes who takes part: by one voter at most, only on the leader. A member that is new gets the log first and
     * counts when it has caught up. Completed once the change is committed; fails with a {@link ProposalException}
     * also when a new member does not get on, and when the configuration is not the expected one.
     *
     * @param voters addresses by member id
     * @param learners addresses by member id
     */
    CompletableFuture<Void> reconfigure(
            Configuration expected, Map<Long, InetSocketAddress> voters, Map<Long, InetSocketAddress> learners);

    /** On the leader: the last entry a member is known to have; -1 if none is. */
    long matchIndex(long member);

    /**
     * Gives back the space of entries up to this one, whose effect is durable here, without keeping any for members that
     * lag: those get the state instead. Completed when their files are gone.
     */
    CompletableFuture<Void> release(long index);

    /** Hands leadership over; fails with a {@link ProposalException} if that did not happen in time. */
    CompletableFuture<Void> transferLeadership(long to, Duration timeout);

    /** Leaves without a word; what is committed stays. */
    @Override
    void close();
}
