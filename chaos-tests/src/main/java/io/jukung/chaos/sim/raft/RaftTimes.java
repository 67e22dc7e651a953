package io.jukung.chaos.sim.raft;

/**
 * How quick everything is, in nanoseconds, and when entries are given up.
 *
 * @param electionTimeout least time without a leader before a member stands for election
 * @param sync of the log, on average
 * @param apply of an entry, on average
 * @param batch most entries of one message
 * @param snapshotCount entries applied between two snapshots
 * @param keptEntries behind what is durable
 */
public record RaftTimes(
        long electionTimeout, long heartbeat, long sync, long apply, int batch, int snapshotCount, int keptEntries) {}
